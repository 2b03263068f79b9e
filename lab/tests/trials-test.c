// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The kernel's annotations held against a real kernel, the newest in the store: what is wrong on
 * purpose fails, what is right passes. The first word of a program's name is the result of root's
 * test, the second, where it has such a test, that of a user's. argv[1] is the folder of the BPF
 * objects. Without a kernel it fails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/trials.h"

static const char *folder;

static void expect(const struct trial *trial, const struct trial_outcome *outcome)
{
	const char *expected = trial->test->program;
	const char *result = trial_result_name(outcome->result);

	if (trial->mode == MODE_UNPRIVILEGED)
		expected = strchr(expected, '_') + 1;
	if (strncmp(expected, result, strlen(result)) != 0)
		fail_msg("%s, mode %d: %s: %s", trial->test->program, trial->mode, result,
			 outcome->detail);
	assert_int_equal(!outcome->detail[0], outcome->result == TRIAL_PASS);
}

static void each_test_ends_as_its_name_says(void **state)
{
	struct kernel_images store = { 0 }, newest;
	const struct matrix_options options = { 0 };
	struct kernel_tests tests;
	struct failure why = { "" };
	struct object object;
	struct trials trials;
	char path[4096];

	(void)state;
	snprintf(path, sizeof(path), "%s/kernel-tests.bpf.o", folder);
	if (kernels_find(NULL, &store, &why) || !store.count || object_read(path, &object, &why) ||
	    kernel_tests_read(&object, &tests, &why))
		fail_msg("nothing to try: %s", why.text);
	newest = (struct kernel_images){ &store.images[store.count - 1], 1 };
	if (trials_run(&newest, &object, &tests, 1, &options, NULL, &trials, &why))
		fail_msg("%s", why.text);
	/* All programs but the auxiliary one, three of them twice. */
	assert_int_equal(trials.count, object.count - 1 + 3);
	for (size_t i = 0; i < trials.count; i++)
		expect(&trials.trials[i], trials_at(&trials, 0, i));
	trials_free(&trials);
	kernel_tests_free(&tests);
	object_free(&object);
	kernel_images_free(&store);
}

/* Judged without a kernel. */
static void no_verdict_is_no_pass(void **state)
{
	const struct matrix_cell cell = { .verdict = VERDICT_ERROR, .message = (char *)"it hangs" };
	struct kernel_test test = { .program = "p" };
	struct trial_outcome outcome;

	(void)state;
	assert_int_equal(trial_judge(&test, MODE_PRIVILEGED, &cell, &outcome), 0);
	assert_int_equal(outcome.result, TRIAL_ERROR);
	free(outcome.detail);
	test.cases[MODE_PRIVILEGED].is_rejected = true;
	assert_int_equal(trial_judge(&test, MODE_PRIVILEGED, &cell, &outcome), 0);
	assert_int_equal(outcome.result, TRIAL_ERROR);
	free(outcome.detail);
}

static void a_log_that_is_not_there_is_no_pass(void **state)
{
	const struct matrix_cell cell = { .verdict = VERDICT_REJECT, .message = (char *)"words" };
	struct kernel_test test = { .program = "p" };
	struct kernel_test_case *expected = &test.cases[MODE_PRIVILEGED];
	struct trial_outcome outcome;

	(void)state;
	expected->is_rejected = true;
	assert_int_equal(log_patterns_add(&expected->messages, "nothing", true, NULL), 0);
	assert_int_equal(trial_judge(&test, MODE_PRIVILEGED, &cell, &outcome), 0);
	assert_int_equal(outcome.result, TRIAL_ERROR);
	free(outcome.detail);
	log_patterns_free(&expected->messages);
}

static void a_run_that_did_not_happen_is_a_failure(void **state)
{
	const struct matrix_cell cell = { .verdict = VERDICT_ACCEPT, .message = (char *)"" };
	struct kernel_test test = { .program = "p" };
	struct trial_outcome outcome;

	(void)state;
	test.cases[MODE_PRIVILEGED].is_run = test.cases[MODE_PRIVILEGED].any_value = true;
	assert_int_equal(trial_judge(&test, MODE_PRIVILEGED, &cell, &outcome), 0);
	assert_int_equal(outcome.result, TRIAL_FAIL);
	free(outcome.detail);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_test_ends_as_its_name_says),
		cmocka_unit_test(no_verdict_is_no_pass),
		cmocka_unit_test(a_log_that_is_not_there_is_no_pass),
		cmocka_unit_test(a_run_that_did_not_happen_is_a_failure),
	};

	if (argc != 2)
		return 2;
	folder = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
