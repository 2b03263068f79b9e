// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Runs one command and sends on what it writes, stream by stream and byte by byte. The job ends
 * when the command does: what it left running in the background goes down with the machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab/base64.h"
#include "lab/guest/guest.h"
#include "lab/protocol.h"

#define PIECE 3072 /* bytes per line of output */

static const char *text_of(struct json_object *job, const char *key)
{
	return json_object_get_string(json_object_object_get(job, key));
}

/* What a shell says with 127 and 126, too: not found, found but cannot be run. */
void command_become(const char *path, char *const argv[], const char *directory, int out, int err)
{
	static char *environment[] = {
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=/root",
		"TERM=dumb",
		"LANG=C.UTF-8",
		NULL,
	};
	int empty = open("/dev/null", O_RDONLY);

	setsid();
	if (argv && !chdir(directory) && dup2(empty, 0) == 0 && dup2(out, 1) == 1 &&
	    dup2(err, 2) == 2)
		execve(path, argv, environment);
	dprintf(2, "%s: %s\n", path, strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

static void become(struct json_object *job, const int out[2], const int err[2])
{
	struct json_object *words = json_object_object_get(job, JOB_ARGUMENTS);
	size_t count = json_object_array_length(words);
	char **argv = calloc(count + 1, sizeof(*argv));

	for (size_t i = 0; argv && i < count; i++)
		argv[i] = (char *)json_object_get_string(json_object_array_get_idx(words, i));
	command_become(text_of(job, JOB_PATH), argv, text_of(job, JOB_DIRECTORY), out[1], err[1]);
}

/* Sends what can be read now. Returns false when there will never be more. */
static bool pass_on(int file, int stream)
{
	char bytes[PIECE], text[BASE64_TEXT_SIZE(PIECE)];
	ssize_t got = read(file, bytes, sizeof(bytes));
	struct json_object *line;

	if (got <= 0)
		return got < 0 && (errno == EAGAIN || errno == EINTR);
	base64_encode(bytes, (size_t)got, text);
	line = report_line(EVENT_OUTPUT);
	json_object_object_add(line, OUTPUT_STREAM, json_object_new_int(stream));
	json_object_object_add(line, OUTPUT_DATA, json_object_new_string(text));
	report(line);
	return true;
}

/* What the command wrote before it ended is in the pipes, perhaps beside what others still write.
 */
static void drain(int file, int stream)
{
	struct pollfd ready = { file, POLLIN, 0 };

	while (poll(&ready, 1, 0) > 0 && pass_on(file, stream))
		;
}

/* Passes the output on until the child ends. Returns false if it does not in time. */
static bool follow(pid_t child, const int files[2], int seconds)
{
	int handle = (int)syscall(SYS_pidfd_open, child, 0);
	struct pollfd wait[3] = { { handle, POLLIN, 0 },
				  { files[0], POLLIN, 0 },
				  { files[1], POLLIN, 0 } };
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while (!wait[0].revents) {
		if (poll(wait, 3, milliseconds_until(&start, seconds)) == 0)
			return false;
		for (int i = 1; i <= 2; i++)
			if (wait[i].revents && !pass_on(wait[i].fd, i))
				wait[i].fd = -1;
	}
	close(handle);
	return true;
}

static void report_exit(int status)
{
	struct json_object *line = report_line(EVENT_EXIT);
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);

	json_object_object_add(line, EXIT_STATUS, json_object_new_int(code));
	report(line);
}

void run_job(struct json_object *job)
{
	int seconds = json_object_get_int(json_object_object_get(job, JOB_SECONDS));
	int out[2], err[2], status = 0;
	bool ended;
	pid_t child;

	network_bring_up();
	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC) || (child = fork()) < 0) {
		report_trouble("cannot start the command: %s", strerror(errno));
		return;
	}
	if (child == 0)
		become(job, out, err);
	close(out[1]);
	close(err[1]);
	ended = follow(child, (int[2]){ out[0], err[0] }, seconds);
	if (!ended)
		kill(-child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	drain(out[0], 1);
	drain(err[0], 2);
	if (ended)
		report_exit(status);
	else
		report_trouble("the command did not end within %d seconds", seconds);
}
