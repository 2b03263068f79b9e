// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Walks programs for many kernels; see prediction.h. */
#include "cli/prediction.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int add_kernel(struct prediction *prediction, struct kernel_version version)
{
	struct kernel_version *more =
		realloc(prediction->kernels, (prediction->kernel_count + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	prediction->kernels = more;
	more[prediction->kernel_count++] = version;
	return 0;
}

/* A release that is written out, rather than the first or last of a range. */
static bool is_single(const struct kernel_range *range)
{
	return range->first.patch != KERNEL_ANY_PATCH &&
	       !kernel_version_compare(range->first, range->last);
}

static bool has_series(const struct kernel_list *list, struct kernel_version series)
{
	for (size_t i = 0; i < list->count; i++)
		if (!is_single(&list->ranges[i]) && kernel_range_contains(list->ranges[i], series))
			return true;
	return false;
}

int prediction_choose_kernels(const struct kernel_list *list, struct prediction *prediction,
			      struct failure *why)
{
	int error = 0;

	for (size_t i = 0; i < kernel_series_count && !error; i++)
		if (has_series(list, kernel_series[i]))
			error = add_kernel(prediction, kernel_series[i]);
	for (size_t i = 0; i < list->count && !error; i++)
		if (is_single(&list->ranges[i]))
			error = add_kernel(prediction, list->ranges[i].first);
	if (!error && !prediction->kernel_count)
		error = fail_with(why, -EINVAL,
				  "the list has no kernel that is known: see bpfmend kernels list");
	return error;
}

static int walk_object(const struct programs *object, size_t first,
		       const struct walk_options *options, struct prediction *prediction)
{
	int error = 0;

	for (size_t k = 0; k < prediction->kernel_count; k++) {
		const struct series series = series_of(prediction->kernels[k]);
		struct verdict *cells = prediction->cells + k * prediction->program_count;

		for (size_t i = 0; i < object->count && !error; i++)
			error = walk_program(&object->items[i], &series, options,
					     &cells[first + i]);
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
	prediction->cells = calloc(prediction->kernel_count * prediction->program_count + 1,
				   sizeof(*prediction->cells));
	if (!prediction->cells)
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
	return &prediction->cells[kernel * prediction->program_count + program];
}

void prediction_free(struct prediction *prediction)
{
	for (size_t i = 0;
	     prediction->cells && i < prediction->kernel_count * prediction->program_count; i++)
		verdict_free(&prediction->cells[i]);
	for (size_t i = 0; i < prediction->object_count; i++)
		programs_close(&prediction->objects[i]);
	free(prediction->objects);
	free(prediction->cells);
	free(prediction->kernels);
	*prediction = (struct prediction){ 0 };
}
