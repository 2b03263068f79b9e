// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Runs make in a kernel's tree; see make.h. Relies on kbuild's short form of output, a line
 * "  CC      path" for each object.
 */
#include "lab/make.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab/cache.h"
#include "lab/interrupt.h"
#include "lab/process.h"

/* A machine may take as long as it takes; one step that says nothing for so long hangs. */
#define SILENCE_SECONDS 1200
/* How long make has for removing what it had begun. */
#define GRACE_SECONDS 15
#define READ_SIZE 4096
#define MOST_WORDS 32
#define ERROR_LINES 12

/* One run: what came so far, and how many objects that tells of. */
struct run {
	const struct make *make;
	const struct watch *watch;
	char *output;
	size_t length;
	size_t counted; /* bytes of output that objects were counted in */
	unsigned int objects;
	time_t started;
};

size_t make_find_error(const char *output, unsigned int count, const char **start)
{
	static const char *const signs[] = { " error: ", "undefined reference", "*** " };
	const char *first = NULL, *end;

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]) && !first; i++)
		first = strstr(output, signs[i]);
	if (!first) {
		first = output + strlen(output);
		for (unsigned int lines = 0; first > output; first--)
			if (first[-1] == '\n' && *first && ++lines == count)
				break;
	}
	while (first > output && first[-1] != '\n')
		first--;
	end = first;
	for (unsigned int lines = 0; *end && lines < count; lines++) {
		end += strcspn(end, "\n");
		end += *end == '\n';
	}
	*start = first;
	return (size_t)(end - first);
}

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static void show_progress(struct run *run)
{
	static const char mark[] = "  CC ";
	const char *line = run->output + run->counted, *end;
	int seconds = (int)(now() - run->started);

	for (; (end = strchr(line, '\n')); line = end + 1)
		run->objects += !strncmp(line, mark, strlen(mark));
	run->counted = (size_t)(line - run->output);
	watch_status(run->watch, "%s compiles: %u objects, %d:%02d", run->make->name, run->objects,
		     seconds / 60, seconds % 60);
}

/* Returns 1 for more to come, 0 at the end, or a negative errno. */
static int read_some(struct run *run, int file)
{
	char *longer = realloc(run->output, run->length + READ_SIZE + 1);
	ssize_t got;

	if (!longer)
		return -ENOMEM;
	run->output = longer;
	got = read(file, run->output + run->length, READ_SIZE);
	if (got < 0 && errno != EINTR && errno != EAGAIN)
		return -errno;
	run->length += got > 0 ? (size_t)got : 0;
	run->output[run->length] = '\0';
	return got != 0;
}

/* Reads until all of make's processes have closed their output, or say nothing for so long. */
static int drain(struct run *run, int file, int seconds, bool interruptible)
{
	time_t end = now() + seconds;
	int more = 1;

	while (more > 0) {
		struct pollfd wait[2] = { { file, POLLIN, 0 },
					  { interruptible ? interrupt_fd() : -1, POLLIN, 0 } };

		if (poll(wait, 2, 1000) < 0 && errno != EINTR)
			return -errno;
		if (interruptible && interrupt_pending())
			return -EINTR;
		if (now() >= end)
			return -ETIMEDOUT;
		if (wait[0].revents) {
			more = read_some(run, file);
			end = now() + seconds;
		}
		show_progress(run);
	}
	return more;
}

static int start(const struct make *make, int output, pid_t *pid, struct failure *why)
{
	/* execvp() does not change what its non-const argument points to. */
	const char *argv[MOST_WORDS + 1] = {
		"env",		 "-u", "MAKEFLAGS",	"-u", "MFLAGS",	       "-u",
		"MAKELEVEL",	 "-u", "ARCH",		"-u", "CROSS_COMPILE", "-u",
		"KBUILD_OUTPUT", "-u", "LOCALVERSION",	"-u", "KCFLAGS",       "LC_ALL=C",
		"make",		 "-C", make->directory,
	};
	size_t count = 21;
	char jobs[32];

	snprintf(jobs, sizeof(jobs), "-j%ld", sysconf(_SC_NPROCESSORS_ONLN));
	argv[count++] = jobs;
	for (size_t i = 0; make->words[i] && count < MOST_WORDS; i++)
		argv[count++] = make->words[i];
	*pid = process_start((char *const *)argv, -1, output, output, why);
	return *pid < 0 ? *pid : 0;
}

/* Lets make end by itself: it removes the files that are being made. */
static void stop(struct run *run, pid_t pid, int file)
{
	kill(-pid, SIGTERM);
	drain(run, file, GRACE_SECONDS, false);
	process_kill(pid);
}

static int explain(const struct run *run, struct failure *why)
{
	const char *first;
	size_t length = make_find_error(run->output, ERROR_LINES, &first);
	const char *line = first;

	while (line < first + length) {
		int size = (int)strcspn(line, "\n");

		watch_done(run->watch, "%.*s", size, line);
		line += size + (line[size] == '\n');
	}
	return fail_with(why, -EIO, "%s does not compile: %.*s%s%s", run->make->name,
			 (int)strcspn(first, "\n"), first,
			 *run->make->log ? "; all of it is in " : "", run->make->log);
}

/* Waits for make's end, whatever brings it about. */
static int wait_for(struct run *run, pid_t pid, int file, struct failure *why)
{
	int status = 0, error = drain(run, file, SILENCE_SECONDS, true);

	if (error) {
		stop(run, pid, file);
		if (error == -EINTR)
			return fail_with(why, error, "interrupted");
		if (error == -ETIMEDOUT)
			return fail_with(why, error, "%s: make said nothing for %d minutes",
					 run->make->name, SILENCE_SECONDS / 60);
		return fail_with(why, error, "cannot read make's output: %s", strerror(-error));
	}
	status = process_wait(pid);
	return status ? -EIO : 0;
}

int make_run(const struct make *make, const struct watch *watch, struct failure *why)
{
	struct run run = { .make = make, .watch = watch, .started = now() };
	int error = 0, ends[2];
	pid_t pid;

	run.output = strdup("");
	if (!run.output)
		return -ENOMEM;
	if (pipe2(ends, O_CLOEXEC)) {
		error = fail_with(why, -errno, "cannot make a pipe: %s", strerror(errno));
		free(run.output);
		return error;
	}
	error = start(make, ends[1], &pid, why);
	close(ends[1]);
	if (!error)
		error = wait_for(&run, pid, ends[0], why);
	close(ends[0]);
	if (*make->log && run.length)
		cache_write_file(make->log, run.output, run.length, NULL);
	if (error == -EIO)
		explain(&run, why);
	else if (!error && run.objects)
		watch_done(watch, "%s: %u objects compiled in %d s", make->name, run.objects,
			   (int)(now() - run.started));
	free(run.output);
	return error;
}
