/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the plugin left in an object: its findings, in the section .debug_bpfmend, as
 * reports_note() of llvm-pass/driver/report.h writes them. What cannot be read is passed over: an
 * object that was edited explains less, and no more.
 */
#ifndef BPFMEND_EXPLAIN_NOTES_H
#define BPFMEND_EXPLAIN_NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/version.h"
#include "llvm-pass/bytecode/bytecode.h"

struct note {
	const char *what; /* "warning", "stuck", "unproved", "mended", "remark" */
	const char *hazard, *kernels, *function, *file;
	unsigned int line, column;
	const char *text;
};

struct notes {
	char *bytes; /* all that notes point into */
	struct note *all;
	size_t count;
};

/* Returns 0, also where the object has no notes, or -ENOMEM. notes_free() in any case. */
int notes_read(const char *path, struct notes *notes);
void notes_free(struct notes *notes);

/*
 * Reads the fields of all lines, which notes then owns: bytes is of malloc() and ends with a NUL.
 */
int notes_parse(char *bytes, struct notes *notes);

/* Whether the note is of this line of the source. */
bool note_is_at(const struct note *note, const struct line *line);

/* Whether it is about a kernel; major 0 stands for one that nobody knows. */
bool note_is_about(const struct note *note, struct kernel_version kernel);

#endif
