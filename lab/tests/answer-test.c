// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/answer.c: only a whole line of the protocol is an answer. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/answer.h"

static void a_row_is_read(void **state)
{
	struct json_object *object;
	enum answer kind;

	(void)state;
	assert_int_equal(
		answer_parse("{\"event\":\"row\",\"object\":3,\"message\":\"no\"}", &kind, &object),
		0);
	assert_int_equal(kind, ANSWER_ROW);
	assert_int_equal(answer_number(object, "object", -1), 3);
	assert_string_equal(answer_text(object, "message"), "no");
	json_object_put(object);
}

static void what_is_absent_or_of_another_type_is_not_made_up(void **state)
{
	struct json_object *object;
	enum answer kind;

	(void)state;
	assert_int_equal(answer_parse("{\"event\":\"row\",\"insns\":\"7\"}", &kind, &object), 0);
	assert_int_equal(answer_number(object, "insns", -1), -1);
	assert_int_equal(answer_number(object, "states", -1), -1);
	assert_null(answer_text(object, "message"));
	json_object_put(object);
}

static void garbled_lines_are_refused(void **state)
{
	static const char *const lines[] = {
		"",
		"{",
		"[]",
		"7",
		"null",
		"{\"event\":\"row\"",
		"{\"event\":\"row\"}x",
		"{\"event\":\"row\"}{\"event\":\"done\"}",
		"x{\"event\":\"row\"}",
		"{\"event\":\"rwo\"}",
		"{\"event\":7}",
		"{\"verdict\":\"accept\"}",
		"[    1.0] Kernel panic",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct json_object *object;
		enum answer kind;

		if (answer_parse(lines[i], &kind, &object) != -EPROTO)
			fail_msg("taken for an answer: %s", lines[i]);
		assert_null(object);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_is_read),
		cmocka_unit_test(what_is_absent_or_of_another_type_is_not_made_up),
		cmocka_unit_test(garbled_lines_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
