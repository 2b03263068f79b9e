// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Runs the user's own loader, once for each object: its exit status and last words are the verdict.
 * What it leaves behind, processes and pinned objects, is put away before the next one.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab/guest/attempt.h"
#include "lab/guest/guest.h"
#include "lab/protocol.h"

#define BPF_FILES "/sys/fs/bpf"

/* The end of what a command wrote. */
struct tail {
	char text[64 << 10];
	size_t length;
};

static void keep(struct tail *tail, const char *bytes, size_t size)
{
	const size_t room = sizeof(tail->text) - 1;
	size_t drop = tail->length + size > room ? tail->length + size - room : 0;

	memmove(tail->text, tail->text + drop, tail->length - drop);
	tail->length -= drop;
	memcpy(tail->text + tail->length, bytes, size);
	tail->length += size;
	tail->text[tail->length] = '\0';
}

/* Reads until nobody can write any more. Returns false where that is not in time. */
static bool listen_to(int file, int seconds, struct tail *tail)
{
	struct pollfd wait = { file, POLLIN, 0 };
	struct timespec start;
	char bytes[4096];
	ssize_t got = 1;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while (got > 0 || (got < 0 && errno == EINTR)) {
		if (poll(&wait, 1, milliseconds_until(&start, seconds)) == 0)
			return false;
		got = read(file, bytes, sizeof(bytes));
		if (got > 0)
			keep(tail, bytes, (size_t)got);
	}
	return true;
}

/* The last line that is not empty, in place. */
static const char *last_words(char *text)
{
	char *end = text + strlen(text);

	while (end > text && (end[-1] == '\n' || end[-1] == '\r' || end[-1] == ' '))
		*--end = '\0';
	while (end > text && end[-1] != '\n')
		end--;
	return end;
}

/* What a shell says where a command cannot be run, or is not there. */
static bool was_not_run(int status)
{
	return WIFEXITED(status) && (WEXITSTATUS(status) == 126 || WEXITSTATUS(status) == 127);
}

/* The signal that ended the loader, or a command that its shell waited for; 0 for none. */
static int signal_of(int status)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status);
	return WEXITSTATUS(status) > 128 && WEXITSTATUS(status) <= 128 + SIGRTMAX
		       ? WEXITSTATUS(status) - 128
		       : 0;
}

static void judge(struct json_object *row, bool in_time, int status, int seconds, struct tail *tail)
{
	char words[512];
	const char *last;

	row_set_text(row, ROW_LOG, tail->text);
	last = last_words(tail->text);
	if (!in_time)
		snprintf(words, sizeof(words), "the loader did not end within %d seconds", seconds);
	else if (signal_of(status))
		snprintf(words, sizeof(words), "the loader died of signal %d (%s)",
			 signal_of(status), strsignal(signal_of(status)));
	else if (was_not_run(status))
		snprintf(words, sizeof(words), "the loader could not be run: %s", last);
	else if (*last)
		snprintf(words, sizeof(words), "%s", last);
	else
		snprintf(words, sizeof(words), "the loader ended with status %d and no word",
			 WEXITSTATUS(status));
	if (in_time && !status)
		row_set_verdict(row, VERDICT_NAME_ACCEPT, 0, "");
	else if (in_time && !signal_of(status) && !was_not_run(status))
		row_set_verdict(row, VERDICT_NAME_REJECT, WEXITSTATUS(status), words);
	else
		row_set_verdict(row, VERDICT_NAME_ERROR, 0, words);
}

/* Nothing else runs in the guest but what a loader started. */
static void put_away(void)
{
	kill(-1, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
	umount2(BPF_FILES, MNT_DETACH);
	mount("bpf", BPF_FILES, "bpf", 0, NULL);
}

static void run_one(struct json_object *job, const char *command, struct json_object *row)
{
	const char *shell = json_object_get_string(json_object_object_get(job, JOB_PATH));
	int seconds = json_object_get_int(json_object_object_get(job, JOB_SECONDS));
	char *const argv[] = { "sh", "-c", (char *)command, NULL };
	static struct tail tail;
	int pipes[2], status = 0;
	bool in_time;
	pid_t child;

	tail.length = 0;
	tail.text[0] = '\0';
	if (pipe2(pipes, O_CLOEXEC) || (child = fork()) < 0) {
		row_set_verdict(row, VERDICT_NAME_ERROR, errno,
				"cannot start a process to load it");
		return;
	}
	if (child == 0)
		command_become(shell, argv,
			       json_object_get_string(json_object_object_get(job, JOB_DIRECTORY)),
			       pipes[1], pipes[1]);
	close(pipes[1]);
	in_time = listen_to(pipes[0], seconds, &tail);
	if (!in_time)
		kill(-child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	close(pipes[0]);
	judge(row, in_time, status, seconds, &tail);
	put_away();
}

void loader_job(struct json_object *job)
{
	struct json_object *commands = json_object_object_get(job, JOB_COMMANDS);

	network_bring_up();
	for (size_t i = 0; i < json_object_array_length(commands); i++) {
		struct json_object *row = report_line(EVENT_ROW);

		run_one(job, json_object_get_string(json_object_array_get_idx(commands, i)), row);
		json_object_object_add(row, ROW_OBJECT, json_object_new_int((int)i));
		json_object_object_add(row, ROW_PROGRAM, json_object_new_int(0));
		report(row);
	}
}
