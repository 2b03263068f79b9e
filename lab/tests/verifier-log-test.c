// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/verifier-log.c, on the shapes that logs have from 5.10 to 7.3. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/verifier-log.h"

#define NUMBERS                                                                                  \
	"processed 12 insns (limit 1000000) max_states_per_insn 0 total_states 3 peak_states 2 " \
	"mark_read 1\n"

static void expect_message(const char *log, const char *message)
{
	char *found = verifier_log_message(log);

	if (message)
		assert_string_equal(found, message);
	else
		assert_null(found);
	free(found);
}

static void the_last_words_stand_before_the_numbers(void **state)
{
	(void)state;
	expect_message(
		"invalid access to packet, off=0 size=1\nR1 offset is outside of the packet\n"
		"verification time 89 usec\nstack depth 0\n" NUMBERS,
		"R1 offset is outside of the packet");
	expect_message("R0 !read_ok\n" NUMBERS, "R0 !read_ok");
}

static void the_source_line_behind_the_words_is_none(void **state)
{
	(void)state;
	expect_message("invalid bpf_context access off=8 size=2\n; skb->mark = 1; @ a.bpf.c:21\n"
		       "verification time 89 usec\nstack depth 0\n" NUMBERS,
		       "invalid bpf_context access off=8 size=2");
	expect_message("; skb->mark = 1; @ a.bpf.c:21\n" NUMBERS, NULL);
}

static void numbers_that_newer_kernels_add_are_no_words(void **state)
{
	(void)state;
	expect_message("R0 !read_ok\nverification time 5 usec\nstack depth max 0\n"
		       "subprog 0 (f) main insns_self 2 insns_total 2 stack 0\n" NUMBERS,
		       "R0 !read_ok");
	expect_message(
		"verification time 5 usec\nstack depth 0 max 0\ninsns processed 12\n" NUMBERS,
		NULL);
}

static void the_report_that_explains_the_last_words_is_left_out(void **state)
{
	(void)state;
	expect_message("R1 min value is outside of the allowed memory range\n\n"
		       "Verification failed: Memory Safety: Access outside bounds\n\nReason:\n"
		       "  The verifier cannot prove it.\n\nverification time 5 usec\n" NUMBERS,
		       "R1 min value is outside of the allowed memory range");
}

static void a_log_may_end_anywhere(void **state)
{
	(void)state;
	expect_message("", NULL);
	expect_message("\n \n", NULL);
	expect_message("R0 !read_ok", "R0 !read_ok");
	expect_message("R0 was processed 3 insns ago\n", "R0 was processed 3 insns ago");
}

static void the_numbers_are_read(void **state)
{
	struct verifier_numbers numbers = verifier_log_numbers("words\n" NUMBERS);

	(void)state;
	assert_int_equal(numbers.processed, 12);
	assert_int_equal(numbers.states, 3);
	assert_int_equal(numbers.peak_states, 2);
	assert_int_equal(numbers.microseconds, -1);
}

static void the_time_is_read_before_the_totals(void **state)
{
	struct verifier_numbers numbers =
		verifier_log_numbers("verification time 145 usec\nstack depth 8\n" NUMBERS);

	(void)state;
	assert_int_equal(numbers.microseconds, 145);
	assert_int_equal(numbers.processed, 12);
}

static void numbers_that_are_not_there_are_not_made_up(void **state)
{
	static const char *const logs[] = { "", "processed many insns", "it processed 3 insns\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		assert_int_equal(verifier_log_numbers(logs[i]).processed, -1);
		assert_int_equal(verifier_log_numbers(logs[i]).states, -1);
	}
	/* Not those of a later line. */
	assert_int_equal(verifier_log_numbers("processed 3 insns\ntotal_states 4").states, -1);
	assert_int_equal(verifier_log_numbers("processed 3 insns").processed, 3);
	assert_int_equal(verifier_log_numbers("processed 3 insns").states, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_words_stand_before_the_numbers),
		cmocka_unit_test(the_source_line_behind_the_words_is_none),
		cmocka_unit_test(numbers_that_newer_kernels_add_are_no_words),
		cmocka_unit_test(the_report_that_explains_the_last_words_is_left_out),
		cmocka_unit_test(a_log_may_end_anywhere),
		cmocka_unit_test(the_numbers_are_read),
		cmocka_unit_test(the_time_is_read_before_the_totals),
		cmocka_unit_test(numbers_that_are_not_there_are_not_made_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
