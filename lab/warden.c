// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The process that ends others; see warden.h. Without one all is as it would be without this file.
 */
#include "lab/warden.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

/* More groups than that are not watched: machines at a time, and few others. */
#define MOST_GROUPS 2048

/* What we tell it. Small enough to be written whole. */
struct word {
	pid_t group;
	bool runs;
};

static int told = -1; /* our end of the pipe */
static pid_t teller; /* who holds it: a fork of ours must start one of its own */

static void note(pid_t groups[MOST_GROUPS], const struct word *word)
{
	for (size_t i = 0; i < MOST_GROUPS; i++)
		if (groups[i] == (word->runs ? 0 : word->group)) {
			groups[i] = word->runs ? word->group : 0;
			return;
		}
}

/* The warden's life. It must hold nothing of ours open: others wait for the ends of our pipes. */
static void stand_watch(int from)
{
	static pid_t groups[MOST_GROUPS];
	int empty = open("/dev/null", O_RDWR);
	struct word word;
	ssize_t got;

	for (int i = 0; i < 3; i++)
		dup2(empty, i);
	if (from != 3)
		dup2(from, 3);
	close_range(4, ~0U, 0);
	if (chdir("/"))
		_exit(1);
	do {
		got = read(3, &word, sizeof(word));
		if (got == sizeof(word))
			note(groups, &word);
	} while (got > 0 || (got < 0 && errno == EINTR));
	for (size_t i = 0; i < MOST_GROUPS; i++)
		if (groups[i])
			kill(-groups[i], SIGKILL);
	_exit(0);
}

/* Forked twice, so that it is nobody's child that somebody waits for. */
static void start(void)
{
	int pipes[2];
	pid_t child;

	if (pipe2(pipes, O_CLOEXEC))
		return;
	child = fork();
	if (child == 0) {
		setsid();
		if (fork() == 0) {
			for (int i = 1; i < NSIG; i++)
				signal(i, SIG_IGN);
			stand_watch(pipes[0]);
		}
		_exit(0);
	}
	close(pipes[0]);
	if (child < 0) {
		close(pipes[1]);
		return;
	}
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	if (told >= 0)
		close(told);
	told = pipes[1];
	teller = getpid();
}

static void tell(pid_t group, bool runs)
{
	const struct word word = { .group = group, .runs = runs };

	if (runs && teller != getpid())
		start();
	/* The warden always reads; if it is gone, SIGPIPE is ignored or ends a test that kills it.
	 */
	if (told >= 0 && teller == getpid() && write(told, &word, sizeof(word)) < 0) {
		close(told);
		told = -1;
		teller = 0;
	}
}

void warden_watch(pid_t group)
{
	tell(group, true);
}

void warden_forget(pid_t group)
{
	tell(group, false);
}
