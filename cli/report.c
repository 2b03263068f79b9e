// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Makes a table of rows; see report.h. Places are found by name, in json-c's hash table. */
#include "cli/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/version.h"
#include "lab/protocol.h"

const char *row_text(struct json_object *row, const char *key)
{
	struct json_object *value;

	if (!row || !json_object_object_get_ex(row, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return "";
	return json_object_get_string(value);
}

bool row_says(struct json_object *row, const char *verdict)
{
	return !strcmp(row_text(row, "verdict"), verdict);
}

const char *row_state(struct json_object *row)
{
	return row_text(row, ROW_WRONG)[0] && row_says(row, VERDICT_NAME_ACCEPT)
		       ? ROW_WRONG
		       : row_text(row, "verdict");
}

bool row_is_fine(struct json_object *row)
{
	return !strcmp(row_state(row), VERDICT_NAME_ACCEPT);
}

const char *row_words(struct json_object *row)
{
	return row_text(row, strcmp(row_state(row), ROW_WRONG) ? "message" : ROW_WRONG);
}

const char *report_name(const struct report_program *program)
{
	return program->name[0] ? program->name : "(the whole file)";
}

static bool is_row(struct json_object *row)
{
	return json_object_is_type(row, json_type_object) && row_text(row, "kernel")[0] &&
	       row_text(row, "file")[0] &&
	       (row_says(row, VERDICT_NAME_ACCEPT) || row_says(row, VERDICT_NAME_REJECT) ||
		row_says(row, VERDICT_NAME_ERROR));
}

/* What a program, or with a kernel a cell, is found by. No name has a newline in front of it. */
static char *key_of(struct json_object *row, const char *kernel)
{
	char *key;

	if (asprintf(&key, "%s\n%s\n%s", kernel, row_text(row, "program"), row_text(row, "file")) <
	    0)
		return NULL;
	return key;
}

static int add_kernel(struct report *report, struct json_object *row)
{
	const char *kernel = row_text(row, "kernel");
	const char **more;

	for (size_t i = 0; i < report->kernel_count; i++)
		if (!strcmp(report->kernels[i], kernel))
			return 0;
	more = realloc(report->kernels, (report->kernel_count + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	report->kernels = more;
	more[report->kernel_count++] = kernel;
	return 0;
}

static int add_row(struct report *report, struct json_object *row)
{
	char *program = key_of(row, ""), *cell = key_of(row, row_text(row, "kernel"));
	int error = program && cell ? add_kernel(report, row) : -ENOMEM;

	if (!error && !json_object_object_get_ex(report->places, program, NULL)) {
		json_object_object_add(report->places, program, json_object_new_int(0));
		report->programs[report->program_count++] =
			(struct report_program){ row_text(row, "file"), row_text(row, "program") };
	}
	if (!error)
		json_object_object_add(report->places, cell, json_object_get(row));
	free(program);
	free(cell);
	return error;
}

static int by_version(const void *a, const void *b)
{
	const char *left = *(const char *const *)a, *right = *(const char *const *)b;
	struct kernel_version one, other;
	const char *end;
	bool known = !kernel_version_parse(left, &one, &end);

	if (known != !kernel_version_parse(right, &other, &end))
		return known ? -1 : 1;
	if (known && kernel_version_compare(one, other))
		return kernel_version_compare(one, other);
	return strcmp(left, right);
}

static struct json_object *find_cell(const struct report *report, const char *kernel,
				     const char *program, const char *file)
{
	struct json_object *row = NULL;
	char *key;

	if (asprintf(&key, "%s\n%s\n%s", kernel, program, file) < 0)
		return NULL;
	json_object_object_get_ex(report->places, key, &row);
	free(key);
	return row;
}

static int fill_cells(struct report *report)
{
	report->cells = calloc(report->kernel_count * report->program_count + 1,
			       sizeof(struct json_object *));
	if (!report->cells)
		return -ENOMEM;
	for (size_t i = 0; i < report->program_count; i++)
		for (size_t kernel = 0; kernel < report->kernel_count; kernel++)
			report->cells[i * report->kernel_count + kernel] =
				find_cell(report, report->kernels[kernel], report->programs[i].name,
					  report->programs[i].file);
	return 0;
}

int report_make(struct json_object *rows, struct report *report)
{
	size_t count =
		json_object_is_type(rows, json_type_array) ? json_object_array_length(rows) : 0;
	int error = json_object_is_type(rows, json_type_array) ? 0 : -EINVAL;

	*report = (struct report){
		.rows = json_object_get(rows),
		.places = json_object_new_object(),
		.programs = calloc(count + 1, sizeof(*report->programs)),
	};
	if (!report->places || !report->programs)
		error = -ENOMEM;
	for (size_t i = 0; i < count && !error; i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);

		error = is_row(row) ? add_row(report, row) : -EINVAL;
	}
	if (!error && report->kernel_count)
		qsort(report->kernels, report->kernel_count, sizeof(*report->kernels), by_version);
	if (!error)
		error = fill_cells(report);
	if (error)
		report_free(report);
	return error;
}

void report_free(struct report *report)
{
	free(report->kernels);
	free(report->programs);
	free(report->cells);
	json_object_put(report->places);
	json_object_put(report->rows);
	*report = (struct report){ 0 };
}

struct json_object *report_at(const struct report *report, size_t program, size_t kernel)
{
	return report->cells[program * report->kernel_count + kernel];
}

struct json_object *report_same(const struct report *other, struct json_object *row)
{
	return find_cell(other, row_text(row, "kernel"), row_text(row, "program"),
			 row_text(row, "file"));
}

size_t report_count(const struct report *report, const char *state)
{
	size_t count = 0;

	for (size_t i = 0; i < report->program_count * report->kernel_count; i++)
		count += !strcmp(row_state(report->cells[i]), state);
	return count;
}

void report_write_counts(const struct report *report, const char *before, const char *behind,
			 FILE *out)
{
	size_t wrong = report_count(report, ROW_WRONG);

	fprintf(out, "%s%zu programs on %zu kernels%s: %zu accepted, ", before,
		report->program_count, report->kernel_count, behind,
		report_count(report, VERDICT_NAME_ACCEPT));
	if (wrong)
		fprintf(out, "%zu run wrongly, ", wrong);
	fprintf(out, "%zu rejected, %zu not tried", report_count(report, VERDICT_NAME_REJECT),
		report_count(report, VERDICT_NAME_ERROR));
}
