/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A matrix for programs: JSON, an array with one object per program and kernel. */
#ifndef BPFMEND_CLI_ROWS_H
#define BPFMEND_CLI_ROWS_H

#include "lab/matrix.h"

/*
 * Writes the rows to the file at path, or to standard output for "-". Each is
 *
 * { "kernel": as it was asked for, "release", "file", "program", "verdict": "accept"|"reject"|
 *   "error", "errno": positive or 0, "message": "" for accept, "insns", "processed", "states",
 *   "peak_states", "microseconds" }
 *
 * with null for numbers that the kernel did not tell, and "log" beside them if logs were asked
 * for. A file appears whole or not at all. Returns 0 or a negative errno.
 */
int rows_write(const struct matrix *matrix, const char *path, struct failure *why);

#endif
