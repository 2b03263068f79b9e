// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Rows as a file of JSON; see json-file.h. */
#include "cli/json-file.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int print_rows(struct json_object *rows, FILE *out)
{
	/* One row per line: for people's eyes and for diff. */
	fputs("[", out);
	for (size_t i = 0; i < json_object_array_length(rows); i++)
		fprintf(out, "%s\n%s", i ? "," : "",
			json_object_to_json_string_ext(json_object_array_get_idx(rows, i),
						       JSON_C_TO_STRING_PLAIN |
							       JSON_C_TO_STRING_NOSLASHESCAPE));
	fputs("\n]\n", out);
	return ferror(out) ? -EIO : 0;
}

/* Writes beside the file and moves it into its place. */
static int write_file(struct json_object *rows, const char *path, struct failure *why)
{
	mode_t mask = umask(0);
	char *draft = NULL;
	FILE *out = NULL;
	int file, error = 0;

	umask(mask);
	if (asprintf(&draft, "%s.XXXXXX", path) < 0)
		return fail_with(why, -ENOMEM, "out of memory");
	file = mkstemp(draft);
	if (file >= 0)
		out = fdopen(file, "w");
	if (!out) {
		error = -errno;
		if (file >= 0)
			close(file);
	} else {
		error = print_rows(rows, out);
		if (fchmod(file, 0666 & ~mask) && !error)
			error = -errno;
		if (fclose(out) && !error)
			error = -errno;
		if (!error && rename(draft, path))
			error = -errno;
	}
	if (error && file >= 0)
		unlink(draft);
	free(draft);
	return error ? fail_with(why, error, "cannot write %s: %s", path, strerror(-error)) : 0;
}

int json_file_write(struct json_object *rows, const char *path, struct failure *why)
{
	if (strcmp(path, "-") != 0)
		return write_file(rows, path, why);
	print_rows(rows, stdout); /* main() looks after standard output */
	return 0;
}
