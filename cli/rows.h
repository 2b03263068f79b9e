/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A matrix for programs: JSON, an array with one object per program and kernel. */
#ifndef BPFMEND_CLI_ROWS_H
#define BPFMEND_CLI_ROWS_H

#include <stdio.h>

#include "lab/failure.h"

struct json_object;
struct matrix;

/*
 * Writes the rows to the file at path, or to standard output for "-". Each is
 *
 * { "kernel": as it was asked for, "release", "file", "program", "verdict": "accept"|"reject"|
 *   "error", "errno": positive or 0, "message": "" for accept, "insns", "processed", "states",
 *   "peak_states", "microseconds" }
 *
 * with null for numbers that the kernel did not tell, "note" where something was done in the
 * loader's place, "wrong" of what is accepted and known to be run wrongly there, and "log" if logs
 * were asked for. The program of an object that cannot be read is
 * "". A file appears whole or not at all. Returns 0 or a negative errno.
 */
int rows_write(const struct matrix *matrix, const char *path, struct failure *why);

/* The rows as an array, to be put by the caller. */
struct json_object *rows_of(const struct matrix *matrix);

/* Writes one of them as a line, and sees to it that it is out. */
void rows_write_one(const struct matrix *matrix, size_t kernel, size_t program, FILE *out);

/*
 * Writes an array, one element per line, to the file at path, whole or not at all, or to standard
 * output for "-". Returns 0 or a negative errno.
 */
int rows_put(struct json_object *rows, const char *path, struct failure *why);

#endif
