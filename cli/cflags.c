// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * `bpfmend cflags`: the words that make a clang load the plugin built for it. Which LLVM that is,
 * the clang says itself in its --version; the plugins there are, place.h finds.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "kernel/version.h"
#include "lab/place.h"
#include "lab/process.h"
#include "llvm-pass/verifier/isa.h"

enum { OPTION_HAZARDS = 256, OPTION_CLANG };

/* A clang that says nothing for this long waits for something that it will not get. */
enum { VERSION_SECONDS = 30 };

struct request {
	const char *llvm; /* as given, or NULL */
	const char *clang; /* likewise */
	const char *mode;
	const char *kernels;
	const char *hazards;
};

static const struct argp_option options[] = {
	{ "clang", OPTION_CLANG, "CLANG", 0,
	  "The clang that will read the flags, as in clang-19: it is asked which LLVM it is of",
	  0 },
	{ "llvm", 'l', "N", 0,
	  "The major version of the clang that will read the flags (default: " BPFMEND_DEFAULT_LLVM
	  ")",
	  0 },
	{ "mode", 'm', "MODE", 0,
	  "warn: say what is wrong (default); mend: rewrite it, and warn where that is not "
	  "possible; variants: the same beside the code as it was, for a loader to choose; off: do "
	  "nothing",
	  0 },
	{ "kernels", 'k', "LIST", 0,
	  "The kernels that the program is for, as in 6.12,6.16-7.2 (default: every known series); "
	  "-mcpu becomes the largest of which the oldest of them knows all instructions",
	  0 },
	{ "hazards", OPTION_HAZARDS, "LIST", 0,
	  "Only these hazards, as in zero-read (default: all)", 0 },
	{ 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
	case OPTION_CLANG:
		request->clang = argument;
		return 0;
	case 'l':
		request->llvm = argument;
		return 0;
	case 'm':
		request->mode = argument;
		return 0;
	case 'k':
		request->kernels = argument;
		return 0;
	case OPTION_HAZARDS:
		request->hazards = argument;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is one word too many", argument);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int read_kernels(const char *text, struct kernel_list *list, struct failure *why)
{
	const char *bad = "";

	*list = (struct kernel_list){ 0 };
	if (text && kernel_list_parse(text, list, &bad))
		return fail_with(why, -EINVAL,
				 "'%s' is no list of kernels: write it as in 6.12,6.16-7.2", bad);
	return 0;
}

static int check(const struct request *request, struct failure *why)
{
	static const char *const modes[] = { "warn", "mend", "variants", "off" };
	bool known = !request->mode;

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]) && !known; i++)
		known = !strcmp(request->mode, modes[i]);
	if (!known)
		return fail_with(why, -EINVAL,
				 "there is no mode '%s': it is warn, mend, variants or off",
				 request->mode);
	return 0;
}

/*
 * Finds the major version of LLVM in what clang --version says: "Debian clang version 19.1.7 (3)".
 * Apple counts its own. Returns 0 and as many digits as there are, or -EINVAL.
 */
static int read_version(const char *said, char *llvm, size_t size)
{
	static const char before[] = "clang version ";
	const char *version = strstr(said, before);
	size_t length = 0;

	if (!version || strstr(said, "Apple clang"))
		return -EINVAL;
	version += strlen(before);
	while (length + 1 < size && isdigit((unsigned char)version[length]))
		length++;
	memcpy(llvm, version, length);
	llvm[length] = '\0';
	return length && version[length] == '.' ? 0 : -EINVAL;
}

/* Asks a clang, a name in PATH or a path, which LLVM it is of. */
static int ask_clang(const char *clang, char *llvm, size_t size, struct failure *why)
{
	char *const argv[] = { (char *)clang, "--version", NULL };
	struct process_output said;
	int error = process_run(argv, VERSION_SECONDS, &said, why);

	if (error)
		return error;
	if (said.status)
		error = fail_with(why, -EINVAL, "%s --version ends with %d", clang, said.status);
	else if (read_version(said.output, llvm, size))
		error = fail_with(why, -EINVAL,
				  "%s does not say which LLVM's clang it is: ask by --llvm", clang);
	process_output_free(&said);
	return error;
}

/* The plugin for one LLVM, in a build directory or in an installation; the caller frees it. */
static int find_plugin_file(const char *llvm, char **plugin)
{
	char name[64];

	snprintf(name, sizeof(name), "llvm-%s/bpfmend.so", llvm);
	return place_find(name, plugin, NULL);
}

/* Writes the LLVMs that have a plugin here: "16, 19 and 22"; nothing where none has. */
static void list_plugins(char *text, size_t size)
{
	static const char *const known[] = { BPFMEND_LLVM_VERSIONS };
	const char *found[sizeof(known) / sizeof(known[0])];
	size_t count = 0, used = 0;
	char *plugin;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!find_plugin_file(known[i], &plugin)) {
			found[count++] = known[i];
			free(plugin);
		}
	for (size_t i = 0; i < count && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s",
					 !i		 ? ""
					 : i + 1 < count ? ", "
							 : " and ",
					 found[i]);
}

/* What helps, if anything: another clang, or a plugin that can be built. */
static int fail_without_plugin(const char *llvm, int error, struct failure *why)
{
	static const char *const known[] = { BPFMEND_LLVM_VERSIONS };
	char there[64];

	list_plugins(there, sizeof(there));
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(llvm, known[i]))
			return fail_with(why, error,
					 "there is no plugin for LLVM %s: install the package "
					 "bpfmend-plugin-llvm-%s, or llvm-%s-dev and build again",
					 llvm, llvm, llvm);
	return fail_with(why, error,
			 "there is no plugin for LLVM %s, and none can be built: bpfmend supports "
			 "LLVM " BPFMEND_SUPPORTED_LLVM "%s%s",
			 llvm,
			 there[0] ? "; compile with a clang of LLVM " : "; no plugin is built here",
			 there);
}

#define LLVM_TEXT 16

/* Finds out which LLVM's clang will read the flags, and its plugin, which the caller frees. */
static int find_plugin(const struct request *request, char llvm[LLVM_TEXT], char **plugin,
		       struct failure *why)
{
	int error = 0;

	snprintf(llvm, LLVM_TEXT, "%s", request->llvm ? request->llvm : BPFMEND_DEFAULT_LLVM);
	if (request->clang) {
		error = ask_clang(request->clang, llvm, LLVM_TEXT, why);
		if (!error && request->llvm && strcmp(llvm, request->llvm))
			error = fail_with(why, -EINVAL, "%s is of LLVM %s, not of LLVM %s",
					  request->clang, llvm, request->llvm);
	}
	if (error)
		return error;
	error = find_plugin_file(llvm, plugin);
	return error ? fail_without_plugin(llvm, error, why) : 0;
}

/*
 * Prints the -mcpu for the oldest of the kernels. With one that has jumps through tables these are
 * switched off: newer kernels know them, and the libbpf that loads the object may not.
 */
static void print_cpu(const struct kernel_list *kernels, const char *llvm)
{
	struct kernel_version oldest;
	const char *cpu;

	if (!kernels->count)
		return;
	oldest = kernels->ranges[0].first;
	for (size_t i = 1; i < kernels->count; i++)
		if (kernel_version_compare(kernels->ranges[i].first, oldest) < 0)
			oldest = kernels->ranges[i].first;
	cpu = isa_cpu(oldest, (unsigned int)strtoul(llvm, NULL, 10));
	if (cpu)
		printf("-mcpu=%s%s ", cpu, strcmp(cpu, "v3") ? " -fno-jump-tables" : "");
}

int command_cflags(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.doc = "Prints the flags that make clang load bpfmend, for a Makefile line such "
		       "as\n\n"
		       "  clang-22 -target bpf -O2 -g $(bpfmend cflags --mode mend) -c prog.bpf.c",
	};
	struct request request = { 0 };
	struct kernel_list kernels;
	char llvm[LLVM_TEXT], *plugin;
	int error;

	command_parse(&argp, argc, argv, &request);
	error = read_kernels(request.kernels, &kernels, why);
	if (!error)
		error = check(&request, why);
	if (!error)
		error = find_plugin(&request, llvm, &plugin, why);
	if (error) {
		/* In $(bpfmend cflags) the exit status is lost: let clang fail, not mend nothing.
		 */
		printf("-fpass-plugin=bpfmend-cflags-failed\n");
		kernel_list_free(&kernels);
		return error;
	}
	print_cpu(&kernels, llvm);
	kernel_list_free(&kernels);
	/* Up to clang 21, a plugin's -mllvm options are known only if -fplugin loads it first. */
	printf("-fplugin=%s -fpass-plugin=%s", plugin, plugin);
	if (request.mode)
		printf(" -mllvm -bpfmend-mode=%s", request.mode);
	if (request.kernels)
		printf(" -mllvm -bpfmend-kernels=%s", request.kernels);
	if (request.hazards)
		printf(" -mllvm -bpfmend-hazards=%s", request.hazards);
	printf("\n");
	free(plugin);
	return EXIT_ALL_WELL;
}
