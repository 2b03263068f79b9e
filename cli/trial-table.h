/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Trials for people, as a table, and for programs, as JSON. */
#ifndef BPFMEND_CLI_TRIAL_TABLE_H
#define BPFMEND_CLI_TRIAL_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "lab/trials.h"

struct trial_style {
	bool colour;
	bool all; /* rows that are a pass on every kernel, too */
	bool log; /* the verifier's logs of what fails, where the test needed one */
};

/*
 * A row for each test and mode, a column for each kernel; below it why something is no pass, and
 * how many there are of each result on each kernel.
 */
void trial_table_print(const struct trials *trials, struct trial_style style, FILE *out);

/*
 * Writes an array to the file at path, or to standard output for "-", with an object for each
 * test, mode and kernel:
 *
 * { "kernel": as it was asked for, "release", "file", "program", "mode": "root"|"user",
 *   "result": "pass"|"part"|"fail"|"skip"|"error", "verdict": as in rows.h, null for "skip",
 *   "detail": why it is no pass }
 *
 * Returns 0 or a negative errno.
 */
int trial_rows_write(const struct trials *trials, const char *path, struct failure *why);

#endif
