/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What veristat keeps of each program on one kernel, read from its CSV or from the rows of `bpfmend
 * matrix` (rows.h), and joined for two kernels. Imprecise where veristat is: a verdict is success
 * or failure, so an error is a failure, and what the kernel did not tell is 0.
 */
#ifndef BPFMEND_CLI_VERISTAT_RECORDS_H
#define BPFMEND_CLI_VERISTAT_RECORDS_H

#include "cli/veristat/columns.h"

struct record {
	char *texts[COLUMNS]; /* of columns with text; the verdict and what is not there NULL */
	long long numbers[COLUMNS]; /* of the others; of the types their number in libbpf */
};

struct records {
	struct record *records; /* by file and program */
	size_t count;
	bool has[COLUMNS]; /* which columns the file has */
};

/*
 * Reads the file at path, "-" for standard input: CSV, or JSON with the rows of one kernel. Rows of
 * whole files that cannot be read are left out, as veristat does. Returns 0 or a negative errno
 * with why; records is to be freed with records_free() in any case.
 */
int records_read(const char *path, struct records *records, struct failure *why);

void records_free(struct records *records);

/* The text of a column; "N/A" where there is no record, or the kernel's type is unknown. */
const char *record_text(const struct record *record, enum column column);

/* One program in one or two files; one of both may be NULL. */
struct pair {
	const struct record *a, *b;
};

/* The number of a side, of a type or a verdict its own; false where a file does not have it. */
bool pair_number(const struct pair *pair, const struct column_use *use, double *number);

/* Joins by file and program. Returns -ENOMEM; or 0, and *pairs is freed by the caller. */
int records_join(const struct records *a, const struct records *b, struct pair **pairs,
		 size_t *count);

/* By file and program, as qsort() asks. */
int records_order(const void *one, const void *other);

void record_free(struct record *record);

#endif
