// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend matrix`: loads programs on many kernels and shows which take them. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/loading.h"
#include "cli/outputs.h"
#include "cli/progress.h"
#include "cli/rows.h"
#include "cli/table.h"
#include "cli/wrong-runs.h"
#include "lab/kernels.h"
#include "lab/matrix.h"

enum { OPTION_LOG = 256, OPTION_SET, OPTION_ATTACH_TO, OPTION_ROWS, OPTION_LOADER, OPTION_SHARD };

#define MOST_SECONDS 86400

/* What the parser fills: loading first, for the parsers of loading.h share it. */
struct request {
	struct loading loading;
	struct settings settings;
	struct loader loader; /* command is NULL without --loader */
	struct words files;
	struct outputs outputs;
	unsigned int shard, shards; /* from 1; 0 without --shard */
	bool shards_kernels;
	bool log;
	const char *rows; /* --rows, or NULL */
	FILE *rows_out;
	struct wrong_runs wrong_runs;
};

static const struct argp_option options[] = {
	{ "log", OPTION_LOG, NULL, 0, "Show the verifier's whole log of each program", 0 },
	{ "loader", OPTION_LOADER, "CMD", 0,
	  "Run your own loader inside each kernel, a shell's command in which {object} stands for "
	  "the object; its exit status and last words are the verdict",
	  0 },
	{ "file", 'f', "FILE", 0,
	  "Bring this file along for the loader, as exec does; may be given more than once", 0 },
	{ "timeout", 't', "SECONDS", 0,
	  "How long one program, or one run of the loader, may take (default: 120)", 0 },
	{ "shard", OPTION_SHARD, "I/N", 0,
	  "Do only the Ith of N parts of the matrix; `bpfmend report merge` joins them", 0 },
	{ "rows", OPTION_ROWS, "FILE", 0,
	  "Write each row as soon as it comes, as JSON, a line each; - is standard output, in "
	  "place "
	  "of the table",
	  0 },
	{ "set", OPTION_SET, "NAME=VALUE", 0,
	  "Give the objects' global variable NAME this value before they are loaded; may be given "
	  "more than once",
	  0 },
	{ "attach-to", OPTION_ATTACH_TO, "[PROGRAM=]TARGET", 0,
	  "What a program attaches to, or all whose section names nothing; may be given more than "
	  "once",
	  0 },
	{ 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;
	int error = 0;
	char rest;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &request->loading;
		state->child_inputs[1] = &request->outputs;
		return 0;
	case OPTION_LOG:
		request->log = true;
		return 0;
	case OPTION_LOADER:
		request->loader.command = argument;
		return 0;
	case 'f':
		words_add(&request->files, argument, state);
		return 0;
	case 't':
		request->loading.options.program_seconds =
			parse_number(argument, MOST_SECONDS, "seconds", state);
		return 0;
	case OPTION_SHARD:
		if (sscanf(argument, "%u/%u%c", &request->shard, &request->shards, &rest) != 2 ||
		    !request->shard || request->shard > request->shards)
			argp_error(state, "'%s' is no part I of N: write it as in 2/5", argument);
		return 0;
	case OPTION_ROWS:
		request->rows = argument;
		return 0;
	case OPTION_SET:
		error = settings_add_variable(&request->settings, argument);
		if (error)
			argp_error(state, "'%s' is no NAME=VALUE", argument);
		return 0;
	case OPTION_ATTACH_TO:
		error = settings_add_target(&request->settings, argument);
		if (error)
			argp_error(state, "'%s' is no TARGET or PROGRAM=TARGET", argument);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int find_objects(const struct request *request, struct object *objects, struct failure *why)
{
	const struct words *paths = &request->loading.files;
	int error = 0;

	for (size_t i = 0; i < paths->count && !error; i++)
		error = loader_object(&request->loader, paths->words[i], &objects[i], why);
	return error;
}

static int read_objects(const struct request *request, struct object *objects, struct failure *why)
{
	const struct loading *loading = &request->loading;
	int error = 0;
	bool any = false;

	if (request->loader.command)
		return find_objects(request, objects, why);

	for (size_t i = 0; i < loading->files.count && !error; i++) {
		error = object_read_or_tell(loading->files.words[i], &objects[i], why);
		any |= !objects[i].trouble;
	}
	/* With nothing to try there is no table: the first one's trouble is the answer. */
	if (error || any)
		return error;
	object_free(&objects[0]);
	return object_read(loading->files.words[0], &objects[0], why);
}

/* What the process ends with: what could not be tried outweighs what was rejected. */
static int exit_status(const struct matrix *matrix)
{
	int status = EXIT_ALL_WELL;

	for (size_t kernel = 0; kernel < matrix->kernels->count; kernel++)
		for (size_t i = 0; i < matrix->program_count; i++) {
			const struct matrix_cell *cell = matrix_at(matrix, kernel, i);

			if (cell->verdict == VERDICT_ERROR)
				status = EXIT_NOT_DONE;
			else if ((cell->verdict == VERDICT_REJECT || cell->wrong) &&
				 status == EXIT_ALL_WELL)
				status = EXIT_REJECTED;
		}
	return status;
}

/*
 * Of many objects a shard has every Nth. Of fewer objects than shards it has all objects, on every
 * Nth kernel.
 */
static void keep_objects(struct request *request)
{
	struct words *files = &request->loading.files;
	size_t kept = 0;

	request->shards_kernels = request->shards > files->count;
	if (!request->shards || request->shards_kernels)
		return;
	for (size_t i = request->shard - 1; i < files->count; i += request->shards)
		files->words[kept++] = files->words[i];
	files->count = kept;
}

/* Moves the others behind those that stay, and counts only these; returns how many there are. */
static size_t keep_kernels(const struct request *request, struct kernel_images *kernels)
{
	size_t kept = 0, all = kernels->count;

	if (!request->shards_kernels)
		return all;
	for (size_t i = request->shard - 1; i < all; i += request->shards) {
		struct kernel_image image = kernels->images[i];

		kernels->images[i] = kernels->images[kept];
		kernels->images[kept++] = image;
	}
	kernels->count = kept;
	return all;
}

static void on_row(void *context, const struct matrix *matrix, size_t kernel, size_t program)
{
	struct request *request = context;

	wrong_runs_mark(&request->wrong_runs, matrix, kernel, program);
	rows_write_one(matrix, kernel, program, request->rows_out);
}

static bool is_standard_output(const char *path)
{
	return path && !strcmp(path, "-");
}

static int open_rows(struct request *request, struct failure *why)
{
	if (!request->rows)
		return 0;
	request->rows_out = is_standard_output(request->rows) ? stdout : fopen(request->rows, "we");
	if (!request->rows_out)
		return fail_with(why, -errno, "cannot write %s: %s", request->rows,
				 strerror(errno));
	request->loading.options.row = on_row;
	request->loading.options.context = request;
	return 0;
}

/* The rows that no kernel gave come last. */
static int close_rows(struct request *request, const struct matrix *matrix, struct failure *why)
{
	if (!request->rows_out)
		return 0;
	for (size_t kernel = 0; kernel < matrix->kernels->count; kernel++)
		for (size_t i = 0; i < matrix->program_count; i++)
			if (matrix_at(matrix, kernel, i)->untold)
				rows_write_one(matrix, kernel, i, request->rows_out);
	if (ferror(request->rows_out) || (request->rows_out != stdout && fclose(request->rows_out)))
		return fail_with(why, -EIO, "cannot write %s", request->rows);
	return 0;
}

static int show(struct request *request, const struct matrix *matrix, struct failure *why)
{
	const struct loading *loading = &request->loading;
	struct table_style style = table_style_for(stdout);
	int error = close_rows(request, matrix, why);

	if (!error && loading->json)
		error = rows_write(matrix, loading->json, why);
	if (!error) {
		struct json_object *rows = rows_of(matrix);

		error = outputs_write(&request->outputs, rows, why);
		json_object_put(rows);
	}
	style.log = request->log;
	if (!loading_hides_table(loading) && !is_standard_output(request->rows) &&
	    !outputs_hide_table(&request->outputs))
		table_print(matrix, style, stdout);
	return error ? error : exit_status(matrix);
}

static int run(struct request *request, const struct kernel_images *kernels,
	       const struct object *objects, struct failure *why)
{
	const struct loading *loading = &request->loading;
	struct progress progress;
	struct matrix matrix;
	struct watch watch;
	int status = open_rows(request, why);

	if (status)
		return status;
	progress_begin(&progress, &watch);
	status = matrix_run(kernels, objects, loading->files.count, &loading->options, &watch,
			    &matrix, why);
	progress_end(&progress);
	if (status)
		return status;
	for (size_t kernel = 0; kernel < kernels->count; kernel++)
		for (size_t i = 0; i < matrix.program_count; i++)
			wrong_runs_mark(&request->wrong_runs, &matrix, kernel, i);
	status = show(request, &matrix, why);
	matrix_free(&matrix);
	return status;
}

int command_matrix(int argc, char **argv, struct failure *why)
{
	static const struct argp_child children[] = { { &loading_parser, 0, NULL, 0 },
						      { &outputs_arguments, 0, NULL, 0 },
						      { 0 } };
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.children = children,
		.args_doc = "FILE.bpf.o...",
		.doc = "Loads every program of the objects on every kernel, each in a virtual "
		       "machine, and shows which kernels take it.\vThe exit status is 0 if every "
		       "kernel accepts every program, 1 if any rejects one, or is known to run one "
		       "wrongly, 2 if something could "
		       "not be tried.",
	};
	struct request request = { .settings = { 0 } };
	struct loading *loading = &request.loading;
	struct kernel_images kernels = { 0 };
	struct object *objects;
	size_t kernel_count;
	int status;

	command_parse(&argp, argc, argv, &request);
	keep_objects(&request);
	/* The page shows the line of source that a log names. */
	loading->options.log = request.log || request.outputs.html;
	loading->options.settings = &request.settings;
	request.wrong_runs.any_frozen = request.settings.variable_count;
	request.loader.files = request.files.words;
	request.loader.file_count = request.files.count;
	if (request.loader.command)
		loading->options.loader = &request.loader;
	objects = calloc(loading->files.count, sizeof(*objects));
	if (!objects)
		status = fail_with(why, -ENOMEM, "out of memory");
	else
		status = read_objects(&request, objects, why);
	if (!status)
		status = loading_find_kernels(loading, &kernels, why);
	kernel_count = keep_kernels(&request, &kernels);
	if (!status)
		status = run(&request, &kernels, objects, why);
	kernels.count = kernel_count;
	for (size_t i = 0; objects && i < loading->files.count; i++)
		object_free(&objects[i]);
	free(objects);
	kernel_images_free(&kernels);
	wrong_runs_free(&request.wrong_runs);
	settings_free(&request.settings);
	free(request.files.words);
	loading_free(loading);
	return status;
}
