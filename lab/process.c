// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Child processes that cannot outlive us; see process.h. PR_SET_PDEATHSIG ends the child when the
 * thread that made it ends, so children are started from the main thread only.
 */
#include "lab/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab/interrupt.h"
#include "lab/warden.h"

#define READ_SIZE 4096

/* In the child: gives it its descriptors and becomes the program; reports errno on failed. */
static void become(char *const argv[], const int files[3], pid_t parent, int failed)
{
	int error;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL);
	for (int i = 0; i < 3; i++) {
		int file = files[i] < 0 ? open("/dev/null", O_RDWR) : files[i];

		if (file < 0 || dup2(file, i) < 0)
			goto report;
	}
	execvp(argv[0], argv);
report:
	error = errno;
	if (write(failed, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

/* Duplicates a descriptor to a number above 2, so that become() cannot overwrite it. */
static int above_standard(int file)
{
	return file < 0 ? -1 : fcntl(file, F_DUPFD_CLOEXEC, 3);
}

pid_t process_start(char *const argv[], int input, int output, int error, struct failure *why)
{
	int files[3] = { above_standard(input), above_standard(output), above_standard(error) };
	pid_t parent = getpid();
	int failed[2], reason = 0;
	pid_t pid;

	if (pipe2(failed, O_CLOEXEC)) {
		reason = errno;
		pid = -1;
		goto close_files;
	}
	pid = fork();
	if (pid == 0)
		become(argv, files, parent, failed[1]);
	if (pid < 0)
		reason = errno;
	else
		warden_watch(pid);
	close(failed[1]);
	if (pid > 0 && read(failed[0], &reason, sizeof(reason)) == (ssize_t)sizeof(reason))
		process_wait(pid);
	close(failed[0]);
close_files:
	for (int i = 0; i < 3; i++)
		if (files[i] >= 0)
			close(files[i]);
	if (reason == ENOENT)
		return fail_with(why, -ENOENT, "%s is not installed: run scripts/install-deps",
				 argv[0]);
	if (reason)
		return fail_with(why, -reason, "cannot start %s: %s", argv[0], strerror(reason));
	return pid;
}

int process_wait(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	warden_forget(pid);
	return status;
}

int process_kill(pid_t pid)
{
	if (pid <= 0)
		return 0;
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	return process_wait(pid);
}

/* A growing text and the descriptor it comes from; -1 once the other side closed it. */
struct stream {
	char *text;
	size_t length;
	int file;
};

static int stream_read(struct stream *stream)
{
	char *longer = realloc(stream->text, stream->length + READ_SIZE + 1);
	ssize_t got;

	if (!longer)
		return -ENOMEM;
	stream->text = longer;
	stream->text[stream->length] = '\0';
	if (stream->file < 0)
		return 0;
	got = read(stream->file, stream->text + stream->length, READ_SIZE);
	if (got < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : -errno;
	if (got == 0) {
		close(stream->file);
		stream->file = -1;
	}
	stream->length += (size_t)got;
	stream->text[stream->length] = '\0';
	return 0;
}

static int milliseconds_left(const struct timespec *start, unsigned int seconds)
{
	struct timespec now;
	long long left;

	if (!seconds)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &now);
	left = seconds * 1000LL - (now.tv_sec - start->tv_sec) * 1000LL -
	       (now.tv_nsec - start->tv_nsec) / 1000000;
	return left > 0 ? (int)left : 0;
}

/* Reads both streams until the child has closed them. */
static int drain(struct stream streams[2], unsigned int seconds)
{
	struct timespec start;
	int error = 0;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (int i = 0; i < 2 && !error; i++)
		if (!(streams[i].text = calloc(1, 1)))
			error = -ENOMEM;
	while (!error && (streams[0].file >= 0 || streams[1].file >= 0)) {
		struct pollfd wait[3] = { { streams[0].file, POLLIN, 0 },
					  { streams[1].file, POLLIN, 0 },
					  { interrupt_fd(), POLLIN, 0 } };
		int ready = poll(wait, 3, milliseconds_left(&start, seconds));

		if (ready < 0 && errno != EINTR)
			error = -errno;
		else if (interrupt_pending())
			error = -EINTR;
		else if (ready == 0)
			error = -ETIMEDOUT;
		for (int i = 0; i < 2 && ready > 0 && !error; i++)
			if (wait[i].revents)
				error = stream_read(&streams[i]);
	}
	return error;
}

static int explain(int error, const char *program, unsigned int seconds, struct failure *why)
{
	if (error == -ETIMEDOUT)
		return fail_with(why, error, "%s did not end within %u seconds", program, seconds);
	if (error == -EINTR)
		return fail_with(why, error, "interrupted");
	return fail_with(why, error, "cannot run %s: %s", program, strerror(-error));
}

int process_run(char *const argv[], unsigned int seconds, struct process_output *result,
		struct failure *why)
{
	struct stream streams[2] = { { .file = -1 }, { .file = -1 } };
	int output[2] = { -1, -1 }, error_output[2] = { -1, -1 };
	int error = 0, status = 0;
	pid_t pid = -1;

	if (pipe2(output, O_CLOEXEC) || pipe2(error_output, O_CLOEXEC))
		error = fail_with(why, -errno, "cannot make a pipe: %s", strerror(errno));
	if (!error) {
		pid = process_start(argv, -1, output[1], error_output[1], why);
		error = pid < 0 ? pid : 0;
	}
	close(output[1]);
	close(error_output[1]);
	streams[0].file = output[0];
	streams[1].file = error_output[0];
	if (!error) {
		error = drain(streams, seconds);
		if (error) {
			process_kill(pid);
			explain(error, argv[0], seconds, why);
		} else {
			status = process_wait(pid);
		}
	}
	for (int i = 0; i < 2; i++)
		if (streams[i].file >= 0)
			close(streams[i].file);
	*result = (struct process_output){
		.output = streams[0].text,
		.error = streams[1].text,
		.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
	};
	if (error)
		process_output_free(result);
	return error;
}

void process_output_free(struct process_output *result)
{
	free(result->output);
	free(result->error);
	*result = (struct process_output){ 0 };
}
