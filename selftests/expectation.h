/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What selftest.h's annotations say of each program of an object: they are declaration tags in
 * its BTF. Relies on libbpf to read them.
 */
#ifndef BPFMEND_SELFTEST_EXPECTATION_H
#define BPFMEND_SELFTEST_EXPECTATION_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/version.h"
#include "lab/failure.h"
#include "lab/load-options.h"
#include "lab/test-run.h"
#include "lab/triggers.h"
#include "selftests/run-tags.h"

/* One expect_reject() or expect_mended_reject(). */
struct rejection {
	struct kernel_list kernels;
	char *words; /* that the verifier's last words contain */
	bool mended; /* of the mended program, not of the plain one */
};

/* One expect_returns_on(). */
struct exception {
	struct kernel_list kernels;
	struct return_list returns;
};

struct expectation {
	char *program; /* the function's name */
	struct rejection *rejections;
	size_t count;
	bool unmended;
	bool any; /* compiled as it is, it may load or not */
	struct test_runs runs; /* every run_over() */
	struct triggers triggers; /* every run_attached() */
	struct return_list returns; /* expect_returns() */
	struct load_options load; /* load_with() and every load_flags() */
	struct exception *exceptions; /* every expect_returns_on() */
	size_t exception_count;
};

struct expectations {
	struct expectation *items; /* only of programs that carry an annotation */
	size_t count;
};

/*
 * Reads the annotations of the object at path; freed with expectations_free(). Returns 0; -EINVAL
 * where an annotation makes no sense; or another negative errno, with why filled.
 */
int expectations_read(const char *path, struct expectations *expectations, struct failure *why);

/*
 * The words with which kernel must reject the program, compiled in mend mode or not; NULL if it
 * must load.
 */
const char *expectations_words(const struct expectations *expectations, const char *program,
			       struct kernel_version kernel, bool mended);

/* How many results running the program has, and what the one with this number, from 0, is of. */
size_t expectation_runs(const struct expectation *expectation);
void expectation_describe_run(const struct expectation *expectation, size_t run, char *text,
			      size_t size);

/*
 * What the program, compiled in mend mode or not, must return on kernel; of no values where
 * nothing is said. own, if not NULL, receives whether that is said of the plain one alone.
 */
const struct return_list *expectation_returns(const struct expectation *expectation,
					      struct kernel_version kernel, bool mended, bool *own);

/* What is written on the program; NULL if nothing is. */
const struct expectation *expectations_find(const struct expectations *expectations,
					    const char *program);

void expectations_free(struct expectations *expectations);

#endif
