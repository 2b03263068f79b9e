// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of selftests/run-tags.c. */
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "selftests/run-tags.h"

static void a_range_is_read(void **state)
{
	struct test_runs runs = { 0 };

	(void)state;
	assert_int_equal(run_tag_range("p", "cb[0]:3:0x10", &runs, NULL), 0);
	assert_int_equal(run_tag_range("p", "mark:4294967295:4294967295", &runs, NULL), 0);
	assert_int_equal(runs.count, 2);
	assert_int_equal(runs.ranges[0].field, TEST_FIELD_CB0);
	assert_int_equal(runs.ranges[0].first, 3);
	assert_int_equal(runs.ranges[0].last, 16);
	assert_int_equal(runs.ranges[1].first, UINT32_MAX);
}

static void a_bad_range_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"mark",
		"mark:",
		"mark:1",
		"mark:1:",
		":0:1",
		"mark:0:1:2",
		"mark:0:1 ",
		"mark: 0:1",
		"mark:SIZE:1",
		"mark:0:7 - 1",
		"mark:-1:1",
		"mark:0:4294967296",
		"mark:2:1",
		"tstamp:0:1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct test_runs runs = { 0 };
		struct failure why = { "" };

		if (run_tag_range("p", texts[i], &runs, &why) != -EINVAL)
			fail_msg("taken for a range: '%s'", texts[i]);
		assert_non_null(strstr(why.text, "p: run_over() cannot be read"));
		assert_int_equal(runs.count, 0);
	}
}

static void too_many_runs_are_refused(void **state)
{
	struct test_runs runs = { 0 };
	struct failure why = { "" };

	(void)state;
	assert_int_equal(run_tag_range("p", "mark:0:4096", &runs, &why), -EINVAL);
	assert_non_null(strstr(why.text, "4096 runs, no more"));
}

static void an_attached_run_is_read(void **state)
{
	struct triggers triggers = { 0 };

	(void)state;
	assert_int_equal(run_tag_attached("p", "seen:getpid", &triggers, NULL), 0);
	assert_int_equal(run_tag_attached("p", "outcome:write /a b c", &triggers, NULL), 0);
	assert_int_equal(triggers.count, 2);
	assert_int_equal(triggers.items[0].kind, TRIGGER_GETPID);
	assert_string_equal(triggers.items[0].variable, "seen");
	assert_string_equal(triggers.items[1].path, "/a");
	assert_string_equal(triggers.items[1].text, "b c");
}

static void a_bad_attached_run_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"getpid",
		":getpid",
		"seen:",
		"seen:get",
		"seen:getpid ",
		"seen:exec",
		"seen:exec ",
		"seen:exec id",
		"seen:exec /id x",
		"seen:write /a",
		"seen:write /a ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct triggers triggers = { 0 };
		struct failure why = { "" };

		if (run_tag_attached("p", texts[i], &triggers, &why) != -EINVAL)
			fail_msg("taken for an action: '%s'", texts[i]);
		assert_non_null(strstr(why.text, "p: run_attached() cannot be read"));
		assert_int_equal(triggers.count, 0);
	}
}

static void values_are_read(void **state)
{
	static const int expected[] = { 7, -1, 0, 0, 0, -1, INT_MIN };
	struct return_list list = { 0 };

	(void)state;
	assert_int_equal(run_tag_returns("p", "7 -1 0*3 0xffffffff  -2147483648", &list, NULL), 0);
	assert_int_equal(list.count, 7);
	assert_memory_equal(list.values, expected, sizeof(expected));
	free(list.values);
}

static void bad_values_are_refused(void **state)
{
	static const char *const texts[] = {
		"",	" ",	"x",	      "1,2",	     "1-2",	 "1*",	   "1*0",
		"1*-1", "1 *2", "4294967296", "-2147483649", "0*4096 1", "0*4097", "1*2*3",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct return_list list = { 0 };
		struct failure why = { "" };

		if (run_tag_returns("p", texts[i], &list, &why) != -EINVAL)
			fail_msg("taken for values: '%s'", texts[i]);
		assert_non_null(strstr(why.text, "p: expect_returns() cannot be read"));
		assert_null(list.values);
	}
}

static void values_are_given_once(void **state)
{
	struct return_list list = { 0 };

	(void)state;
	assert_int_equal(run_tag_returns("p", "0", &list, NULL), 0);
	assert_int_equal(run_tag_returns("p", "0", &list, NULL), -EINVAL);
	free(list.values);
}

static void values_must_fit_the_runs(void **state)
{
	struct return_list list = { 0 };

	(void)state;
	assert_int_equal(run_tags_check("p", 0, &list, NULL), 0);
	list.count = 1;
	assert_int_equal(run_tags_check("p", 0, &list, NULL), -EINVAL);
	for (list.count = 0; list.count < 8; list.count++)
		assert_int_equal(run_tags_check("p", 6, &list, NULL),
				 list.count && 6 % list.count ? -EINVAL : 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_range_is_read),
		cmocka_unit_test(a_bad_range_is_refused),
		cmocka_unit_test(too_many_runs_are_refused),
		cmocka_unit_test(an_attached_run_is_read),
		cmocka_unit_test(a_bad_attached_run_is_refused),
		cmocka_unit_test(values_are_read),
		cmocka_unit_test(bad_values_are_refused),
		cmocka_unit_test(values_are_given_once),
		cmocka_unit_test(values_must_fit_the_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
