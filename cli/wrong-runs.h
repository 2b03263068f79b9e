/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Marks the cells of a matrix whose kernel loads the program and is known to run it wrongly
 * (llvm-pass/verifier/wrong_run.h). Of Debian's kernels, asked for by their number: of one that was
 * built, or comes from elsewhere, nobody knows which prototypes were mended in it.
 */
#ifndef BPFMEND_CLI_WRONG_RUNS_H
#define BPFMEND_CLI_WRONG_RUNS_H

#include "lab/matrix.h"

/* The objects, each read when a cell of it is asked for. Zero-initialise. */
struct wrong_runs {
	bool any_frozen; /* the loader sets variables: what lies in .rodata may be anything */
	struct walked_object **objects;
	size_t count;
};

/* Fills the cell's wrong, if it is accepted and has none. An object that cannot be read has none.
 */
void wrong_runs_mark(struct wrong_runs *runs, const struct matrix *matrix, size_t kernel,
		     size_t program);

void wrong_runs_free(struct wrong_runs *runs);

#endif
