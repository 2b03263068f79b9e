// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/base64.c. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/base64.h"

static void the_rfc_s_examples(void **state)
{
	static const char *const pairs[][2] = {
		{ "", "" },
		{ "f", "Zg==" },
		{ "fo", "Zm8=" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		char text[16];

		base64_encode(pairs[i][0], strlen(pairs[i][0]), text);
		assert_string_equal(text, pairs[i][1]);
		assert_int_equal(base64_decode(text), strlen(pairs[i][0]));
		assert_memory_equal(text, pairs[i][0], strlen(pairs[i][0]));
	}
}

static void every_byte_survives(void **state)
{
	unsigned char bytes[256];
	char text[BASE64_TEXT_SIZE(sizeof(bytes))];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	base64_encode(bytes, sizeof(bytes), text);
	assert_int_equal(strlen(text) + 1, sizeof(text));
	assert_int_equal(base64_decode(text), sizeof(bytes));
	assert_memory_equal(text, bytes, sizeof(bytes));
}

static void what_is_not_base64_is_refused(void **state)
{
	char texts[][8] = { "Zg=", "Z===", "Zm9*", "=Zm9", "Zm 9" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(base64_decode(texts[i]), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rfc_s_examples),
		cmocka_unit_test(every_byte_survives),
		cmocka_unit_test(what_is_not_base64_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
