/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The words of a matrix: each message once, with all programs and kernels that gave it, and each
 * note on what was done in a loader's place likewise.
 */
#ifndef BPFMEND_CLI_WORDS_H
#define BPFMEND_CLI_WORDS_H

#include <stdio.h>

#include "lab/matrix.h"

/* The name of a kernel in a table; what it points to lives as long as the matrix's kernels. */
const char *kernel_title(const struct matrix *matrix, size_t kernel);

/* The name of a program in a table; "-" for the one of an object that cannot be read. */
const char *program_title(const char *name);

/* Prints a path on one line: what would leave it, or mean something to a terminal, as "?". */
void path_print(const char *path, FILE *out);

/* Prints them in the order in which they first stand in the table. */
void words_print(const struct matrix *matrix, FILE *out);

#endif
