// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend matrix`: loads programs on many kernels and shows which take them. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/loading.h"
#include "cli/progress.h"
#include "cli/rows.h"
#include "cli/table.h"
#include "lab/kernels.h"
#include "lab/matrix.h"

enum { OPTION_LOG = 256 };

static const struct argp_option options[] = {
	{ "log", OPTION_LOG, NULL, 0, "Show the verifier's whole log of each program", 0 }, { 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct loading *loading = state->input;

	(void)argument;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = loading;
		return 0;
	case OPTION_LOG:
		loading->options.log = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int read_objects(const struct loading *loading, struct object *objects, struct failure *why)
{
	int error = 0;

	for (size_t i = 0; i < loading->files.count && !error; i++)
		error = object_read(loading->files.words[i], &objects[i], why);
	return error;
}

/* What the process ends with: what could not be tried outweighs what was rejected. */
static int exit_status(const struct matrix *matrix)
{
	int status = EXIT_ALL_WELL;

	for (size_t kernel = 0; kernel < matrix->kernels->count; kernel++)
		for (size_t i = 0; i < matrix->program_count; i++) {
			enum verdict verdict = matrix_at(matrix, kernel, i)->verdict;

			if (verdict == VERDICT_ERROR)
				status = EXIT_NOT_DONE;
			else if (verdict == VERDICT_REJECT && status == EXIT_ALL_WELL)
				status = EXIT_REJECTED;
		}
	return status;
}

static int show(const struct loading *loading, const struct matrix *matrix, struct failure *why)
{
	struct table_style style = table_style_for(stdout);
	int error = loading->json ? rows_write(matrix, loading->json, why) : 0;

	style.log = loading->options.log;
	if (!loading_hides_table(loading))
		table_print(matrix, style, stdout);
	return error ? error : exit_status(matrix);
}

static int run(const struct loading *loading, const struct kernel_images *kernels,
	       const struct object *objects, struct failure *why)
{
	struct progress progress;
	struct matrix matrix;
	struct watch watch;
	int status;

	progress_begin(&progress, &watch);
	status = matrix_run(kernels, objects, loading->files.count, &loading->options, &watch,
			    &matrix, why);
	progress_end(&progress);
	if (status)
		return status;
	status = show(loading, &matrix, why);
	matrix_free(&matrix);
	return status;
}

int command_matrix(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.children = loading_arguments,
		.args_doc = "FILE.bpf.o...",
		.doc = "Loads every program of the objects on every kernel, each in a virtual "
		       "machine, and shows which kernels take it.\vThe exit status is 0 if every "
		       "kernel accepts every program, 1 if any rejects one, 2 if something could "
		       "not be tried.",
	};
	struct loading loading = { 0 };
	struct kernel_images kernels = { 0 };
	struct object *objects;
	int status;

	command_parse(&argp, argc, argv, &loading);
	objects = calloc(loading.files.count, sizeof(*objects));
	if (!objects)
		status = fail_with(why, -ENOMEM, "out of memory");
	else
		status = read_objects(&loading, objects, why);
	if (!status)
		status = loading_find_kernels(&loading, &kernels, why);
	if (!status)
		status = run(&loading, &kernels, objects, why);
	for (size_t i = 0; objects && i < loading.files.count; i++)
		object_free(&objects[i]);
	free(objects);
	kernel_images_free(&kernels);
	loading_free(&loading);
	return status;
}
