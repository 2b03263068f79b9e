// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend kernels`: shows and fills the store of kernels to boot. The work is lab/kernels.h's. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/kernels-build.h"
#include "cli/progress.h"
#include "lab/image-content.h"
#include "lab/kernels.h"

struct action {
	const char *name;
	int (*run)(int argc, char **argv, struct failure *why);
};

static const char *const state_names[] = {
	[KERNEL_FETCHED] = "fetched",
	[KERNEL_AVAILABLE] = "available",
	[KERNEL_UNAVAILABLE] = "unavailable",
	[KERNEL_UNKNOWN] = "unknown",
};

/* Widths of the columns that come before the last. */
struct widths {
	int name, release, state, size;
};

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static void format_size(unsigned long long bytes, char *text, size_t size)
{
	if (bytes)
		snprintf(text, size, "%.1f MiB", (double)bytes / (1024 * 1024));
	else
		snprintf(text, size, "-");
}

static void widen(int *width, const char *text)
{
	int length = (int)strlen(text);

	if (*width < length)
		*width = length;
}

static struct widths measure(const struct kernel_entries *entries)
{
	struct widths widths = { 0 };

	widen(&widths.name, "KERNEL");
	widen(&widths.release, "RELEASE");
	widen(&widths.state, "STATE");
	for (size_t i = 0; i < entries->count; i++) {
		const struct kernel_entry *entry = &entries->entries[i];
		char size[32];

		format_size(entry->bytes, size, sizeof(size));
		widen(&widths.name, entry->name);
		widen(&widths.release, or_dash(entry->release));
		widen(&widths.state, state_names[entry->state]);
		widen(&widths.size, size);
	}
	widen(&widths.size, "SIZE");
	return widths;
}

static void print_row(struct widths widths, const char *name, const char *release,
		      const char *state, const char *size, const char *origin)
{
	printf("%-*s  %-*s  %-*s  %*s  %s", widths.name, name, widths.release, release,
	       widths.state, state, widths.size, size, origin);
}

static void print_table(const struct kernel_entries *entries)
{
	struct widths widths = measure(entries);

	if (!entries->count)
		return;
	print_row(widths, "KERNEL", "RELEASE", "STATE", "SIZE", "FROM\n");
	for (size_t i = 0; i < entries->count; i++) {
		const struct kernel_entry *entry = &entries->entries[i];
		char size[32];

		format_size(entry->bytes, size, sizeof(size));
		print_row(widths, entry->name, or_dash(entry->release), state_names[entry->state],
			  size, or_dash(entry->origin));
		if (entry->newer)
			printf("  (%s is out)", entry->newer);
		printf("\n");
	}
}

/* What a reader of the table may want to do next. */
static void print_advice(const struct kernel_entries *entries)
{
	bool newer = false, missing = false;

	for (size_t i = 0; i < entries->count; i++) {
		newer |= entries->entries[i].newer != NULL;
		missing |= entries->entries[i].state == KERNEL_AVAILABLE ||
			   entries->entries[i].state == KERNEL_UNKNOWN;
	}
	if (missing)
		printf("\n`bpfmend kernels fetch` gets what is not fetched yet.\n");
	if (newer)
		printf("\n`bpfmend kernels fetch --update` gets the newer releases.\n");
}

static int parse_list(int key, char *argument, struct argp_state *state)
{
	bool *all = state->input;

	if (key == 'a')
		*all = true;
	if (key != ARGP_KEY_ARG)
		return key == 'a' ? 0 : ARGP_ERR_UNKNOWN;
	argp_error(state, "'%s' is one word too many", argument);
	return 0;
}

static int kernels_list_command(int argc, char **argv, struct failure *why)
{
	static const struct argp_option options[] = {
		{ "all", 'a', NULL, 0, "Show each release that the mirror has", 0 }, { 0 }
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse_list,
		.doc = "Shows the known kernel series and what else is in the store, and whether "
		       "each is fetched, available from the Debian mirror, unavailable there, or "
		       "unknown because no fetch has asked the mirror yet. Does not use the "
		       "network.",
	};
	struct kernel_entries entries;
	bool all = false;
	int error;

	command_parse(&argp, argc, argv, &all);
	error = kernels_list(all, &entries, why);
	if (error)
		return error;
	print_table(&entries);
	print_advice(&entries);
	kernel_entries_free(&entries);
	return EXIT_ALL_WELL;
}

struct fetch_request {
	const char *kernels;
	bool update, all;
};

static int parse_fetch(int key, char *argument, struct argp_state *state)
{
	struct fetch_request *request = state->input;

	switch (key) {
	case 'u':
		request->update = true;
		return 0;
	case 'a':
		request->all = true;
		return 0;
	case ARGP_KEY_ARG:
	case 'k':
		if (request->kernels)
			argp_error(state, "one list is enough: write it as in 6.12,6.16-7.2");
		request->kernels = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int kernels_fetch_command(int argc, char **argv, struct failure *why)
{
	static const struct argp_option options[] = {
		{ "kernels", 'k', "LIST", 0, "The same as LIST", 0 },
		{ "all-releases", 'a', NULL, 0,
		  "Every release of a series that the mirror has, not only the newest", 0 },
		{ "update", 'u', NULL, 0,
		  "Ask the mirror now, and fetch newer releases of series that are in the store",
		  0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse_fetch,
		.args_doc = "[LIST]",
		.doc = "Brings stock Debian cloud kernels into the store, from the mirror that apt "
		       "on this machine uses. LIST names series, ranges of the known series, and "
		       "releases, as in 6.12,6.16-7.2,6.18.12 (default: every known series). A "
		       "series means its newest release. What is in the store is not fetched "
		       "again.\v"
		       "Apt works in a state of its own in the cache directory; the system's is "
		       "only read. The exit status is 2 if any kernel that was asked for cannot be "
		       "had.",
	};
	struct fetch_request request = { 0 };
	struct kernel_entries entries;
	struct progress progress;
	struct watch watch;
	int error;

	command_parse(&argp, argc, argv, &request);
	progress_begin(&progress, &watch);
	error = kernels_fetch(request.kernels, request.update, request.all, &entries, &watch, why);
	progress_end(&progress);
	print_table(&entries);
	kernel_entries_free(&entries);
	return error ? error : EXIT_ALL_WELL;
}

static int parse_add(int key, char *argument, struct argp_state *state)
{
	const char **path = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (*path)
			argp_error(state, "'%s' is one word too many", argument);
		*path = argument;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "the path of a kernel image or package is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* What can be done with the kernel here, and what cannot. */
static void print_lacks(const struct kernel_image *added)
{
	struct image_content content;
	struct failure why = { "" };

	if (image_content_read(added->path, &content, &why)) {
		printf("  what it lacks cannot be told: %s\n", why.text);
		return;
	}
	if (!content.serial)
		printf("  it lacks a serial console that is built in: it cannot be booted here\n");
	if (!content.bpf)
		printf("  it lacks the system call bpf(): nothing can be loaded\n");
	if (!content.btf)
		printf("  it lacks BTF: programs that need it (fentry, LSM, CO-RE) cannot be "
		       "loaded\n");
}

static int kernels_add_command(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.parser = parse_add,
		.args_doc = "PATH",
		.doc = "Puts a kernel into the store: PATH is an image (bzImage for x86), a "
		       "package that holds one (.deb, .rpm, .pkg.tar of any distribution), or a "
		       "directory with one. A distribution's kernel is named by it, as in "
		       "ubuntu-6.8.0-51, others by the release that they say they are. What it "
		       "lacks for use here is said.",
	};
	struct kernel_image added;
	const char *path = NULL;
	int error;

	command_parse(&argp, argc, argv, &path);
	error = kernels_add(path, &added, why);
	if (error)
		return error;
	printf("%s is in the store: %s\n", added.name, added.path);
	print_lacks(&added);
	kernel_image_free(&added);
	return EXIT_ALL_WELL;
}

static const struct action actions[] = {
	{ "list", kernels_list_command },   { "fetch", kernels_fetch_command },
	{ "build", kernels_build_command }, { "source", kernels_source_command },
	{ "add", kernels_add_command },
};

#define ACTION_COUNT (sizeof(actions) / sizeof(actions[0]))

/* The action, and where its own words start in argv. */
struct choice {
	const struct action *action;
	int first;
};

static int parse_action(int key, char *argument, struct argp_state *state)
{
	struct choice *choice = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		for (size_t i = 0; i < ACTION_COUNT; i++)
			if (!strcmp(argument, actions[i].name))
				choice->action = &actions[i];
		if (!choice->action)
			argp_error(
				state,
				"there is no action '%s': it is list, fetch, build, source or add",
				argument);
		choice->first = state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "an action is missing: list, fetch, build, source or add");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int command_kernels(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.parser = parse_action,
		.args_doc = "list\nfetch [LIST]\nbuild KERNEL\nsource KERNEL\nadd PATH",
		.doc = "The kernels that bpfmend can boot, kept in "
		       "${XDG_CACHE_HOME:-~/.cache}/bpfmend/kernels.\v"
		       "Actions:\n"
		       "  list       show which kernels there are\n"
		       "  fetch      bring kernels from the Debian mirror\n"
		       "  build      compile one, with or without bpfmend's patches\n"
		       "  source     bring the source that build compiles\n"
		       "  add        put an image, or a distribution's package, into the store\n"
		       "\n"
		       "`bpfmend kernels ACTION --help` tells more of each.",
	};
	struct choice choice = { 0 };
	char *name;
	int status;

	command_parse(&argp, argc, argv, &choice);
	if (asprintf(&name, "%s %s", argv[0], choice.action->name) < 0)
		return -ENOMEM;
	argv[choice.first] = name;
	status = choice.action->run(argc - choice.first, argv + choice.first, why);
	free(name);
	return status;
}
