// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* A sheet of cells; see sheet.h. */
#include "cli/veristat/sheet.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define BETWEEN "  "

int sheet_add(struct sheet *sheet, const char *format, ...)
{
	char **more = realloc(sheet->cells, (sheet->count + 1) * sizeof(*more));
	va_list arguments;
	int size;

	if (!more)
		return -ENOMEM;
	sheet->cells = more;
	va_start(arguments, format);
	size = vasprintf(&more[sheet->count], format, arguments);
	va_end(arguments);
	if (size < 0)
		return -ENOMEM;
	for (char *at = more[sheet->count++]; *at; at++)
		if (*at == ',' || (unsigned char)*at < ' ')
			*at = '?';
	return 0;
}

static int width_of(const struct sheet *sheet, size_t column)
{
	size_t width = 0;

	for (size_t i = column; i < sheet->count; i += sheet->columns)
		if (strlen(sheet->cells[i]) > width)
			width = strlen(sheet->cells[i]);
	return (int)width;
}

/* The last column's text needs no blanks behind it. */
static void print_row(const struct sheet *sheet, const int *widths, size_t row, FILE *out)
{
	for (size_t i = 0; i < sheet->columns; i++) {
		const char *cell = sheet->cells[row * sheet->columns + i];
		int width = sheet->left[i] && i + 1 == sheet->columns ? 0 : widths[i];

		fprintf(out, "%s%*s", i ? BETWEEN : "", sheet->left[i] ? -width : width, cell);
	}
	fputc('\n', out);
}

static void print_rule(const struct sheet *sheet, const int *widths, FILE *out)
{
	for (size_t i = 0; i < sheet->columns; i++) {
		fputs(i ? BETWEEN : "", out);
		for (int k = 0; k < widths[i]; k++)
			fputc('-', out);
	}
	fputc('\n', out);
}

int sheet_print_table(const struct sheet *sheet, FILE *out)
{
	int *widths = calloc(sheet->columns + 1, sizeof(*widths));

	if (!widths)
		return -ENOMEM;
	for (size_t i = 0; i < sheet->columns; i++)
		widths[i] = width_of(sheet, i);
	for (size_t row = 0; row * sheet->columns < sheet->count; row++) {
		print_row(sheet, widths, row, out);
		if (!row)
			print_rule(sheet, widths, out);
	}
	print_rule(sheet, widths, out);
	free(widths);
	return 0;
}

void sheet_print_csv(const struct sheet *sheet, FILE *out)
{
	for (size_t i = 0; i < sheet->count; i++)
		fprintf(out, "%s%c", sheet->cells[i], (i + 1) % sheet->columns ? ',' : '\n');
}

void sheet_free(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->count; i++)
		free(sheet->cells[i]);
	free(sheet->cells);
}
