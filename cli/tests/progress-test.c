// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of cli/progress.c: what arrives on a terminal (a pty) and in a pipe. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/progress.h"

/* Nothing more comes after so long. */
#define QUIET_MILLISECONDS 300

static int real_stderr;
static int reader;
static char seen[1024];

static void stderr_becomes(int file)
{
	real_stderr = dup(STDERR_FILENO);
	dup2(file, STDERR_FILENO);
	close(file);
}

static void stderr_becomes_terminal(unsigned short columns)
{
	struct winsize size = { .ws_row = 24, .ws_col = columns };
	int terminal;

	setenv("TERM", "xterm", 1);
	reader = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(reader >= 0);
	assert_int_equal(grantpt(reader) | unlockpt(reader), 0);
	terminal = open(ptsname(reader), O_RDWR | O_NOCTTY);
	assert_true(terminal >= 0);
	assert_int_equal(ioctl(terminal, TIOCSWINSZ, &size), 0);
	stderr_becomes(terminal);
}

static void stderr_becomes_pipe(void)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	reader = ends[0];
	stderr_becomes(ends[1]);
}

/* Everything written since stderr was replaced; gives the real one back. */
static const char *what_was_seen(void)
{
	struct pollfd wait = { reader, POLLIN, 0 };
	size_t length = 0;
	ssize_t got = 1;

	/* What was written to a terminal comes out of it a little later, and in parts. */
	while (got > 0 && length < sizeof(seen) - 1 && poll(&wait, 1, QUIET_MILLISECONDS) > 0) {
		got = read(reader, seen + length, sizeof(seen) - 1 - length);
		length += got > 0 ? (size_t)got : 0;
	}
	seen[length] = '\0';
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	close(reader);
	return seen;
}

static void a_terminal_shows_one_line_and_ends_clean(void **state)
{
	struct progress progress;
	struct watch watch;

	(void)state;
	stderr_becomes_terminal(80);
	progress_begin(&progress, &watch);
	watch_status(&watch, "%s boots", "6.12");
	watch_done(&watch, "6.12 booted");
	progress_end(&progress);
	assert_string_equal(what_was_seen(), "\r\033[K6.12 boots"
					     "\r\033[K6.12 booted\r\n\r\033[K6.12 boots"
					     "\r\033[K");
}

static void a_status_never_reaches_the_last_column(void **state)
{
	struct progress progress;
	struct watch watch;

	(void)state;
	stderr_becomes_terminal(6);
	progress_begin(&progress, &watch);
	watch_status(&watch, "\xc3\xa4\xc3\xb6\xc3\xbc 12345");
	assert_string_equal(what_was_seen(), "\r\033[K\xc3\xa4\xc3\xb6\xc3\xbc 1");
}

static void a_pipe_gets_finished_steps_only(void **state)
{
	struct progress progress;
	struct watch watch;

	(void)state;
	stderr_becomes_pipe();
	progress_begin(&progress, &watch);
	watch_status(&watch, "6.12 boots");
	watch_done(&watch, "6.12 booted");
	progress_end(&progress);
	assert_string_equal(what_was_seen(), "6.12 booted\n");
}

static void a_dumb_terminal_counts_as_a_pipe(void **state)
{
	struct progress progress;
	struct watch watch;

	(void)state;
	stderr_becomes_terminal(80);
	setenv("TERM", "dumb", 1);
	progress_begin(&progress, &watch);
	watch_status(&watch, "6.12 boots");
	progress_end(&progress);
	assert_string_equal(what_was_seen(), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_terminal_shows_one_line_and_ends_clean),
		cmocka_unit_test(a_status_never_reaches_the_last_column),
		cmocka_unit_test(a_pipe_gets_finished_steps_only),
		cmocka_unit_test(a_dumb_terminal_counts_as_a_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
