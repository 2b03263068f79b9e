// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of selftests/results.c: a different result is found, and one that is missing, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "selftests/results.h"

/* A program that is run with mark from 5 to 8. */
static const struct expectation only_runs = {
	.program = "p",
	.runs = { { { TEST_FIELD_MARK, 5, 8 } }, 1 },
};

static struct matrix_cell accepted(int *returns, size_t count)
{
	return (struct matrix_cell){
		.verdict = VERDICT_ACCEPT,
		.returns = returns,
		.return_count = count,
	};
}

/* On which all of them run. */
static const struct kernel_version kernel = { 6, 17, 13 };

/* What was written and how many lines were reported, of one cell or of two. */
static int report(const struct expectation *expected, const struct matrix_cell *plain,
		  const struct matrix_cell *mended, char text[512])
{
	const struct tried a = { "a.o", plain, kernel, false }, b = { "b.o", mended, kernel, true };
	FILE *out = fmemopen(text, 512, "w");
	int lines;

	assert_non_null(out);
	text[0] = '\0';
	lines = mended ? results_compare(out, expected, &a, &b) : results_check(out, expected, &a);
	fclose(out);
	return lines;
}

static void equal_results_are_no_difference(void **state)
{
	int one[] = { 1, 2, 3, 4 }, other[] = { 1, 2, 3, 4 };
	const struct matrix_cell plain = accepted(one, 4), mended = accepted(other, 4);
	char text[512];

	(void)state;
	assert_int_equal(report(&only_runs, &plain, NULL, text), 0);
	assert_int_equal(report(&only_runs, &plain, &mended, text), 0);
	assert_string_equal(text, "");
}

static void a_mended_program_that_returns_something_else_is_found(void **state)
{
	int one[] = { 1, 2, 3, 4 }, other[] = { 1, 2, -3, 5 };
	const struct matrix_cell plain = accepted(one, 4), mended = accepted(other, 4);
	char text[512];

	(void)state;
	assert_int_equal(report(&only_runs, &plain, &mended, text), 1);
	assert_string_equal(text,
			    "b.o: p: with mark=7 the plain program returns 3, the mended one -3 "
			    "(2 of 4 runs differ)\n");
}

static void the_last_run_counts_too(void **state)
{
	int one[] = { 1, 2, 3, 4 }, other[] = { 1, 2, 3, 5 };
	const struct matrix_cell plain = accepted(one, 4), mended = accepted(other, 4);
	char text[512];

	(void)state;
	assert_int_equal(report(&only_runs, &plain, &mended, text), 1);
	assert_non_null(strstr(text, "with mark=8"));
}

static void a_value_other_than_expected_is_found(void **state)
{
	int values[] = { 1, 2, 8, 9 }, right[] = { 1, 2, 1, 2 }, wrong[] = { 1, 2, 2, 2 };
	const struct matrix_cell good = accepted(right, 4), bad = accepted(wrong, 4);
	struct expectation expected = only_runs;
	char text[512];

	(void)state;
	expected.returns = (struct return_list){ values, 2 };
	assert_int_equal(report(&expected, &good, NULL, text), 0);
	assert_int_equal(report(&expected, &bad, NULL, text), 1);
	assert_string_equal(text,
			    "a.o: p: with mark=7 it returns 2, but should return 1 (1 of 4 runs "
			    "differ)\n");
}

static void a_missing_result_is_a_difference(void **state)
{
	int some[] = { 1, 2, 3 };
	struct matrix_cell short_list = accepted(some, 3), nothing = accepted(NULL, 0);
	char text[512];

	(void)state;
	assert_int_equal(report(&only_runs, &short_list, NULL, text), 1);
	assert_string_equal(text, "a.o: p: 3 of 4 runs have a result: nothing was heard of the "
				  "rest\n");
	assert_int_equal(report(&only_runs, &nothing, NULL, text), 1);
	short_list.run_trouble = "with mark=8: Invalid argument";
	assert_int_equal(report(&only_runs, &short_list, NULL, text), 1);
	assert_string_equal(text, "a.o: p: 3 of 4 runs have a result: with mark=8: Invalid "
				  "argument\n");
}

static void trouble_behind_a_whole_list_is_still_trouble(void **state)
{
	int all[] = { 1, 2, 3, 4 };
	struct matrix_cell cell = accepted(all, 4);
	char text[512];

	(void)state;
	cell.run_trouble = "late";
	assert_int_equal(report(&only_runs, &cell, NULL, text), 1);
}

static void what_did_not_load_has_no_results(void **state)
{
	const struct matrix_cell rejected = { .verdict = VERDICT_REJECT };
	int all[] = { 1, 2, 3, 4 };
	const struct matrix_cell mended = accepted(all, 4);
	char text[512];

	(void)state;
	assert_int_equal(report(&only_runs, &rejected, NULL, text), 0);
	assert_int_equal(report(&only_runs, &rejected, &mended, text), 0);
}

static void a_wrong_result_of_the_plain_program_alone_can_be_expected(void **state)
{
	struct kernel_range here = { { 6, 17, -1 }, { 6, 17, -1 } };
	int right[] = { 1 }, wrong[] = { 0 }, results[] = { 0, 0, 0, 0 },
	    mended_results[] = { 1, 1, 1, 1 };
	struct exception exception = { { &here, 1 }, { wrong, 1 } };
	struct expectation expected = only_runs;
	const struct matrix_cell plain = accepted(results, 4), mended = accepted(mended_results, 4);
	char text[512];

	(void)state;
	expected.returns = (struct return_list){ right, 1 };
	assert_int_equal(report(&expected, &plain, NULL, text), 1);
	assert_int_equal(report(&expected, &plain, &mended, text), 1);
	expected.exceptions = &exception;
	expected.exception_count = 1;
	assert_int_equal(report(&expected, &plain, NULL, text), 0);
	assert_int_equal(report(&expected, &plain, &mended, text), 0);
	assert_int_equal(report(&expected, &mended, NULL, text), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_results_are_no_difference),
		cmocka_unit_test(a_mended_program_that_returns_something_else_is_found),
		cmocka_unit_test(the_last_run_counts_too),
		cmocka_unit_test(a_value_other_than_expected_is_found),
		cmocka_unit_test(a_missing_result_is_a_difference),
		cmocka_unit_test(trouble_behind_a_whole_list_is_still_trouble),
		cmocka_unit_test(a_wrong_result_of_the_plain_program_alone_can_be_expected),
		cmocka_unit_test(what_did_not_load_has_no_results),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
