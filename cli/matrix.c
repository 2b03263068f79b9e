// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend matrix`: loads programs on many kernels and shows which take them. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/rows.h"
#include "cli/table.h"
#include "lab/kernels.h"
#include "lab/matrix.h"

enum { OPTION_IMAGE = 256, OPTION_JSON, OPTION_LOG, OPTION_ACCEL };

#define MOST_JOBS 1024

struct request {
	const char *kernels;
	const char *json;
	struct words images; /* --kernel-image */
	struct words files;
	struct matrix_options options;
};

static const struct argp_option options[] = {
	{ "kernels", 'k', "LIST", 0,
	  "The kernels to load on, as in 6.12,6.16-7.2 (default: every one that was fetched)", 0 },
	{ "kernel-image", OPTION_IMAGE, "PATH", 0,
	  "A kernel (bzImage) of your own; may be given more than once; without --kernels, these "
	  "alone",
	  0 },
	{ "json", OPTION_JSON, "FILE", 0,
	  "Write the rows as JSON too; - is standard output, in place of the table", 0 },
	{ "log", OPTION_LOG, NULL, 0, "Show the verifier's whole log of each program", 0 },
	{ "jobs", 'j', "N", 0, "Machines at a time (default: the number of cores)", 0 },
	{ "accel", OPTION_ACCEL, "HOW", 0,
	  "kvm, tcg (emulation) or auto: try KVM, fall back to emulation (default)", 0 },
	{ 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
	case 'k':
		request->kernels = argument;
		return 0;
	case OPTION_IMAGE:
		words_add(&request->images, argument, state);
		return 0;
	case OPTION_JSON:
		request->json = argument;
		return 0;
	case OPTION_LOG:
		request->options.log = true;
		return 0;
	case 'j':
		request->options.jobs = parse_number(argument, MOST_JOBS, "machines", state);
		return 0;
	case OPTION_ACCEL:
		request->options.accel = parse_accel(argument, state);
		return 0;
	case ARGP_KEY_ARG:
		words_add(&request->files, argument, state);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a BPF object is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int find_kernels(const struct request *request, struct kernel_images *kernels,
			struct failure *why)
{
	int error = 0;

	if (request->kernels || !request->images.count)
		error = kernels_find(request->kernels, kernels, why);
	for (size_t i = 0; i < request->images.count && !error; i++)
		error = kernels_find_path(request->images.words[i], kernels, why);
	return error;
}

static int read_objects(const struct request *request, struct object *objects, struct failure *why)
{
	int error = 0;

	for (size_t i = 0; i < request->files.count && !error; i++)
		error = object_read(request->files.words[i], &objects[i], why);
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

static int show(const struct request *request, const struct matrix *matrix, struct failure *why)
{
	struct table_style style = table_style_for(stdout);
	int error = request->json ? rows_write(matrix, request->json, why) : 0;

	style.log = request->options.log;
	if (!request->json || strcmp(request->json, "-"))
		table_print(matrix, style, stdout);
	return error ? error : exit_status(matrix);
}

static int run(const struct request *request, const struct kernel_images *kernels,
	       const struct object *objects, struct failure *why)
{
	struct progress progress;
	struct matrix matrix;
	struct watch watch;
	int status;

	progress_begin(&progress, &watch);
	status = matrix_run(kernels, objects, request->files.count, &request->options, &watch,
			    &matrix, why);
	progress_end(&progress);
	if (status)
		return status;
	status = show(request, &matrix, why);
	matrix_free(&matrix);
	return status;
}

int command_matrix(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "FILE.bpf.o...",
		.doc = "Loads every program of the objects on every kernel, each in a virtual "
		       "machine, and shows which kernels take it.\vThe exit status is 0 if every "
		       "kernel accepts every program, 1 if any rejects one, 2 if something could "
		       "not be tried.",
	};
	struct request request = { 0 };
	struct kernel_images kernels = { 0 };
	struct object *objects;
	int status;

	command_parse(&argp, argc, argv, &request);
	objects = calloc(request.files.count, sizeof(*objects));
	if (!objects)
		status = fail_with(why, -ENOMEM, "out of memory");
	else
		status = read_objects(&request, objects, why);
	if (!status)
		status = find_kernels(&request, &kernels, why);
	if (!status)
		status = run(&request, &kernels, objects, why);
	for (size_t i = 0; objects && i < request.files.count; i++)
		object_free(&objects[i]);
	free(objects);
	kernel_images_free(&kernels);
	free(request.images.words);
	free(request.files.words);
	return status;
}
