// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Loads selftests on one kernel and holds the verdicts against what is written on the programs.
 *
 *	run-selftests KERNEL PLAIN.bpf.o MENDED.bpf.o [PLAIN MENDED]...
 *
 * Ends with 0 if all is as expected, 1 if not, 2 if it could not be tried, and 77, which ctest
 * counts as skipped, if the kernel is not in the store.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/interrupt.h"
#include "lab/kernels.h"
#include "lab/matrix.h"
#include "selftests/expectation.h"

enum { EXIT_EXPECTED = 0, EXIT_UNEXPECTED = 1, EXIT_NOT_TRIED = 2, EXIT_SKIPPED = 77 };

/* Prints how a verdict differs from what was expected. Returns whether it does. */
static bool differs(const struct matrix_cell *cell, const char *words, const char *file,
		    const char *program)
{
	if (cell->verdict == VERDICT_ERROR)
		printf("%s: %s: no verdict: %s\n", file, program, cell->message);
	else if (!words && cell->verdict == VERDICT_REJECT)
		printf("%s: %s: should load, but: %s\n", file, program, cell->message);
	else if (words && cell->verdict == VERDICT_ACCEPT)
		printf("%s: %s: loads, but should be rejected with: %s\n", file, program, words);
	else if (words && !strstr(cell->message, words))
		printf("%s: %s: should be rejected with: %s; but the verifier says: %s\n", file,
		       program, words, cell->message);
	else
		return false;
	return true;
}

/* Compares one object's programs with its annotations. Returns how many differ, or -errno. */
static int check_object(const struct matrix *matrix, size_t number, struct kernel_version kernel,
			struct failure *why)
{
	const struct object *object = &matrix->objects[number];
	bool mended = number % 2;
	struct expectations expectations;
	int error = expectations_read(object->path, &expectations, why);
	int wrong = 0;

	if (error)
		return error;
	for (size_t i = 0; i < object->count; i++) {
		const char *words =
			expectations_words(&expectations, object->programs[i], kernel, mended);

		wrong += differs(matrix_at(matrix, 0, matrix_first_program(matrix, number) + i),
				 words, object->path, object->programs[i]);
	}
	expectations_free(&expectations);
	return wrong;
}

static int check_matrix(const struct matrix *matrix, struct failure *why)
{
	const char *release = matrix->kernels->images[0].release;
	struct kernel_version kernel;
	int wrong = 0;

	if (kernel_version_parse(release, &kernel, NULL))
		return fail_with(why, -EINVAL, "the kernel's release cannot be read: %s", release);
	for (size_t i = 0; i < matrix->object_count; i++) {
		int more = check_object(matrix, i, kernel, why);

		if (more < 0)
			return more;
		wrong += more;
	}
	printf("%s: %zu programs, %d not as expected\n", release, matrix->program_count, wrong);
	return wrong;
}

static int run(const char *kernel, char **files, size_t count, struct failure *why)
{
	struct kernel_images kernels = { 0 };
	struct object *objects = calloc(count, sizeof(*objects));
	const struct matrix_options options = { .jobs = 1 };
	struct matrix matrix;
	int result = objects ? kernels_find(kernel, &kernels, why) : -ENOMEM;
	bool missing = result == -ENOENT;

	for (size_t i = 0; i < count && !result; i++)
		result = object_read(files[i], &objects[i], why);
	if (!result)
		result = matrix_run(&kernels, objects, count, &options, NULL, &matrix, why);
	if (!result) {
		result = check_matrix(&matrix, why);
		matrix_free(&matrix);
	}
	for (size_t i = 0; i < count && objects; i++)
		object_free(&objects[i]);
	free(objects);
	kernel_images_free(&kernels);
	if (missing)
		return EXIT_SKIPPED;
	return result > 0 ? EXIT_UNEXPECTED : result;
}

int main(int argc, char **argv)
{
	struct failure why = { "" };
	int result;

	if (argc < 4 || argc % 2) {
		fprintf(stderr, "usage: %s KERNEL PLAIN MENDED [PLAIN MENDED]...\n", argv[0]);
		return EXIT_NOT_TRIED;
	}
	result = interrupt_catch();
	if (!result)
		result = run(argv[1], argv + 2, (size_t)argc - 2, &why);
	if (result == EXIT_SKIPPED)
		printf("skipped: %s\n", why.text);
	else if (result < 0)
		fprintf(stderr, "%s: %s\n", argv[0], why.text[0] ? why.text : strerror(-result));
	return result < 0 ? EXIT_NOT_TRIED : result;
}
