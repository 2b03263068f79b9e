// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Walks what a kernel accepted; see wrong-runs.h. */
#include "cli/wrong-runs.h"

#include <stdlib.h>

#include "cli/walked-object.h"

/* NULL where there is no memory for it. */
static const struct walked_object *object_of(struct wrong_runs *runs, const struct matrix *matrix,
					     size_t object)
{
	if (!runs->objects) {
		runs->objects = calloc(matrix->object_count + 1, sizeof(struct walked_object *));
		runs->count = runs->objects ? matrix->object_count : 0;
	}
	if (object >= runs->count)
		return NULL;
	if (!runs->objects[object])
		runs->objects[object] = walked_object_read(matrix->objects[object].path);
	return runs->objects[object];
}

void wrong_runs_mark(struct wrong_runs *runs, const struct matrix *matrix, size_t kernel,
		     size_t program)
{
	const struct kernel_image *image = &matrix->kernels->images[kernel];
	struct matrix_cell *cell = matrix_at(matrix, kernel, program);
	struct kernel_version named, release;
	const struct walked_object *walked;
	size_t object = 0, first = 0;

	if (cell->verdict != VERDICT_ACCEPT || cell->wrong ||
	    kernel_version_parse(image->name, &named, NULL) ||
	    kernel_version_parse(image->release, &release, NULL))
		return;
	while (program - first >= matrix->objects[object].count)
		first += matrix->objects[object++].count;
	walked = object_of(runs, matrix, object);
	if (walked)
		cell->wrong = walked_object_wrong_run(
			walked, matrix->objects[object].programs[program - first], release,
			runs->any_frozen);
}

void wrong_runs_free(struct wrong_runs *runs)
{
	for (size_t i = 0; i < runs->count; i++)
		walked_object_free(runs->objects[i]);
	free(runs->objects);
	*runs = (struct wrong_runs){ .count = 0 };
}
