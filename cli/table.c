// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Draws a matrix for people; see table.h. Too many kernels for the terminal's width is the
 * terminal's business: a wrapped table is still one that grep and awk can read.
 */
#include "cli/table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/words.h"

struct mark {
	const char *text;
	const char *colour;
};

static const struct mark marks[] = {
	[VERDICT_ACCEPT] = { "accept", "\033[32m" },
	[VERDICT_REJECT] = { "reject", "\033[1;31m" },
	[VERDICT_ERROR] = { "error", "\033[33m" },
};

/* What is accepted, and run wrongly. */
static const struct mark wrong = { "wrong", "\033[1;31m" };

#define MARK_WIDTH 6
#define COLOUR_END "\033[0m"

struct table_style table_style_for(FILE *out)
{
	const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return (struct table_style){
		.colour = isatty(fileno(out)) && !(no_colour && no_colour[0]) && terminal &&
			  strcmp(terminal, "dumb"),
	};
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

static int column_width(const struct matrix *matrix, size_t kernel)
{
	return max((int)strlen(kernel_title(matrix, kernel)), MARK_WIDTH);
}

static int name_width(const struct matrix *matrix)
{
	int width = (int)strlen("program");

	for (size_t i = 0; i < matrix->object_count; i++) {
		const struct object *object = &matrix->objects[i];

		if (matrix->object_count > 1)
			width = max(width, (int)strlen(object->path));
		for (size_t j = 0; j < object->count; j++)
			width = max(width, (int)strlen(program_title(object->programs[j])) +
						   (matrix->object_count > 1 ? 2 : 0));
	}
	return width;
}

static void print_head(const struct matrix *matrix, int width, FILE *out)
{
	fprintf(out, "%-*s", width, "program");
	for (size_t kernel = 0; kernel < matrix->kernels->count; kernel++)
		fprintf(out, "  %-*s",
			kernel + 1 < matrix->kernels->count ? column_width(matrix, kernel) : 0,
			kernel_title(matrix, kernel));
	fprintf(out, "\n");
}

/* Padding stands outside the colour; the last column needs none. */
static void print_row(const struct matrix *matrix, size_t program, struct table_style style,
		      FILE *out)
{
	for (size_t kernel = 0; kernel < matrix->kernels->count; kernel++) {
		const struct matrix_cell *cell = matrix_at(matrix, kernel, program);
		const struct mark *mark = cell->wrong ? &wrong : &marks[cell->verdict];
		int padding = column_width(matrix, kernel) - (int)strlen(mark->text);

		fprintf(out, "  %s%s%s", style.colour ? mark->colour : "", mark->text,
			style.colour ? COLOUR_END : "");
		if (kernel + 1 < matrix->kernels->count)
			fprintf(out, "%*s", padding, "");
	}
	fprintf(out, "\n");
}

/* With several objects each has a line of its own, its programs indented below. */
static void print_rows(const struct matrix *matrix, int width, struct table_style style, FILE *out)
{
	size_t program = 0;

	for (size_t i = 0; i < matrix->object_count; i++) {
		const struct object *object = &matrix->objects[i];
		const char *indent = matrix->object_count > 1 ? "  " : "";

		if (matrix->object_count > 1) {
			path_print(object->path, out);
			fputc('\n', out);
		}
		for (size_t j = 0; j < object->count; j++) {
			fprintf(out, "%s%-*s", indent, width - (int)strlen(indent),
				program_title(object->programs[j]));
			print_row(matrix, program++, style, out);
		}
	}
}

static void print_log(const struct matrix *matrix, const struct object *object, const char *name,
		      size_t kernel, size_t program, FILE *out)
{
	const char *log = matrix_at(matrix, kernel, program)->log;

	if (!log || !log[0])
		return;
	fprintf(out, "\n== %s: %s on %s: the verifier's log\n%s", object->path, name,
		kernel_title(matrix, kernel), log);
	if (log[strlen(log) - 1] != '\n')
		fprintf(out, "\n");
}

static void for_each_cell(const struct matrix *matrix, FILE *out,
			  void (*print)(const struct matrix *, const struct object *, const char *,
					size_t, size_t, FILE *))
{
	size_t program = 0;

	for (size_t i = 0; i < matrix->object_count; i++)
		for (size_t j = 0; j < matrix->objects[i].count; j++, program++)
			for (size_t kernel = 0; kernel < matrix->kernels->count; kernel++)
				print(matrix, &matrix->objects[i], matrix->objects[i].programs[j],
				      kernel, program, out);
}

void table_print(const struct matrix *matrix, struct table_style style, FILE *out)
{
	int width = name_width(matrix);

	print_head(matrix, width, out);
	print_rows(matrix, width, style, out);
	words_print(matrix, out);
	if (style.log)
		for_each_cell(matrix, out, print_log);
}
