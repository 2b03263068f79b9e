// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* A matrix as JSON; see rows.h. */
#include "cli/rows.h"

#include <json-c/json.h>

#include "cli/json-file.h"

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

int rows_write(const struct matrix *matrix, const char *path, struct failure *why)
{
	struct json_object *rows = make_rows(matrix);
	int error = json_file_write(rows, path, why);

	json_object_put(rows);
	return error;
}
