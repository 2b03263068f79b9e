// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * `bpfmend sarif`: what a build said of the plugin's findings, for code scanning: SARIF 2.1.0, a
 * rule for each hazard, paths relative to the root of the source. A place that several files
 * include is one result.
 */
#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/diagnostics.h"
#include "cli/file.h"

enum { OPTION_ROOT = 256, OPTION_OUTPUT };

#define ROOT_NAME "SRCROOT"

struct request {
	struct words files;
	const char *root;
	const char *output;
};

/* What has been read. folders has those that make is in, from the outside in. */
struct reading {
	const char *root;
	struct words folders;
	struct json_object *results, *rules;
	struct json_object *seen; /* the results' texts, as keys */
};

static const struct argp_option options[] = { { "output", OPTION_OUTPUT, "FILE", 0,
						"Where to write to (default: -, standard output)",
						0 },
					      { "root", OPTION_ROOT, "DIR", 0,
						"The root of the source, which paths in the report "
						"are relative to (default: where you are)",
						0 },
					      { 0 } };

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
	case OPTION_OUTPUT:
		request->output = argument;
		return 0;
	case OPTION_ROOT:
		request->root = argument;
		return 0;
	case ARGP_KEY_ARG:
		words_add(&request->files, argument, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void put(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, json_object_new_string(text));
}

/* An object with one text: what SARIF calls a message. */
static struct json_object *message(const char *text)
{
	struct json_object *object = json_object_new_object();

	put(object, "text", text);
	return object;
}

/* The path as a URI has it. */
static void encode(const char *path, char *uri, size_t size)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

	while (*path && size > 4) {
		int wrote = strchr(plain, *path)
				    ? snprintf(uri, size, "%c", *path)
				    : snprintf(uri, size, "%%%02X", (unsigned char)*path);

		path++;
		uri += wrote;
		size -= (size_t)wrote;
	}
	*uri = '\0';
}

/* A file as clang was given it, relative to the root if it lies below. */
static struct json_object *artifact(const struct reading *reading, const char *file)
{
	struct json_object *object = json_object_new_object();
	size_t length = strlen(reading->root);
	char joined[PATH_MAX], path[PATH_MAX], uri[3 * PATH_MAX + 16] = "file://";

	if (file[0] == '/' || !reading->folders.count)
		snprintf(joined, sizeof(joined), "%s", file);
	else
		snprintf(joined, sizeof(joined), "%s/%s",
			 reading->folders.words[reading->folders.count - 1], file);
	/* What is not there any more keeps the name that it had. */
	if (!realpath(joined, path))
		snprintf(path, sizeof(path), "%s", joined);
	if (path[0] == '/' && !strncmp(path, reading->root, length) && path[length] == '/')
		memmove(path, path + length + 1, strlen(path + length + 1) + 1);
	if (path[0] == '/') {
		encode(path, uri + strlen(uri), sizeof(uri) - strlen(uri));
		put(object, "uri", uri);
	} else {
		encode(path, uri, sizeof(uri));
		put(object, "uri", uri);
		put(object, "uriBaseId", ROOT_NAME);
	}
	return object;
}

static struct json_object *location(const struct reading *reading,
				    const struct diagnostic *diagnostic)
{
	struct json_object *place = json_object_new_object(), *physical = json_object_new_object(),
			   *region = json_object_new_object();

	json_object_object_add(region, "startLine", json_object_new_int64(diagnostic->line));
	if (diagnostic->column)
		json_object_object_add(region, "startColumn",
				       json_object_new_int64(diagnostic->column));
	json_object_object_add(physical, "artifactLocation", artifact(reading, diagnostic->file));
	json_object_object_add(physical, "region", region);
	json_object_object_add(place, "physicalLocation", physical);
	return place;
}

/* The index of the hazard's rule, which is made if it is the first of its kind. */
static size_t rule_of(struct reading *reading, const char *hazard)
{
	size_t count = json_object_array_length(reading->rules);
	struct json_object *rule, *id;
	char name[128], help[192];

	snprintf(name, sizeof(name), "bpfmend-%s", hazard);
	for (size_t i = 0; i < count; i++)
		if (json_object_object_get_ex(json_object_array_get_idx(reading->rules, i), "id",
					      &id) &&
		    !strcmp(json_object_get_string(id), name))
			return i;
	rule = json_object_new_object();
	put(rule, "id", name);
	put(rule, "name", hazard);
	snprintf(help, sizeof(help), "The kernel's verifier misunderstands this code: %s", hazard);
	json_object_object_add(rule, "shortDescription", message(help));
	snprintf(help, sizeof(help),
		 "bpfmend-hazards(7) says what %s is, and what rewriting it does.", hazard);
	json_object_object_add(rule, "help", message(help));
	json_object_array_add(reading->rules, rule);
	return count;
}

static void add_result(struct reading *reading, const struct diagnostic *diagnostic)
{
	static const char *const levels[] = { [DIAGNOSTIC_REMARK] = "note",
					      [DIAGNOSTIC_WARNING] = "warning",
					      [DIAGNOSTIC_ERROR] = "error" };
	struct json_object *result = json_object_new_object(), *places = json_object_new_array(),
			   *id;
	size_t rule = rule_of(reading, diagnostic->hazard);
	const char *text;

	json_object_object_get_ex(json_object_array_get_idx(reading->rules, rule), "id", &id);
	put(result, "ruleId", json_object_get_string(id));
	json_object_object_add(result, "ruleIndex", json_object_new_int64((int64_t)rule));
	put(result, "level", levels[diagnostic->level]);
	json_object_object_add(result, "message", message(diagnostic->words));
	if (diagnostic->file)
		json_object_array_add(places, location(reading, diagnostic));
	json_object_object_add(result, "locations", places);
	text = json_object_to_json_string_ext(result, JSON_C_TO_STRING_PLAIN);
	if (json_object_object_get_ex(reading->seen, text, NULL)) {
		json_object_put(result);
		return;
	}
	json_object_object_add(reading->seen, text, NULL);
	json_object_array_add(reading->results, result);
}

/* Returns 0 or -ENOMEM. */
static int take_line(struct reading *reading, char *line)
{
	struct diagnostic diagnostic;
	const char *folder = diagnostic_folder(line);
	char **longer;

	if (folder && !*folder && reading->folders.count)
		free(reading->folders.words[--reading->folders.count]);
	if (folder && *folder) {
		longer = realloc(reading->folders.words,
				 (reading->folders.count + 1) * sizeof(*longer));
		if (!longer)
			return -ENOMEM;
		reading->folders.words = longer;
		if (!(longer[reading->folders.count] = strdup(folder)))
			return -ENOMEM;
		reading->folders.count++;
	}
	if (!folder && diagnostic_read(line, &diagnostic))
		add_result(reading, &diagnostic);
	return 0;
}

static int read_file(struct reading *reading, const char *path, struct failure *why)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	int error = 0;

	if (!file)
		return fail_with(why, -errno, "cannot open %s: %s", path, strerror(errno));
	while (!error && (length = getline(&line, &size, file)) > 0) {
		line[strcspn(line, "\r\n")] = '\0';
		error = take_line(reading, line);
	}
	if (!error && ferror(file))
		error = fail_with(why, -EIO, "cannot read %s: %s", path, strerror(errno));
	free(line);
	if (file != stdin)
		fclose(file);
	return error;
}

static struct json_object *make_log(const struct reading *reading)
{
	struct json_object *log = json_object_new_object(), *runs = json_object_new_array(),
			   *run = json_object_new_object(), *tool = json_object_new_object(),
			   *driver = json_object_new_object(), *bases = json_object_new_object(),
			   *base = json_object_new_object();
	char uri[3 * PATH_MAX + 16] = "file://";

	put(driver, "name", "bpfmend");
	put(driver, "version", BPFMEND_VERSION);
	json_object_object_add(driver, "rules", json_object_get(reading->rules));
	json_object_object_add(tool, "driver", driver);
	encode(reading->root, uri + strlen(uri), sizeof(uri) - strlen(uri) - 1);
	strcat(uri, "/");
	put(base, "uri", uri);
	json_object_object_add(bases, ROOT_NAME, base);
	json_object_object_add(run, "tool", tool);
	json_object_object_add(run, "originalUriBaseIds", bases);
	put(run, "columnKind", "unicodeCodePoints");
	json_object_object_add(run, "results", json_object_get(reading->results));
	json_object_array_add(runs, run);
	put(log, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	put(log, "version", "2.1.0");
	json_object_object_add(log, "runs", runs);
	return log;
}

static int print_log(void *context, FILE *out)
{
	struct json_object *log = context;

	fprintf(out, "%s\n",
		json_object_to_json_string_ext(log, JSON_C_TO_STRING_PRETTY |
							    JSON_C_TO_STRING_NOSLASHESCAPE));
	return 0;
}

static int convert(const struct request *request, struct failure *why)
{
	char root[PATH_MAX];
	struct reading reading = { .root = root,
				   .results = json_object_new_array(),
				   .rules = json_object_new_array(),
				   .seen = json_object_new_object() };
	int error = 0;

	if (!realpath(request->root ? request->root : ".", root))
		error = fail_with(why, -errno, "there is no folder %s: %s",
				  request->root ? request->root : ".", strerror(errno));
	if (!error && !request->files.count)
		error = read_file(&reading, "-", why);
	for (size_t i = 0; i < request->files.count && !error; i++)
		error = read_file(&reading, request->files.words[i], why);
	if (!error) {
		struct json_object *log = make_log(&reading);

		error = file_write(request->output ? request->output : "-", print_log, log, why);
		json_object_put(log);
	}
	while (reading.folders.count)
		free(reading.folders.words[--reading.folders.count]);
	free(reading.folders.words);
	json_object_put(reading.seen);
	json_object_put(reading.results);
	json_object_put(reading.rules);
	return error;
}

int command_sarif(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "[LOG...]",
		.doc = "Makes SARIF, for code scanning, of what a build printed of the plugin's "
		       "warnings, and of its "
		       "remarks with -Rpass=bpfmend: a rule for each hazard. Reads standard input "
		       "where no file is "
		       "given, as in\n\n  make 2>&1 | tee build.log | bpfmend sarif --output "
		       "bpfmend.sarif",
	};
	struct request request = { 0 };
	int status;

	command_parse(&argp, argc, argv, &request);
	status = convert(&request, why);
	free(request.files.words);
	return status ? status : EXIT_ALL_WELL;
}
