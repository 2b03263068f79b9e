// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/console.c. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/console.h"

static const char *last(const char *text, char quote[CONSOLE_QUOTE])
{
	return console_last_line(text, strlen(text), quote);
}

static void the_last_line_that_says_something(void **state)
{
	char quote[CONSOLE_QUOTE];

	(void)state;
	assert_string_equal(last("one\r\ntwo\r\n\r\n", quote), "two");
	assert_string_equal(last("one\ntwo", quote), "two");
	assert_string_equal(last("", quote), "(silence)");
	assert_string_equal(last("\033[2J\033[1;31mred\033[0m\n", quote), "red");
}

static void the_panic_among_what_follows_it(void **state)
{
	static const char text[] = "[ 1.0] Kernel panic - not syncing: sysrq\r\n[ 1.1] CPU: 0\r\n"
				   "[ 1.2] ---[ end Kernel panic - not syncing: sysrq ]---\r\n";
	char quote[CONSOLE_QUOTE];

	(void)state;
	assert_true(console_find_panic(text, strlen(text), quote));
	assert_string_equal(quote, "[ 1.0] Kernel panic - not syncing: sysrq");
	assert_false(console_find_panic("all is well\n", 12, quote));
}

static void long_lines_are_cut(void **state)
{
	char text[1000], quote[CONSOLE_QUOTE];

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(strlen(console_last_line(text, sizeof(text), quote)), CONSOLE_QUOTE - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_line_that_says_something),
		cmocka_unit_test(the_panic_among_what_follows_it),
		cmocka_unit_test(long_lines_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
