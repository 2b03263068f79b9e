/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Reads the text of selftest.h's run_over(), run_attached() and expect_returns(). */
#ifndef BPFMEND_SELFTEST_RUN_TAGS_H
#define BPFMEND_SELFTEST_RUN_TAGS_H

#include <stddef.h>

#include "lab/failure.h"
#include "lab/test-run.h"
#include "lab/triggers.h"

/* The values of expect_returns(), which begin again where there are more runs. */
struct return_list {
	int *values;
	size_t count; /* 0 where nothing is said */
};

/*
 * Adds what "mark:0:31" says, a field, its first and its last value. Returns 0; -EINVAL where it
 * makes no sense or too many runs; or -ENOMEM. why names the program.
 */
int run_tag_range(const char *program, const char *text, struct test_runs *runs,
		  struct failure *why);

/* The same for "denied:exec /tmp/id", a variable and an action. */
int run_tag_attached(const char *program, const char *text, struct triggers *triggers,
		     struct failure *why);

/*
 * Reads "7 -1 0*6" into an empty list, freed by the caller with free(list->values). Values are
 * those of an int or of an unsigned int. Returns and why are as above.
 */
int run_tag_returns(const char *program, const char *text, struct return_list *list,
		    struct failure *why);

/*
 * Whether values fit the number of runs, all annotations being read: values need runs, and the runs
 * must be the list once or several times. Returns 0 or -EINVAL.
 */
int run_tags_check(const char *program, size_t runs, const struct return_list *list,
		   struct failure *why);

#endif
