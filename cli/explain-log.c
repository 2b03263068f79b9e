// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Explains a log that somebody has; see explain-sources.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/explain-sources.h"

/* A text ends where a NUL would be; one before its end is none. NULL with why filled otherwise. */
static char *read_stream(FILE *in, const char *path, struct failure *why)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t length = getdelim(&text, &room, '\0', in);

	if (length < 0 && feof(in)) {
		free(text);
		text = strdup("");
		length = 0;
	}
	if (length >= 0 && text && !(length && !text[length - 1]))
		return text;
	if (length < 0 || !text)
		fail_with(why, -EIO, "cannot read %s: %s", path, strerror(errno));
	else
		fail_with(why, -EINVAL, "%s is no text", path);
	free(text);
	return NULL;
}

static char *read_text(const char *path, struct failure *why)
{
	char *text;
	FILE *in;

	if (!strcmp(path, "-"))
		return read_stream(stdin, "standard input", why);
	in = fopen(path, "re");
	if (!in) {
		fail_with(why, -errno, "cannot read %s: %s", path, strerror(errno));
		return NULL;
	}
	text = read_stream(in, path, why);
	fclose(in);
	return text;
}

static int explain_parts(const struct verifier_logs *logs, const struct explained_object *object,
			 const char *path, const char *program, struct explanations *explanations,
			 struct failure *why)
{
	const struct kernel_version unknown = { 0, 0, 0 };
	int error = 0;

	for (size_t i = 0; i < logs->count && !error; i++) {
		struct explanation explanation;

		error = explain_part(object, program, unknown, &logs->parts[i], &explanation, why);
		if (error)
			break;
		error = explanations_add(explanations, EXPLAINED_REJECTED, path, "", &explanation);
		explanation_free(&explanation);
	}
	return error;
}

int explain_log_file(const char *log, const char *object, const char *program,
		     struct explanations *explanations, struct failure *why)
{
	struct explained_object *read = NULL;
	struct verifier_logs logs = { 0 };
	char *text = read_text(log, why);
	int error;

	if (!text)
		return -EINVAL;
	error = explained_object_read(object, &read, why);
	if (!error) {
		error = verifier_logs_read(text, &logs);
		if (error == -ENODATA)
			fail_with(why, error, "%s",
				  text[strspn(text, " \t\r\n")]
					  ? "the log refuses nothing: its last "
					    "words are missing"
					  : "the log is empty");
	}
	if (!error)
		error = explain_parts(&logs, read, object, program, explanations, why);
	verifier_logs_free(&logs);
	explained_object_free(read);
	free(text);
	return error ? fail_with(why, error, "%s", strerror(-error)) : 0;
}
