// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend kernels build` and `source`: a kernel compiled to boot. The work is lab/build.h's. */
#include "cli/kernels-build.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/progress.h"
#include "lab/build.h"

enum { OPTION_PATCHED = 256, OPTION_UNSOUND, OPTION_PATCHES };

static const struct argp_option options[] = {
	{ "patched", OPTION_PATCHED, NULL, 0, "With bpfmend's patches for the series", 0 },
	{ "unsound", OPTION_UNSOUND, NULL, 0,
	  "With the patch that must not be used: it accepts programs that read out of bounds. For "
	  "tests of tests",
	  0 },
	{ "patches", OPTION_PATCHES, "DIR", 0, "With the *.patch files of a directory of yours",
	  0 },
	{ "update", 'u', NULL, 0, "Ask the mirror for a newer source of the series", 0 },
	{ 0 }
};

/* The three ways to patch exclude one another. */
static void choose(struct build_request *request, enum build_variant variant, const char *patches,
		   struct argp_state *state)
{
	if (request->variant != BUILD_STOCK || request->patches)
		argp_error(state, "one of --patched, --unsound and --patches is enough");
	request->variant = variant;
	request->patches = patches;
}

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct build_request *request = state->input;

	switch (key) {
	case OPTION_PATCHED:
		choose(request, BUILD_PATCHED, NULL, state);
		return 0;
	case OPTION_UNSOUND:
		choose(request, BUILD_UNSOUND, NULL, state);
		return 0;
	case OPTION_PATCHES:
		choose(request, BUILD_STOCK, argument, state);
		return 0;
	case 'u':
		request->update = true;
		return 0;
	case ARGP_KEY_ARG:
		if (request->kernel)
			argp_error(state, "'%s' is one word too many", argument);
		request->kernel = argument;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "the kernel to build is missing: a series, as 6.12");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int kernels_build_command(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "KERNEL",
		.doc = "Compiles a kernel from Debian's linux-source package in the smallest "
		       "configuration that the lab can use, with all kinds of BPF programs and no "
		       "modules, and prints the path of its image, for --kernel-image.\v"
		       "What was built before is taken from the cache. The first build of a source "
		       "takes minutes and 5 GB of room in the cache directory, of which it keeps "
		       "3; "
		       "one with other patches takes less than a minute more.",
	};
	struct build_request request = { 0 };
	struct progress progress;
	struct watch watch;
	char *image = NULL;
	int error;

	command_parse(&argp, argc, argv, &request);
	progress_begin(&progress, &watch);
	error = build_kernel(&request, &image, &watch, why);
	progress_end(&progress);
	if (error)
		return error;
	printf("%s\n", image);
	free(image);
	return EXIT_ALL_WELL;
}

static int parse_source(int key, char *argument, struct argp_state *state)
{
	const char **kernel = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (*kernel)
			argp_error(state, "'%s' is one word too many", argument);
		*kernel = argument;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "the kernel is missing: a series, as 6.12");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int kernels_source_command(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.parser = parse_source,
		.args_doc = "KERNEL",
		.doc = "Brings a kernel's source into the cache, from Debian's linux-source "
		       "package, and prints where it is. It is not to be changed: `bpfmend "
		       "kernels build` compiles it.",
	};
	const char *kernel = NULL;
	struct progress progress;
	struct watch watch;
	char *path = NULL;
	int error;

	command_parse(&argp, argc, argv, &kernel);
	progress_begin(&progress, &watch);
	error = build_source(kernel, &path, &watch, why);
	progress_end(&progress);
	if (error)
		return error;
	printf("%s\n", path);
	free(path);
	return EXIT_ALL_WELL;
}
