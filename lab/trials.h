/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The kernel's selftests (kernel-test.h) tried on some kernels: each is loaded as it asks for and
 * held against what it says. As in the kernel's own runner, all are loaded with
 * BPF_F_TEST_RND_HI32 unless they refuse, and what is expected of the log of a program that loads
 * can only be there if the test gives a log level.
 */
#ifndef BPFMEND_LAB_TRIALS_H
#define BPFMEND_LAB_TRIALS_H

#include "lab/kernel-test.h"
#include "lab/matrix.h"

enum trial_result {
	TRIAL_ERROR, /* there is no verdict (matrix.h), or no whole log */
	TRIAL_PASS,
	TRIAL_PART, /* as expected, but not all that is expected can be checked here */
	TRIAL_FAIL,
	TRIAL_SKIP, /* cannot be tried here, on no kernel */
	TRIAL_RESULTS
};

/* One test in one mode; the rows. */
struct trial {
	const struct object *object; /* the caller's, as is the test */
	const struct kernel_test *test;
	enum kernel_test_mode mode;
	size_t program; /* its number in the matrix; unused where the test is skipped */
};

/* What became of it on one kernel. */
struct trial_outcome {
	enum trial_result result;
	const struct matrix_cell *cell; /* the matrix's; NULL for TRIAL_SKIP */
	char *detail; /* why it is no pass; "" if it is */
};

struct trials {
	const struct kernel_images *kernels; /* the caller's */
	struct trial *trials;
	size_t count;
	struct trial_outcome *outcomes; /* kernels->count columns of count */
	/* trials.c's: */
	struct matrix matrix;
	struct object *views; /* the objects, with the programs of one mode each */
	size_t view_count;
};

/*
 * Tries the tests of the objects, one list for each, on all kernels. options' runs and loads are
 * not used. Returns 0 and trials to be freed with trials_free(), before kernels, objects and
 * tests; or a negative errno, as matrix_run() does.
 */
int trials_run(const struct kernel_images *kernels, const struct object *objects,
	       const struct kernel_tests *tests, size_t object_count,
	       const struct matrix_options *options, const struct watch *watch,
	       struct trials *trials, struct failure *why);

const struct trial_outcome *trials_at(const struct trials *trials, size_t kernel, size_t trial);

/* "error", "pass", "part", "fail" or "skip". */
const char *trial_result_name(enum trial_result result);

/*
 * What a test's cell comes to; detail is for the caller to free. Returns 0 or -ENOMEM.
 */
int trial_judge(const struct kernel_test *test, enum kernel_test_mode mode,
		const struct matrix_cell *cell, struct trial_outcome *outcome);

void trials_free(struct trials *trials);

#endif
