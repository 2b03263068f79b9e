// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Tests of lines.c: however a text is cut, its lines come whole and in order. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <unistd.h>

#include "lab/lines.h"
#include "lab/protocol.h"

struct heard {
	char text[256];
	int count, most;
};

static int hear(void *context, char *line)
{
	struct heard *heard = context;

	strcat(heard->text, line);
	strcat(heard->text, "|");
	return ++heard->count == heard->most;
}

static void put(int file, const char *text)
{
	assert_int_equal(write(file, text, strlen(text)), strlen(text));
}

static void pieces_become_lines(void **state)
{
	struct heard heard = { .most = -1 };
	struct lines lines = { 0 };
	int pipes[2];

	(void)state;
	assert_int_equal(pipe2(pipes, O_NONBLOCK), 0);
	assert_int_equal(lines_read(&lines, pipes[0], hear, &heard), 1);
	put(pipes[1], "one\ntw");
	assert_int_equal(lines_read(&lines, pipes[0], hear, &heard), 1);
	assert_string_equal(heard.text, "one|");
	put(pipes[1], "o\n\nthree");
	assert_int_equal(lines_read(&lines, pipes[0], hear, &heard), 1);
	assert_string_equal(heard.text, "one|two||");
	close(pipes[1]);
	/* A line without its end is none. */
	assert_int_equal(lines_read(&lines, pipes[0], hear, &heard), 0);
	assert_int_equal(heard.count, 3);
	close(pipes[0]);
	lines_free(&lines);
}

static void whoever_has_enough_gets_no_more(void **state)
{
	struct heard heard = { .most = 1 };
	struct lines lines = { 0 };
	int pipes[2];

	(void)state;
	assert_int_equal(pipe2(pipes, O_NONBLOCK), 0);
	put(pipes[1], "one\ntwo\n");
	assert_int_equal(lines_read(&lines, pipes[0], hear, &heard), 1);
	assert_string_equal(heard.text, "one|");
	close(pipes[0]);
	close(pipes[1]);
	lines_free(&lines);
}

static void a_line_without_end_is_refused(void **state)
{
	static char much[32 << 10];
	struct heard heard = { .most = -1 };
	struct lines lines = { 0 };
	int pipes[2], got = 1;

	(void)state;
	assert_int_equal(pipe2(pipes, O_NONBLOCK), 0);
	memset(much, 'x', sizeof(much));
	for (size_t sent = 0; got == 1 && sent < 2 * (size_t)PROTOCOL_LINE_LIMIT;
	     sent += sizeof(much)) {
		assert_int_equal(write(pipes[1], much, sizeof(much)), sizeof(much));
		for (int i = 0; i < 2 && got == 1; i++)
			got = lines_read(&lines, pipes[0], hear, &heard);
	}
	assert_int_equal(got, -E2BIG);
	assert_int_equal(heard.count, 0);
	close(pipes[0]);
	close(pipes[1]);
	lines_free(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_become_lines),
		cmocka_unit_test(whoever_has_enough_gets_no_more),
		cmocka_unit_test(a_line_without_end_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
