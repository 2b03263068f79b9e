// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Walks programs for many kernels; see prediction.h. */
#include "cli/prediction.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int prediction_choose_kernels(const struct kernel_list *list, struct prediction *prediction,
			      struct failure *why)
{
	int error = kernel_list_versions(list, &prediction->kernels, &prediction->kernel_count);

	if (error)
		return fail_with(why, error, "%s", strerror(-error));
	if (!prediction->kernel_count)
		return fail_with(why, -EINVAL,
				 "the list has no kernel that is known: see bpfmend kernels list");
	return 0;
}

static int walk_object(const struct programs *object, size_t first,
		       const struct walk_options *options, struct prediction *prediction)
{
	int error = 0;

	for (size_t k = 0; k < prediction->kernel_count; k++) {
		const struct verdict **cells = prediction->cells + k * prediction->program_count;

		for (size_t i = first; i < first + object->count && !error; i++) {
			prediction->verdicts[i].program = &object->items[i - first];
			error = verdicts_at(&prediction->verdicts[i], prediction->kernels[k],
					    options, &cells[i]);
		}
	}
	return error;
}

int prediction_make(const char *const *paths, size_t count, const struct walk_options *options,
		    struct prediction *prediction, struct failure *why)
{
	size_t first = 0;
	int error = 0;

	prediction->paths = paths;
	prediction->objects = calloc(count + 1, sizeof(*prediction->objects));
	if (!prediction->objects)
		return fail_with(why, -ENOMEM, "out of memory");
	for (; prediction->object_count < count && !error; prediction->object_count++) {
		struct programs *object = &prediction->objects[prediction->object_count];

		error = programs_read(paths[prediction->object_count], object, why);
		prediction->program_count += object->count;
	}
	if (error)
		return error;
	prediction->verdicts = calloc(prediction->program_count + 1, sizeof(*prediction->verdicts));
	prediction->cells = calloc(prediction->kernel_count * prediction->program_count + 1,
				   sizeof(struct verdict *));
	if (!prediction->verdicts || !prediction->cells)
		return fail_with(why, -ENOMEM, "out of memory");
	for (size_t i = 0; i < count && !error; i++) {
		error = walk_object(&prediction->objects[i], first, options, prediction);
		first += prediction->objects[i].count;
	}
	return error ? fail_with(why, error, "%s", strerror(-error)) : 0;
}

const struct verdict *prediction_at(const struct prediction *prediction, size_t kernel,
				    size_t program)
{
	return prediction->cells[kernel * prediction->program_count + program];
}

void prediction_free(struct prediction *prediction)
{
	for (size_t i = 0; prediction->verdicts && i < prediction->program_count; i++)
		verdicts_free(&prediction->verdicts[i]);
	for (size_t i = 0; i < prediction->object_count; i++)
		programs_close(&prediction->objects[i]);
	free(prediction->objects);
	free(prediction->cells);
	free(prediction->verdicts);
	free(prediction->kernels);
	*prediction = (struct prediction){ 0 };
}
