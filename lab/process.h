/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Child processes that cannot outlive us: each dies with its parent, and so do its own (warden.h);
 * sits in a process group of its own so that Ctrl-C reaches it through us and not past us, and is
 * reaped by us.
 */
#ifndef BPFMEND_LAB_PROCESS_H
#define BPFMEND_LAB_PROCESS_H

#include <sys/types.h>

#include "lab/failure.h"

/*
 * Starts argv[0] (searched in PATH). input, output and error become its standard descriptors;
 * -1 stands for /dev/null. It inherits no other descriptor that is close-on-exec.
 * Returns its process id, or a negative errno: -ENOENT where there is no such program.
 */
pid_t process_start(char *const argv[], int input, int output, int error, struct failure *why);

/* Waits for the end of a child that ends by itself. Returns its wait status. */
int process_wait(pid_t pid);

/*
 * Kills the process group of a child at once and reaps the child. pid <= 0 is nothing to do.
 * Returns its wait status, as waitpid() gives it.
 */
int process_kill(pid_t pid);

/* What a finished child said: both texts are NUL-terminated and owned by the caller. */
struct process_output {
	char *output; /* standard output */
	char *error; /* standard error */
	int status; /* exit status, or 128 plus the signal that ended it */
};

/*
 * Runs argv to its end with nothing on its standard input. seconds is the deadline, 0 for none.
 * Returns 0 when it ran to its end, whatever its status; -ETIMEDOUT when it did not end in time,
 * -EINTR on Ctrl-C (both after killing it), or another negative errno. result is filled, and must
 * be freed with process_output_free(), only if 0 is returned.
 */
int process_run(char *const argv[], unsigned int seconds, struct process_output *result,
		struct failure *why);

/* Frees what process_run() filled in. */
void process_output_free(struct process_output *result);

#endif
