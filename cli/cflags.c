// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * `bpfmend cflags`: the words that make a clang load the plugin built for it.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "kernel/version.h"
#include "lab/place.h"

enum { OPTION_HAZARDS = 256 };

struct request {
	const char *llvm;
	const char *mode;
	const char *kernels;
	const char *hazards;
};

static const struct argp_option options[] = {
	{ "llvm", 'l', "N", 0,
	  "The major version of the clang that will read the flags (default: " BPFMEND_DEFAULT_LLVM
	  ")",
	  0 },
	{ "mode", 'm', "MODE", 0,
	  "warn: say what is wrong (default); mend: rewrite it, and warn where that is not "
	  "possible; "
	  "off: do nothing",
	  0 },
	{ "kernels", 'k', "LIST", 0,
	  "The kernels that the program is for, as in 6.12,6.16-7.2 (default: every known series)",
	  0 },
	{ "hazards", OPTION_HAZARDS, "LIST", 0,
	  "Only these hazards, as in zero-read (default: all)", 0 },
	{ 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
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

static int check(const struct request *request, struct failure *why)
{
	static const char *const modes[] = { "warn", "mend", "off" };
	struct kernel_list list = { 0 };
	const char *bad = "";
	bool known = !request->mode;

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]) && !known; i++)
		known = !strcmp(request->mode, modes[i]);
	if (!known)
		return fail_with(why, -EINVAL, "there is no mode '%s': it is warn, mend or off",
				 request->mode);
	if (request->kernels && kernel_list_parse(request->kernels, &list, &bad))
		return fail_with(why, -EINVAL,
				 "'%s' is no list of kernels: write it as in 6.12,6.16-7.2", bad);
	kernel_list_free(&list);
	return 0;
}

/* The plugin for one LLVM, in a build directory or in an installation; the caller frees it. */
static int find_plugin(const char *llvm, char **plugin, struct failure *why)
{
	char name[64];
	int error;

	snprintf(name, sizeof(name), "llvm-%s/bpfmend.so", llvm);
	error = place_find(name, plugin, NULL);
	if (!error)
		return 0;
	return fail_with(why, error,
			 "there is no plugin for LLVM %s: install llvm-%s-dev and build again, or "
			 "ask for another with --llvm",
			 llvm, llvm);
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
	struct request request = { .llvm = BPFMEND_DEFAULT_LLVM };
	char *plugin;
	int error;

	command_parse(&argp, argc, argv, &request);
	error = check(&request, why);
	if (!error)
		error = find_plugin(request.llvm, &plugin, why);
	if (error) {
		/* In $(bpfmend cflags) the exit status is lost: let clang fail, not mend nothing.
		 */
		printf("-fpass-plugin=bpfmend-cflags-failed\n");
		return error;
	}
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
