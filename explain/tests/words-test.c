// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Each row of words.def is found by its own example, and is a row that can be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "explain/words.h"
#include "lab/log-match.h"

static void each_example_is_found_in_its_own_row(void **state)
{
	size_t failures = 0;

	(void)state;
	for (size_t i = 0; i < words_row_count; i++) {
		const struct words_row *found = words_match(words_rows[i].example);

		if (found == &words_rows[i])
			continue;
		failures++;
		print_error("'%s' is of '%s', and found in '%s'\n", words_rows[i].example,
			    words_rows[i].pattern, found ? found->pattern : "no row");
	}
	assert_int_equal(failures, 0);
}

static void each_pattern_can_be_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < words_row_count; i++) {
		struct log_patterns patterns = { 0 };
		struct failure why = { "" };

		if (log_patterns_add(&patterns, words_rows[i].pattern, false, &why))
			fail_msg("%s", why.text);
		assert_true(words_rows[i].pattern[0] && words_rows[i].meaning[0]);
		log_patterns_free(&patterns);
	}
}

static void each_kind_has_words(void **state)
{
	(void)state;
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		size_t i = 0;

		while (i < words_row_count && words_rows[i].kind != kind)
			i++;
		if (i == words_row_count)
			fail_msg("no words are of the kind %s", kind_rows[kind].name);
	}
}

static void what_is_not_known_is_in_no_row(void **state)
{
	(void)state;
	assert_null(words_match("processed 12 insns (limit 1000000)"));
	assert_null(words_match("12: (85) call bpf_map_lookup_elem#1"));
	assert_null(words_match(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_example_is_found_in_its_own_row),
		cmocka_unit_test(each_pattern_can_be_read),
		cmocka_unit_test(each_kind_has_words),
		cmocka_unit_test(what_is_not_known_is_in_no_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
