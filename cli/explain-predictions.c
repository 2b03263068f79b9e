// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Explains what the walk foresees; see explain-sources.h. */
#include <errno.h>
#include <string.h>

#include "cli/explain-sources.h"
#include "cli/prediction.h"

/* A verdict as the end of the log that the kernel would write. */
static int explain_verdict(const struct explained_object *object, const char *path,
			   const struct program *program, struct kernel_version kernel,
			   const struct verdict *verdict, struct explanations *explanations,
			   struct failure *why)
{
	struct logged refused = { verdict->place, 0 };
	struct log_part part = { .words = (char *)(uintptr_t)verdict->words };
	char title[KERNEL_VERSION_TEXT];
	struct explanation explanation;
	int error;

	if (verdict->place < program->code_count && verdict->state) {
		refused.code = program->code[verdict->place].code;
		part.instructions = &refused;
		part.instruction_count = 1;
	}
	error = explain_part(object, program->name, kernel, &part, &explanation, why);
	if (error)
		return error;
	error = explanations_add(explanations, EXPLAINED_PREDICTED, path,
				 kernel_version_format(kernel, title), &explanation);
	explanation_free(&explanation);
	return error;
}

static int explain_object(const struct prediction *prediction, size_t number, size_t first,
			  const char *program, struct explanations *explanations,
			  struct failure *why)
{
	const struct programs *programs = &prediction->objects[number];
	struct explained_object *object;
	int error = explained_object_read(prediction->paths[number], &object, why);

	for (size_t i = 0; i < programs->count && !error; i++)
		for (size_t k = 0; k < prediction->kernel_count && !error; k++) {
			const struct verdict *verdict = prediction_at(prediction, k, first + i);

			if (verdict->kind != VERDICT_REFUSED ||
			    (program && strcmp(program, programs->items[i].name) != 0))
				continue;
			error = explain_verdict(object, prediction->paths[number],
						&programs->items[i], prediction->kernels[k],
						verdict, explanations, why);
		}
	explained_object_free(object);
	return error;
}

int explain_predictions(const struct words *objects, const char *program,
			struct explanations *explanations, struct failure *why)
{
	const struct walk_options walk = { 0 };
	struct prediction prediction = { 0 };
	struct kernel_list all = { 0 };
	size_t first = 0;
	int error = kernel_list_all(&all);

	if (!error)
		error = prediction_choose_kernels(&all, &prediction, why);
	if (!error)
		error = prediction_make((const char *const *)objects->words, objects->count, &walk,
					&prediction, why);
	for (size_t i = 0; i < objects->count && !error; i++) {
		error = explain_object(&prediction, i, first, program, explanations, why);
		first += prediction.objects[i].count;
	}
	prediction_free(&prediction);
	kernel_list_free(&all);
	return error ? fail_with(why, error, "%s", strerror(-error)) : 0;
}
