// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/log-match.c. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/log-match.h"

static const char text[] = "0: (b7) r0 = 0 ; R0_w=0\n"
			   "1: (07) r0 += 1\n"
			   "2: (95) exit\n"
			   "processed 3 insns";

/* Patterns that begin with ! must be absent. NULL or the pattern that does not fit. */
static const char *match(const char *const *list)
{
	static char wrong[64];
	struct log_patterns patterns = { 0 };
	const struct log_pattern *found;

	for (; *list; list++)
		assert_int_equal(
			log_patterns_add(&patterns, *list + (**list == '!'), **list == '!', NULL),
			0);
	found = log_match(text, &patterns);
	if (found)
		strncpy(wrong, found->text, sizeof(wrong) - 1);
	log_patterns_free(&patterns);
	return found ? wrong : NULL;
}

#define fits(...) assert_null(match((const char *const[]){ __VA_ARGS__, NULL }))
#define misses(which, ...) \
	assert_string_equal(match((const char *const[]){ __VA_ARGS__, NULL }), which)

static void plain_text_is_plain(void **state)
{
	(void)state;
	fits("(b7) r0 = 0");
	fits("");
	misses("(b7). r0", "(b7). r0");
	misses("r0.=", "r0.=");
	misses("R0_w?", "R0_w?");
}

static void braces_hold_expressions(void **state)
{
	(void)state;
	fits("{{[0-9]+}}: (07) r{{[0-9]}} += 1");
	fits("R0{{(_w)?}}=0");
	misses("r0{{(_w)?}}=0", "r0{{(_w)?}}=0");
	/* The plain part of a pattern stays plain beside one. */
	misses("(b7). r{{0}}", "(b7). r{{0}}");
	/* An expression stays in its line, and ^ is a line's beginning. */
	misses("r0 = 0{{.*}}exit", "r0 = 0{{.*}}exit");
	fits("{{^}}1: ");
	misses("{{^}}r0", "{{^}}r0");
}

static void the_order_counts(void **state)
{
	(void)state;
	fits("r0 = 0", "r0 += 1", "exit");
	misses("r0 = 0", "exit", "r0 = 0");
	/* Twice the same must be there twice. */
	fits("r0", "r0");
	misses("exit", "exit", "exit");
}

static void what_must_be_absent_is_looked_for_between_its_neighbours(void **state)
{
	(void)state;
	fits("!r9");
	misses("exit", "!exit");
	fits("!exit", "r0 += 1");
	misses("r0 = 0", "!r0 = 0", "r0 += 1");
	misses("r0 += 1", "r0 = 0", "!r0 += 1", "exit");
	fits("r0 += 1", "!r0 = 0", "exit", "!exit");
	misses("exit", "r0 += 1", "!r9", "!exit");
	/* Of several each must be absent, in any order. */
	misses("r0 += 1", "r0 = 0", "!r9", "!r0 += 1", "exit");
	misses("r0 += 1", "r0 = 0", "!r0 += 1", "!r9", "exit");
}

static void what_is_no_pattern_is_refused(void **state)
{
	static const char *const texts[] = { "{{", "a{{b", "{{(}}", "{{[}}" };
	struct log_patterns patterns = { 0 };
	struct failure why = { "" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(log_patterns_add(&patterns, texts[i], false, &why), -EINVAL);
	assert_int_equal(log_patterns_add(&patterns, "", true, &why), -EINVAL);
	assert_int_equal(patterns.count, 0);
	log_patterns_free(&patterns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_is_plain),
		cmocka_unit_test(braces_hold_expressions),
		cmocka_unit_test(the_order_counts),
		cmocka_unit_test(what_must_be_absent_is_looked_for_between_its_neighbours),
		cmocka_unit_test(what_is_no_pattern_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
