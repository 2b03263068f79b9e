// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/process.c. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/process.h"

static void both_outputs_and_the_status_come_back(void **state)
{
	char *argv[] = { "sh", "-c", "echo out; echo err >&2; exit 3", NULL };
	struct process_output result;

	(void)state;
	assert_int_equal(process_run(argv, 10, &result, NULL), 0);
	assert_string_equal(result.output, "out\n");
	assert_string_equal(result.error, "err\n");
	assert_int_equal(result.status, 3);
	process_output_free(&result);
}

static void long_output_is_whole(void **state)
{
	char *argv[] = { "sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x", NULL };
	struct process_output result;

	(void)state;
	assert_int_equal(process_run(argv, 10, &result, NULL), 0);
	assert_int_equal(strlen(result.output), 300000);
	process_output_free(&result);
}

static void death_by_signal_is_told(void **state)
{
	char *argv[] = { "sh", "-c", "kill -9 $$", NULL };
	struct process_output result;

	(void)state;
	assert_int_equal(process_run(argv, 10, &result, NULL), 0);
	assert_int_equal(result.status, 128 + SIGKILL);
	process_output_free(&result);
}

static void a_deadline_ends_the_child(void **state)
{
	char *argv[] = { "sh", "-c", "sleep 60; echo late", NULL };
	struct process_output result;
	struct failure why = { "" };

	(void)state;
	assert_int_equal(process_run(argv, 1, &result, &why), -ETIMEDOUT);
	assert_string_equal(why.text, "sh did not end within 1 seconds");
}

static void a_missing_program_is_named(void **state)
{
	char *argv[] = { "no-such-program", NULL };
	struct process_output result;
	struct failure why = { "" };

	(void)state;
	assert_int_equal(process_run(argv, 1, &result, &why), -ENOENT);
	assert_non_null(strstr(why.text, "no-such-program is not installed"));
}

static void the_first_sentence_stays(void **state)
{
	struct failure why = { "" };

	(void)state;
	assert_int_equal(fail_with(&why, -ENOENT, "the %s", "cause"), -ENOENT);
	assert_int_equal(fail_with(&why, -EIO, "the consequence"), -EIO);
	assert_string_equal(why.text, "the cause");
}

/* Starts a child that has a child of its own, which holds the pipe's other end. Does not return. */
static void become_one_with_grandchildren(int said)
{
	char *argv[] = { "sh", "-c", "sleep 60 & echo started; sleep 60; wait", NULL };

	if (process_start(argv, -1, said, said, NULL) < 0)
		_exit(1);
	close(said);
	pause();
	_exit(0);
}

static void what_we_started_ends_with_us(void **state)
{
	struct pollfd wait;
	char text[16] = "";
	int said[2];
	pid_t us;

	(void)state;
	assert_int_equal(pipe2(said, O_CLOEXEC), 0);
	us = fork();
	assert_true(us >= 0);
	if (us == 0)
		become_one_with_grandchildren(said[1]);
	close(said[1]);
	assert_int_equal(read(said[0], text, sizeof(text) - 1), strlen("started\n"));
	wait = (struct pollfd){ said[0], POLLIN, 0 };
	assert_int_equal(poll(&wait, 1, 100), 0);
	assert_int_equal(kill(us, SIGKILL), 0);
	assert_int_equal(waitpid(us, NULL, 0), us);
	/* The pipe ends when the last of them has. */
	assert_int_equal(poll(&wait, 1, 10000), 1);
	assert_int_equal(read(said[0], text, sizeof(text)), 0);
	close(said[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_outputs_and_the_status_come_back),
		cmocka_unit_test(long_output_is_whole),
		cmocka_unit_test(death_by_signal_is_told),
		cmocka_unit_test(a_deadline_ends_the_child),
		cmocka_unit_test(a_missing_program_is_named),
		cmocka_unit_test(the_first_sentence_stays),
		cmocka_unit_test(what_we_started_ends_with_us),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
