// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Notes Ctrl-C in a pipe that nobody empties, so that every poll() from then on sees it. */
#include "lab/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static int note[2] = { -1, -1 };
static volatile sig_atomic_t pending;

static void on_signal(int signal)
{
	int saved = errno;

	(void)signal;
	if (!pending) {
		ssize_t written = write(note[1], "!", 1);

		/* The flag alone is enough where the pipe fails. */
		(void)written;
	}
	pending = 1;
	errno = saved;
}

int interrupt_catch(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	if (note[0] < 0 && pipe2(note, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (sigaction(signals[i], &action, NULL))
			return -errno;
	return sigaction(SIGPIPE, &ignore, NULL) ? -errno : 0;
}

bool interrupt_pending(void)
{
	return pending;
}

int interrupt_fd(void)
{
	return note[0];
}
