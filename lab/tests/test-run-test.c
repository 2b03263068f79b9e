// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/test-run.c: which inputs there are, in which order, and what is refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "lab/test-run.h"

static void the_last_range_changes_fastest(void **state)
{
	static const char *const expected[] = {
		"mark=2, cb[4]=0", "mark=2, cb[4]=1", "mark=2, cb[4]=2",
		"mark=3, cb[4]=0", "mark=3, cb[4]=1", "mark=3, cb[4]=2",
	};
	struct test_runs runs = { 0 };
	uint32_t values[TEST_FIELD_COUNT];
	char text[64];

	(void)state;
	assert_int_equal(test_runs_add(&runs, "mark", 2, 3), 0);
	assert_int_equal(test_runs_add(&runs, "cb[4]", 0, 2), 0);
	assert_int_equal(test_runs_total(&runs), 6);
	for (size_t i = 0; i < 6; i++) {
		test_runs_describe(&runs, i, text, sizeof(text));
		assert_string_equal(text, expected[i]);
	}
	test_runs_values(&runs, 5, values);
	assert_int_equal(values[TEST_FIELD_MARK], 3);
	assert_int_equal(values[TEST_FIELD_CB4], 2);
}

static void what_is_not_named_is_0_but_for_the_length(void **state)
{
	struct test_runs runs = { 0 };
	uint32_t values[TEST_FIELD_COUNT];

	(void)state;
	assert_int_equal(test_runs_add(&runs, "priority", 7, 7), 0);
	test_runs_values(&runs, 0, values);
	for (int i = 0; i < TEST_FIELD_COUNT; i++)
		assert_int_equal(values[i], i == TEST_FIELD_PRIORITY ? 7
					    : i == TEST_FIELD_LEN    ? TEST_RUN_LENGTH
								     : 0);
	assert_int_equal(test_runs_add(&runs, "len", 1, 2), 0);
	test_runs_values(&runs, 1, values);
	assert_int_equal(values[TEST_FIELD_LEN], 2);
}

static void no_ranges_are_no_runs(void **state)
{
	const struct test_runs runs = { 0 };

	(void)state;
	assert_int_equal(test_runs_total(&runs), 0);
}

static void what_makes_no_sense_is_refused(void **state)
{
	struct test_runs runs = { 0 };

	(void)state;
	assert_int_equal(test_runs_add(&runs, "tstamp", 0, 1), -EINVAL);
	assert_int_equal(test_runs_add(&runs, "", 0, 1), -EINVAL);
	assert_int_equal(test_runs_add(&runs, "mark", 1, 0), -EINVAL);
	assert_int_equal(test_runs_add(&runs, "mark", 0, 1), 0);
	assert_int_equal(test_runs_add(&runs, "mark", 0, 1), -EINVAL);
	assert_int_equal(runs.count, 1);
}

static void the_limits_are_kept(void **state)
{
	struct test_runs runs = { 0 };

	(void)state;
	assert_int_equal(test_runs_add(&runs, "mark", 0, UINT32_MAX), -E2BIG);
	assert_int_equal(test_runs_add(&runs, "mark", 0, 64), 0);
	assert_int_equal(test_runs_add(&runs, "priority", 0, 63), -E2BIG);
	assert_int_equal(test_runs_add(&runs, "priority", 0, 62), 0);
	assert_int_equal(test_runs_total(&runs), 65 * 63);
	assert_int_equal(test_runs_add(&runs, "cb[0]", UINT32_MAX, UINT32_MAX), 0);
	assert_int_equal(test_runs_add(&runs, "cb[1]", 0, 0), 0);
	assert_int_equal(test_runs_add(&runs, "cb[2]", 0, 0), -E2BIG);
}

static void exactly_the_limit_is_allowed(void **state)
{
	struct test_runs runs = { 0 };

	(void)state;
	assert_int_equal(test_runs_add(&runs, "mark", 1, TEST_RUN_LIMIT), 0);
	assert_int_equal(test_runs_total(&runs), TEST_RUN_LIMIT);
}

static void a_job_brings_them_over(void **state)
{
	struct test_runs runs = { 0 }, other = { 0 };
	struct json_object *json;

	(void)state;
	assert_int_equal(test_runs_add(&runs, "mark", 0, 7), 0);
	assert_int_equal(test_runs_add(&runs, "data", UINT32_MAX, UINT32_MAX), 0);
	assert_false(test_runs_equal(&runs, &other));
	json = test_runs_to_json(&runs);
	assert_int_equal(test_runs_from_json(json, &other), 0);
	assert_true(test_runs_equal(&runs, &other));
	other.ranges[1].first--;
	assert_false(test_runs_equal(&runs, &other));
	json_object_put(json);
}

static void a_garbled_job_is_refused(void **state)
{
	static const char *const jobs[] = {
		"{}",
		"7",
		"[7]",
		"[{\"field\":\"mark\",\"first\":0}]",
		"[{\"field\":\"mark\",\"first\":0,\"last\":\"1\"}]",
		"[{\"field\":\"mark\",\"first\":-1,\"last\":1}]",
		"[{\"field\":\"mark\",\"first\":0,\"last\":4294967296}]",
		"[{\"field\":\"mark\",\"first\":0,\"last\":4096}]",
		"[{\"field\":7,\"first\":0,\"last\":1}]",
	};
	struct test_runs runs;

	(void)state;
	for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
		struct json_object *json = json_tokener_parse(jobs[i]);

		if (test_runs_from_json(json, &runs) != -EPROTO)
			fail_msg("taken for a job: %s", jobs[i]);
		json_object_put(json);
	}
	assert_int_equal(test_runs_from_json(NULL, &runs), -EPROTO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_range_changes_fastest),
		cmocka_unit_test(what_is_not_named_is_0_but_for_the_length),
		cmocka_unit_test(no_ranges_are_no_runs),
		cmocka_unit_test(what_makes_no_sense_is_refused),
		cmocka_unit_test(the_limits_are_kept),
		cmocka_unit_test(exactly_the_limit_is_allowed),
		cmocka_unit_test(a_job_brings_them_over),
		cmocka_unit_test(a_garbled_job_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
