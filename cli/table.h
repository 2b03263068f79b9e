/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Draws a matrix for people: a row per program, a column per kernel, and below it each distinct
 * message with the kernels that gave it.
 */
#ifndef BPFMEND_CLI_TABLE_H
#define BPFMEND_CLI_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "lab/matrix.h"

struct table_style {
	bool colour;
	bool log; /* the verifier's whole logs, too, where the matrix has them */
};

/* The style for a stream: colour on a terminal, unless NO_COLOR is set or TERM is dumb. */
struct table_style table_style_for(FILE *out);

void table_print(const struct matrix *matrix, struct table_style style, FILE *out);

#endif
