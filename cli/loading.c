// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The options that load programs on kernels; see loading.h. */
#include "cli/loading.h"

#include <stdlib.h>
#include <string.h>

/* Keys of the parsers above begin at 256. */
enum { OPTION_IMAGE = 512, OPTION_JSON, OPTION_ACCEL };

#define MOST_JOBS 1024

static const struct argp_option options[] = {
	{ "kernels", 'k', "LIST", 0,
	  "The kernels to load on, as in 6.12,6.16-7.2 (default: every one that was fetched)", 0 },
	{ "kernel-image", OPTION_IMAGE, "PATH", 0,
	  "A kernel (bzImage) of your own; may be given more than once; without --kernels, these "
	  "alone",
	  0 },
	{ "json", OPTION_JSON, "FILE", 0,
	  "Write the rows as JSON too; - is standard output, in place of the table", 0 },
	{ "jobs", 'j', "N", 0, "Machines at a time (default: the number of cores)", 0 },
	{ "accel", OPTION_ACCEL, "HOW", 0,
	  "kvm, tcg (emulation), counted (emulation by a clock that counts instructions: slow, but "
	  "times of two runs compare) or auto: try KVM, fall back to emulation (default)",
	  0 },
	{ 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct loading *loading = state->input;

	switch (key) {
	case 'k':
		loading->kernels = argument;
		return 0;
	case OPTION_IMAGE:
		words_add(&loading->images, argument, state);
		return 0;
	case OPTION_JSON:
		loading->json = argument;
		return 0;
	case 'j':
		loading->options.jobs = parse_number(argument, MOST_JOBS, "machines", state);
		return 0;
	case OPTION_ACCEL:
		loading->options.accel = parse_accel(argument, state);
		return 0;
	case ARGP_KEY_ARG:
		words_add(&loading->files, argument, state);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a BPF object is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp loading_parser = { .options = options, .parser = parse_option };

const struct argp_child loading_arguments[] = { { &loading_parser, 0, NULL, 0 }, { 0 } };

int loading_find_kernels(const struct loading *loading, struct kernel_images *kernels,
			 struct failure *why)
{
	int error = 0;

	if (loading->kernels || !loading->images.count)
		error = kernels_find(loading->kernels, kernels, why);
	for (size_t i = 0; i < loading->images.count && !error; i++)
		error = kernels_find_path(loading->images.words[i], kernels, why);
	return error;
}

bool loading_hides_table(const struct loading *loading)
{
	return loading->json && !strcmp(loading->json, "-");
}

void loading_free(struct loading *loading)
{
	free(loading->images.words);
	free(loading->files.words);
}
