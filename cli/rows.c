// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* A matrix as JSON; see rows.h. */
#include "cli/rows.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>

#include "cli/file.h"
#include "cli/report.h"
#include "lab/matrix.h"

static void set_text(struct json_object *row, const char *key, const char *text)
{
	json_object_object_add(row, key, json_object_new_string(text));
}

static void set_count(struct json_object *row, const char *key, long long count)
{
	json_object_object_add(row, key, count < 0 ? NULL : json_object_new_int64(count));
}

static struct json_object *make_row(const struct kernel_image *kernel, const struct object *object,
				    const char *program, const struct matrix_cell *cell)
{
	struct json_object *row = json_object_new_object();

	set_text(row, "kernel", kernel->name);
	set_text(row, "release", kernel->release);
	set_text(row, "file", object->path);
	set_text(row, "program", program);
	set_text(row, "verdict", verdict_name(cell->verdict));
	set_count(row, "errno", cell->error);
	set_text(row, "message", cell->message);
	set_count(row, "insns", cell->insns);
	set_count(row, "processed", cell->processed);
	set_count(row, "states", cell->states);
	set_count(row, "peak_states", cell->peak_states);
	set_count(row, "microseconds", cell->microseconds);
	if (cell->note)
		set_text(row, "note", cell->note);
	if (cell->wrong)
		set_text(row, ROW_WRONG, cell->wrong);
	if (cell->log)
		set_text(row, "log", cell->log);
	return row;
}

static struct json_object *make_rows(const struct matrix *matrix)
{
	struct json_object *rows = json_object_new_array();

	for (size_t kernel = 0; kernel < matrix->kernels->count; kernel++)
		for (size_t i = 0; i < matrix->object_count; i++) {
			const struct object *object = &matrix->objects[i];
			size_t first = matrix_first_program(matrix, i);

			for (size_t j = 0; j < object->count; j++)
				json_object_array_add(
					rows, make_row(&matrix->kernels->images[kernel], object,
						       object->programs[j],
						       matrix_at(matrix, kernel, first + j)));
		}
	return rows;
}

static const char *line_of(struct json_object *row)
{
	return json_object_to_json_string_ext(row, JSON_C_TO_STRING_PLAIN |
							   JSON_C_TO_STRING_NOSLASHESCAPE);
}

void rows_write_one(const struct matrix *matrix, size_t kernel, size_t program, FILE *out)
{
	struct json_object *row;
	size_t object = 0, first = 0;

	while (program - first >= matrix->objects[object].count)
		first += matrix->objects[object++].count;
	row = make_row(&matrix->kernels->images[kernel], &matrix->objects[object],
		       matrix->objects[object].programs[program - first],
		       matrix_at(matrix, kernel, program));
	fprintf(out, "%s\n", line_of(row));
	fflush(out);
	json_object_put(row);
}

static int print_rows(struct json_object *rows, FILE *out)
{
	/* One row per line: for people's eyes and for diff. */
	fputs("[", out);
	for (size_t i = 0; i < json_object_array_length(rows); i++)
		fprintf(out, "%s\n%s", i ? "," : "", line_of(json_object_array_get_idx(rows, i)));
	fputs("\n]\n", out);
	return ferror(out) ? -EIO : 0;
}

static int print_whole(void *context, FILE *out)
{
	return print_rows(context, out);
}

int rows_put(struct json_object *rows, const char *path, struct failure *why)
{
	return file_write(path, print_whole, rows, why);
}

struct json_object *rows_of(const struct matrix *matrix)
{
	return make_rows(matrix);
}

int rows_write(const struct matrix *matrix, const char *path, struct failure *why)
{
	struct json_object *rows = make_rows(matrix);
	int error = rows_put(rows, path, why);

	json_object_put(rows);
	return error;
}
