/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Cells of text in rows and columns, printed as an aligned table or as CSV. */
#ifndef BPFMEND_CLI_VERISTAT_SHEET_H
#define BPFMEND_CLI_VERISTAT_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Zero-initialise, set columns and left, add cells row by row; the first row is the head. */
struct sheet {
	char **cells;
	size_t count; /* of cells */
	size_t columns;
	const bool *left; /* of each column, whether it is text; the caller's */
};

/*
 * Adds a cell. Commas and what would leave the line stand as "?": veristat's CSV quotes nothing.
 * Returns 0 or -ENOMEM.
 */
int sheet_add(struct sheet *sheet, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Print it; the one with a line below its head and its end. The first returns 0 or -ENOMEM. */
int sheet_print_table(const struct sheet *sheet, FILE *out);
void sheet_print_csv(const struct sheet *sheet, FILE *out);

void sheet_free(struct sheet *sheet);

#endif
