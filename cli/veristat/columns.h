/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The columns that veristat, of the kernel's selftests, keeps of a program, and how its options
 * name them: veristat.c of Linux 7.3. A column of two files that are compared has four sides:
 * insns_a, insns_b, insns_diff and insns_pct; what names no side means the second file's.
 */
#ifndef BPFMEND_CLI_VERISTAT_COLUMNS_H
#define BPFMEND_CLI_VERISTAT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/failure.h"

enum column {
	COLUMN_FILE,
	COLUMN_PROGRAM,
	COLUMN_VERDICT, /* 1 success, 0 failure */
	COLUMN_DURATION, /* microseconds */
	COLUMN_INSNS,
	COLUMN_STATES,
	COLUMN_PEAK_STATES,
	COLUMN_STATES_PER_INSN,
	COLUMN_MARK_READ,
	COLUMN_SIZE,
	COLUMN_JITED_SIZE,
	COLUMN_PROGRAM_TYPE,
	COLUMN_ATTACH_TYPE,
	COLUMN_STACK,
	COLUMN_MOST_STACK,
	COLUMN_MEMORY,
	COLUMNS
};

enum side { SIDE_A, SIDE_B, SIDE_DIFFERENCE, SIDE_PERCENT };

/* A column as an option names it. */
struct column_use {
	enum column column;
	enum side side;
	bool absolute; /* |insns_diff| */
	bool ascending; /* as the name's last character says, or the column's own order */
};

/* As many as veristat takes; each column once is the default of CSV. */
struct column_uses {
	struct column_use uses[COLUMNS];
	size_t count;
};

/* The name that stands in a CSV file; the head of a table's column. */
const char *column_name(enum column column);
const char *column_title(enum column column);

/* File and program, by which rows of two files are found to be of one program. */
bool column_is_key(enum column column);

/* Columns of text, which stands at the left: key, verdict and types. */
bool column_is_text(enum column column);

/* Reads a name of size bytes without an order. Returns -EINVAL where there is no such column. */
int column_find(const char *name, size_t size, struct column_use *use);

/*
 * Reads names with commas between them, each with "^" (ascending) or one of "vV.!_" (descending) at
 * its end if it has an order, and adds them. Returns 0 or -EINVAL with why.
 */
int columns_parse(const char *names, struct column_uses *uses, struct failure *why);

#endif
