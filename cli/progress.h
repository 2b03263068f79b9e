/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Draws what long work says about itself (struct watch) on standard error, so that standard output
 * holds results and nothing else. On a terminal one line is redrawn in place and finished steps
 * scroll away above it; elsewhere (a file, a pipe, TERM=dumb) finished steps are plain lines.
 */
#ifndef BPFMEND_CLI_PROGRESS_H
#define BPFMEND_CLI_PROGRESS_H

#include <stdbool.h>

#include "lab/watch.h"

/* Lives where the caller keeps it, between begin and end; its members are progress.c's business. */
struct progress {
	bool terminal;
	char line[512]; /* the status that stands on the terminal now; "" if none */
};

/* Fills *watch, which points to *progress and is good until progress_end(). */
void progress_begin(struct progress *progress, struct watch *watch);

/* Erases the status line. Call it before anything else is printed, errors and results alike. */
void progress_end(struct progress *progress);

#endif
