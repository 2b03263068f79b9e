// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads records from veristat's CSV and from a matrix's rows; see records.h. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/report.h"
#include "cli/veristat/records.h"
#include "lab/cache.h"

/* What a row of rows.h calls the column. */
static const struct {
	enum column column;
	const char *key;
} row_numbers[] = {
	{ COLUMN_DURATION, "microseconds" },
	{ COLUMN_INSNS, "processed" },
	{ COLUMN_STATES, "states" },
	{ COLUMN_PEAK_STATES, "peak_states" },
	{ COLUMN_SIZE, "insns" },
};

enum { ROW_NUMBERS = sizeof(row_numbers) / sizeof(row_numbers[0]) };

/* Makes room for one more, which is not counted yet. */
static struct record *next_record(struct records *records)
{
	struct record *more =
		realloc(records->records, (records->count + 1) * sizeof(*records->records));

	if (!more)
		return NULL;
	records->records = more;
	more[records->count] = (struct record){ 0 };
	return &more[records->count];
}

/* The number by which libbpf knows a type; behind all of them where this libbpf does not. */
static long long type_number(const char *text, const char *(*name)(int number))
{
	int number = 0;

	while (name(number) && strcmp(name(number), text) != 0)
		number++;
	return number;
}

static const char *program_type(int number)
{
	return libbpf_bpf_prog_type_str((enum bpf_prog_type)number);
}

static const char *attach_type(int number)
{
	return libbpf_bpf_attach_type_str((enum bpf_attach_type)number);
}

static int read_number(const char *text, long long *number)
{
	char *end;

	errno = 0;
	*number = strtoll(text, &end, 10);
	return errno || end == text || *end ? -EINVAL : 0;
}

static int set_value(struct record *record, enum column column, const char *text)
{
	if (column == COLUMN_VERDICT) {
		record->numbers[column] = !strcmp(text, "success");
		return record->numbers[column] || !strcmp(text, "failure") ? 0 : -EINVAL;
	}
	if (!column_is_text(column))
		return read_number(text, &record->numbers[column]);
	if (column == COLUMN_PROGRAM_TYPE)
		record->numbers[column] = type_number(text, program_type);
	else if (column == COLUMN_ATTACH_TYPE)
		record->numbers[column] = type_number(text, attach_type);
	free(record->texts[column]);
	record->texts[column] = strdup(text);
	return record->texts[column] ? 0 : -ENOMEM;
}

/* A row has a value for each column of the first line. */
static int read_csv_row(char *line, const struct column_uses *uses, struct records *records)
{
	struct record *record = next_record(records);
	int error = record ? 0 : -ENOMEM;
	size_t i = 0;

	for (char *value; !error && (value = strsep(&line, ",")); i++)
		error = i < uses->count && *value ? set_value(record, uses->uses[i].column, value)
						  : -EINVAL;
	if (!error &&
	    (i != uses->count || !record->texts[COLUMN_FILE] || !record->texts[COLUMN_PROGRAM]))
		error = -EINVAL;
	if (!error)
		records->count++;
	else if (record)
		record_free(record);
	return error;
}

static int read_csv(char *text, const char *path, struct records *records, struct failure *why)
{
	struct column_uses uses = { .count = 0 };
	size_t number = 0;
	int error = 0;

	for (char *line; !error && (line = strsep(&text, "\n"));) {
		line[strcspn(line, "\r")] = '\0';
		number++;
		if (!*line)
			continue;
		error = uses.count ? read_csv_row(line, &uses, records)
				   : columns_parse(line, &uses, NULL);
		if (error)
			fail_with(why, error,
				  uses.count && number > 1 ? "%s, line %zu: not a row of veristat's"
							   : "%s, line %zu: neither veristat's CSV "
							     "nor rows of bpfmend "
							     "matrix --json",
				  path, number);
	}
	for (size_t i = 0; i < uses.count; i++)
		records->has[uses.uses[i].column] = true;
	return error;
}

static long long row_number(struct json_object *row, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(row, key, &value))
		return 0;
	return json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : 0;
}

/* The last part of a path, as veristat has it. */
static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Whether files of the same name lie in several folders, so that only their paths tell them. */
static bool names_meet(const struct report *report)
{
	for (size_t i = 1; i < report->program_count; i++) {
		const char *file = report->programs[i].file, *before = report->programs[i - 1].file;

		if (!strcmp(file, before))
			continue;
		for (size_t k = 0; k < i; k++)
			if (strcmp(report->programs[k].file, file) != 0 &&
			    !strcmp(last_part(report->programs[k].file), last_part(file)))
				return true;
	}
	return false;
}

static int read_row(struct json_object *row, bool whole_paths, struct records *records)
{
	const char *file = row_text(row, "file");
	struct record *record;
	int error;

	if (!row_text(row, "program")[0])
		return 0;
	record = next_record(records);
	if (!record)
		return -ENOMEM;
	error = set_value(record, COLUMN_FILE, whole_paths ? file : last_part(file));
	if (!error)
		error = set_value(record, COLUMN_PROGRAM, row_text(row, "program"));
	record->numbers[COLUMN_VERDICT] = row_says(row, "accept");
	for (size_t i = 0; i < ROW_NUMBERS; i++)
		record->numbers[row_numbers[i].column] = row_number(row, row_numbers[i].key);
	if (error)
		record_free(record);
	else
		records->count++;
	return error;
}

static int read_json(const char *path, struct records *records, struct failure *why)
{
	struct report report;
	bool whole_paths;
	int error = report_read((char *const[]){ (char *)path }, 1, &report, why);

	if (error)
		return error;
	if (report.kernel_count != 1)
		error = fail_with(why, -EINVAL, "%s does not have the rows of one kernel", path);
	whole_paths = names_meet(&report);
	for (size_t i = 0; i < report.program_count && !error; i++)
		error = read_row(report_at(&report, i, 0), whole_paths, records);
	records->has[COLUMN_FILE] = records->has[COLUMN_PROGRAM] = true;
	records->has[COLUMN_VERDICT] = true;
	for (size_t i = 0; i < ROW_NUMBERS; i++)
		records->has[row_numbers[i].column] = true;
	report_free(&report);
	return error;
}

int records_read(const char *path, struct records *records, struct failure *why)
{
	char *text = NULL;
	int error;

	*records = (struct records){ 0 };
	error = cache_read_file(strcmp(path, "-") ? path : "/dev/stdin", &text, why);
	if (error == -ENOENT)
		return fail_with(why, error, "there is no file %s", path);
	if (error)
		return error;
	if (strchr("[{", text[strspn(text, " \t\r\n")]))
		error = read_json(path, records, why);
	else
		error = read_csv(text, path, records, why);
	free(text);
	if (error == -ENOMEM)
		fail_with(why, error, "out of memory");
	if (!error && records->count)
		qsort(records->records, records->count, sizeof(*records->records), records_order);
	return error;
}
