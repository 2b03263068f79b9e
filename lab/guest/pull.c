// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Pulls a trigger: a process of its own does what triggers.h says and tells how it went through a
 * pipe that an exec closes, so that nothing said means that the new program runs.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab/guest/guest.h"
#include "lab/triggers.h"

#define SPIN_MILLISECONDS 200

/* Makes the folders above a path. What is missing then, opening the path tells. */
static void make_folders_above(const char *path)
{
	char folder[TRIGGER_PATH_SIZE];

	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		memcpy(folder, path, (size_t)(slash - path));
		folder[slash - path] = '\0';
		mkdir(folder, 0755);
	}
}

/* The file is this very program, which ends at once where it is not PID 1. */
static int put_executable(const char *path)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), to, error = 0;
	struct stat status = { 0 };

	if (from < 0)
		return -errno;
	make_folders_above(path);
	to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	if (to < 0 || fstat(from, &status))
		error = -errno;
	while (!error && lseek(from, 0, SEEK_CUR) < status.st_size)
		if (sendfile(to, from, NULL, (size_t)status.st_size) <= 0)
			error = errno ? -errno : -EIO;
	if (to >= 0)
		close(to);
	close(from);
	return error;
}

int trigger_prepare(const struct trigger *trigger)
{
	return trigger->kind == TRIGGER_EXEC ? put_executable(trigger->path) : 0;
}

static int spin(void)
{
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while (milliseconds_until(&start, 1) > 1000 - SPIN_MILLISECONDS)
		;
	return 0;
}

static int use_file(const struct trigger *trigger, int flags)
{
	int file = open(trigger->path, flags | O_CLOEXEC, 0644);
	char bytes[64];
	ssize_t moved = 0;

	if (file < 0)
		return -errno;
	if (trigger->kind == TRIGGER_READ)
		moved = read(file, bytes, sizeof(bytes));
	else if (trigger->kind == TRIGGER_WRITE)
		moved = write(file, trigger->text, strlen(trigger->text));
	return moved < 0 ? -errno : 0;
}

/* Returns 0 or a negative errno; not at all where an exec succeeds. */
static int act(const struct trigger *trigger)
{
	char *const argv[] = { (char *)trigger->path, NULL };

	switch (trigger->kind) {
	case TRIGGER_GETPID:
		return syscall(SYS_getpid) < 0 ? -errno : 0;
	case TRIGGER_SPIN:
		return spin();
	case TRIGGER_EXEC:
		execv(trigger->path, argv);
		return -errno;
	case TRIGGER_OPEN:
		return use_file(trigger, O_RDWR | O_CREAT);
	case TRIGGER_READ:
		return use_file(trigger, O_RDONLY);
	case TRIGGER_WRITE:
		return use_file(trigger, O_WRONLY);
	case TRIGGER_KIND_COUNT:
		break;
	}
	return -EINVAL;
}

/* The process: waits until it may, acts, and says how it went. */
static void live(const struct trigger *trigger, const int start[2], const int said[2])
{
	int outcome;
	char go;

	close(start[1]);
	close(said[0]);
	if (read(start[0], &go, 1) != 1)
		_exit(1);
	outcome = act(trigger);
	_exit(write(said[1], &outcome, sizeof(outcome)) == sizeof(outcome) ? 0 : 1);
}

int trigger_begin(const struct trigger *trigger, struct pulled *pulled)
{
	int start[2], said[2];

	if (pipe2(start, O_CLOEXEC))
		return -errno;
	if (pipe2(said, O_CLOEXEC)) {
		close(start[0]);
		close(start[1]);
		return -ENFILE;
	}
	pulled->pid = fork();
	if (pulled->pid == 0)
		live(trigger, start, said);
	close(start[0]);
	close(said[1]);
	pulled->start = start[1];
	pulled->said = said[0];
	if (pulled->pid > 0)
		return 0;
	close(start[1]);
	close(said[0]);
	return -EAGAIN;
}

int trigger_pull(struct pulled *pulled, int *outcome)
{
	ssize_t got = -1;
	int status = 0;

	*outcome = 0;
	if (write(pulled->start, "!", 1) == 1)
		got = read(pulled->said, outcome, sizeof(*outcome));
	close(pulled->start);
	close(pulled->said);
	while (waitpid(pulled->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (got != 0 && got != sizeof(*outcome))
		return -EIO;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -ECHILD;
}
