// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads rows from files, arrays and lines alike; see report.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/report.h"
#include "lab/cache.h"

/* The elements of an array, or the thing itself. */
static void add_all(struct json_object *rows, struct json_object *value)
{
	if (!json_object_is_type(value, json_type_array)) {
		json_object_array_add(rows, json_object_get(value));
		return;
	}
	for (size_t i = 0; i < json_object_array_length(value); i++)
		json_object_array_add(rows, json_object_get(json_object_array_get_idx(value, i)));
}

/* JSON values one after the other, with white space between them. */
static int parse(const char *text, struct json_object *rows)
{
	struct json_tokener *tokener = json_tokener_new();
	size_t left;
	int error = tokener ? 0 : -ENOMEM;

	while (!error && (text += strspn(text, " \t\r\n"), *text)) {
		struct json_object *value;
		size_t taken;

		left = strlen(text);
		value = json_tokener_parse_ex(tokener, text, (int)left + 1);
		if (json_tokener_get_error(tokener) != json_tokener_success)
			error = -EINVAL;
		else
			add_all(rows, value);
		/* A number at the end is ended by the NUL, which then counts to it. */
		taken = json_tokener_get_parse_end(tokener);
		text += taken < left ? taken : left;
		json_object_put(value);
		json_tokener_reset(tokener);
	}
	if (tokener)
		json_tokener_free(tokener);
	return error;
}

static int read_one(const char *path, struct json_object *rows, struct failure *why)
{
	char *text = NULL;
	int error = cache_read_file(strcmp(path, "-") ? path : "/dev/stdin", &text, why);

	if (error == -ENOENT)
		return fail_with(why, error, "there is no file %s", path);
	if (error)
		return error;
	error = parse(text, rows);
	free(text);
	if (error)
		fail_with(why, error,
			  "%s has no rows: give what bpfmend matrix wrote with --json or "
			  "--rows",
			  path);
	return error;
}

int report_read(char *const *paths, size_t count, struct report *report, struct failure *why)
{
	struct json_object *rows = json_object_new_array();
	int error = 0;

	for (size_t i = 0; i < count && !error; i++) {

		error = read_one(paths[i], rows, why);
	}
	if (!error) {
		error = report_make(rows, report);
		if (error)
			fail_with(why, error, "%s has something that is no row of a matrix",
				  count == 1 ? paths[0] : "one of the files");
	}
	json_object_put(rows);
	return error;
}
