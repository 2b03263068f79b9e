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

/* The name of a program for people; "(the whole file)" where it has none. */
const char *report_name(const struct report_program *program);

/* How many rows have this verdict. */
size_t report_count(const struct report *report, const char *verdict);

#endif
