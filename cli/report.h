/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Rows (rows.h) as a table again: kernels across, programs down, from one run or from the parts of
 * many. Whoever writes a report for people reads it from here.
 */
#ifndef BPFMEND_CLI_REPORT_H
#define BPFMEND_CLI_REPORT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "lab/failure.h"

struct report_program {
	const char *file, *name; /* the rows' own */
};

struct report {
	struct json_object *rows; /* an array; keeps what the others point to */
	const char **kernels; /* by their version */
	size_t kernel_count;
	struct report_program *programs; /* in the order of the rows */
	size_t program_count;
	struct json_object **cells; /* program by program; NULL where there is no row */
	struct json_object *places; /* report.c's */
};

/*
 * Makes a report of an array of rows, of which the last one counts where two are of one program and
 * kernel. Takes its own reference. Returns 0, and it is to be freed with report_free(); -EINVAL
 * where something is no row; or -ENOMEM.
 */
int report_make(struct json_object *rows, struct report *report);

/*
 * Reads files that `matrix` wrote with --json or --rows, one after the other, "-" for standard
 * input. Returns 0 or a negative errno; why names the file.
 */
int report_read(char *const *paths, size_t count, struct report *report, struct failure *why);

void report_free(struct report *report);

/* The row of a program on a kernel; NULL where there is none. */
struct json_object *report_at(const struct report *report, size_t program, size_t kernel);

/* The row of the same program on the same kernel in another report; NULL where it has none. */
struct json_object *report_same(const struct report *other, struct json_object *row);

/* A text of a row; "" where it has none. */
const char *row_text(struct json_object *row, const char *key);

/* Whether the row's verdict is this one; a row that is not there has none. */
bool row_says(struct json_object *row, const char *verdict);

/* What a row that is accepted has the reason in, where the program is known to be run wrongly. */
#define ROW_WRONG "wrong"

/*
 * The row's verdict, but "wrong" of what is accepted and known to be run wrongly; "" where there is
 * no row.
 */
const char *row_state(struct json_object *row);

/* Whether the kernel accepts the program and nothing is known against it. */
bool row_is_fine(struct json_object *row);

/* The kernel's words, or why the program is run wrongly; "" where neither is. */
const char *row_words(struct json_object *row);

/* The name of a program for people; "(the whole file)" where it has none. */
const char *report_name(const struct report_program *program);

/* How many rows have this state. */
size_t report_count(const struct report *report, const char *state);

/* Writes how many programs on how many kernels there are, and how many rows of each state. */
void report_write_counts(const struct report *report, const char *before, const char *behind,
			 FILE *out);

#endif
