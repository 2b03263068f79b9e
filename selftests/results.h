/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a selftest's runs returned, held against what is written on it and, plain against mended,
 * against each other. A result that is missing is a difference, never a pass.
 */
#ifndef BPFMEND_SELFTEST_RESULTS_H
#define BPFMEND_SELFTEST_RESULTS_H

#include <stdio.h>

#include "lab/matrix.h"
#include "selftests/expectation.h"

/* One program on one kernel, compiled in one mode. */
struct tried {
	const char *file;
	const struct matrix_cell *cell;
	struct kernel_version kernel;
	bool mended;
};

/*
 * Writes a line to out for each way in which the runs of a program that was accepted are not as
 * expected: some are missing, or they returned other values. Returns how many lines. A program
 * that was not accepted, or is not to be run, has nothing to be compared.
 */
int results_check(FILE *out, const struct expectation *expected, const struct tried *tried);

/*
 * The same for the plain program beside the mended one, where both were accepted and all their
 * runs came; not where the plain one is expected to return something of its own.
 */
int results_compare(FILE *out, const struct expectation *expected, const struct tried *plain,
		    const struct tried *mended);

#endif
