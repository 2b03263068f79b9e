/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What kernels will say of programs, guessed by the walk of llvm-pass/verifier/: the matrix without
 * a kernel. A cell is a guess, that `bpfmend matrix` confirms.
 */
#ifndef BPFMEND_CLI_PREDICTION_H
#define BPFMEND_CLI_PREDICTION_H

#include <stddef.h>

#include "kernel/version.h"
#include "lab/failure.h"
#include "llvm-pass/bytecode/programs.h"
#include "llvm-pass/verifier/verdicts.h"

/* Objects in rows, kernels in columns. Zero-initialise; prediction_free() in any case. */
struct prediction {
	struct kernel_version *kernels;
	size_t kernel_count;
	const char *const *paths; /* the caller's */
	struct programs *objects; /* one for each path */
	size_t object_count;
	size_t program_count; /* of all objects */
	struct verdicts *verdicts; /* one for each program */
	const struct verdict **cells; /* kernel_count columns of program_count */
};

/*
 * The kernels of a list: every known series in it, and each release that it names. Returns 0 or
 * a negative errno.
 */
int prediction_choose_kernels(const struct kernel_list *list, struct prediction *prediction,
			      struct failure *why);

/* Reads the objects and walks all programs. Returns 0 or a negative errno. */
int prediction_make(const char *const *paths, size_t count, const struct walk_options *options,
		    struct prediction *prediction, struct failure *why);

/* The cell of the program with this number, counted over all objects. */
const struct verdict *prediction_at(const struct prediction *prediction, size_t kernel,
				    size_t program);

void prediction_free(struct prediction *prediction);

#endif
