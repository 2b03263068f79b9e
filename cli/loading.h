/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What `matrix` and `selftest` are both asked: objects, kernels to load them on, machines, and
 * where the rows go. An argp parser that theirs have as their child.
 */
#ifndef BPFMEND_CLI_LOADING_H
#define BPFMEND_CLI_LOADING_H

#include <argp.h>
#include <stdbool.h>

#include "cli/arguments.h"
#include "lab/failure.h"
#include "lab/kernels.h"
#include "lab/matrix.h"

/* Zero-initialise; loading_free() in any case. */
struct loading {
	const char *kernels; /* --kernels, or NULL */
	struct words images; /* --kernel-image */
	struct words files; /* at least one */
	const char *json; /* --json, or NULL */
	struct matrix_options options; /* --jobs, --accel */
};

/* The .children of a parser, which at ARGP_KEY_INIT gives them a loading as child_inputs[0]. */
extern const struct argp loading_parser;
extern const struct argp_child loading_arguments[];

/* The kernels that were asked for. Returns 0 or a negative errno; kernel_images_free() anyhow. */
int loading_find_kernels(const struct loading *loading, struct kernel_images *kernels,
			 struct failure *why);

/* Whether JSON takes the table's place on standard output. */
bool loading_hides_table(const struct loading *loading);

void loading_free(struct loading *loading);

#endif
