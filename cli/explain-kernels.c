// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Explains what kernels say, in the lab; see explain-sources.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/explain-sources.h"
#include "cli/loading.h"
#include "cli/progress.h"
#include "cli/words.h"
#include "lab/matrix.h"

/* A rejection while it is explained. */
struct rejected {
	const struct explained_object *object;
	const char *path, *program, *kernel;
	struct kernel_version version;
	enum explained_how how;
};

static int explain_one(const struct rejected *rejected, const struct log_part *part,
		       struct explanations *explanations, struct failure *why)
{
	struct explanation explanation;
	int error = explain_part(rejected->object, rejected->program, rejected->version, part,
				 &explanation, why);

	if (error)
		return error;
	error = explanations_add(explanations, rejected->how, rejected->path, rejected->kernel,
				 &explanation);
	explanation_free(&explanation);
	return error;
}

/* By the cell's log, or by its message where no verifier wrote any. */
static int explain_cell(const struct matrix_cell *cell, const struct rejected *rejected,
			struct explanations *explanations, struct failure *why)
{
	const struct log_part told = { .words = cell->message };
	struct verifier_logs logs = { 0 };
	int error = cell->log ? verifier_logs_read(cell->log, &logs) : -ENODATA;

	if (error == -ENODATA || cell->verdict == VERDICT_ERROR)
		error = explain_one(rejected, &told, explanations, why);
	else if (!error)
		error = explain_one(rejected, &logs.parts[0], explanations, why);
	verifier_logs_free(&logs);
	return error;
}

static int explain_object(const struct matrix *matrix, size_t number, const char *program,
			  struct explanations *explanations, struct failure *why)
{
	const struct object *object = &matrix->objects[number];
	size_t first = matrix_first_program(matrix, number);
	struct explained_object *read;
	int error = explained_object_read(object->path, &read, why);

	for (size_t i = 0; i < object->count && !error; i++) {
		for (size_t k = 0; k < matrix->kernels->count && !error; k++) {
			const struct matrix_cell *cell = matrix_at(matrix, k, first + i);
			struct rejected rejected = {
				.object = read,
				.path = object->path,
				.program = object->programs[i],
				.kernel = kernel_title(matrix, k),
				.how = cell->verdict == VERDICT_ERROR ? EXPLAINED_NOT_TRIED
								      : EXPLAINED_REJECTED,
			};

			if (cell->verdict == VERDICT_ACCEPT ||
			    (program && strcmp(program, rejected.program) != 0))
				continue;
			kernel_version_parse(matrix->kernels->images[k].release, &rejected.version,
					     &(const char *){ NULL });
			error = explain_cell(cell, &rejected, explanations, why);
		}
	}
	explained_object_free(read);
	return error;
}

static int run(struct loading *loading, const struct kernel_images *kernels,
	       const struct object *objects, const char *program, struct explanations *explanations,
	       struct failure *why)
{
	struct progress progress;
	struct matrix matrix;
	struct watch watch;
	int error;

	progress_begin(&progress, &watch);
	error = matrix_run(kernels, objects, loading->files.count, &loading->options, &watch,
			   &matrix, why);
	progress_end(&progress);
	if (error)
		return error;
	for (size_t i = 0; i < loading->files.count && !error; i++)
		error = explain_object(&matrix, i, program, explanations, why);
	matrix_free(&matrix);
	return error;
}

int explain_on_kernels(struct loading *loading, const char *program,
		       struct explanations *explanations, struct failure *why)
{
	struct settings settings = { 0 };
	struct kernel_images kernels = { 0 };
	struct object *objects = calloc(loading->files.count, sizeof(*objects));
	int error = objects ? 0 : fail_with(why, -ENOMEM, "out of memory");

	loading->options.log = true;
	loading->options.settings = &settings;
	for (size_t i = 0; i < loading->files.count && !error; i++)
		error = object_read(loading->files.words[i], &objects[i], why);
	if (!error)
		error = loading_find_kernels(loading, &kernels, why);
	if (!error)
		error = run(loading, &kernels, objects, program, explanations, why);
	for (size_t i = 0; objects && i < loading->files.count; i++)
		object_free(&objects[i]);
	free(objects);
	kernel_images_free(&kernels);
	settings_free(&settings);
	return error;
}
