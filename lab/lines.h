/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Lines that come over a socket in pieces. Does not wait: a descriptor without anything to read is
 * left for later. Relies on the descriptor being O_NONBLOCK.
 */
#ifndef BPFMEND_LAB_LINES_H
#define BPFMEND_LAB_LINES_H

#include <stddef.h>

/* What has come of a line that has no end yet. Zero-initialise; free with lines_free(). */
struct lines {
	char *text;
	size_t length, room;
};

/*
 * Reads what is there, once, and hands on each whole line without its newline. take returns 0 to
 * go on, or anything else to be given no further line of this piece. Returns 1 where more may
 * come; 0 where the other side closed it or reading failed; -E2BIG where a line grows beyond
 * PROTOCOL_LINE_LIMIT bytes; -ENOMEM.
 */
int lines_read(struct lines *lines, int file, int (*take)(void *context, char *line),
	       void *context);

void lines_free(struct lines *lines);

#endif
