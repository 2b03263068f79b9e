// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Loads and runs selftests on one kernel and holds verdicts and results against what is written on
 * the programs.
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
#include "selftests/results.h"

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

/* The objects, plain and mended in turn, and what is written on their programs. */
struct selftests {
	size_t count;
	struct object *objects;
	struct expectations *expectations; /* one for each object */
	struct kernel_version kernel; /* that they are run on */
	struct test_runs *runs; /* one for each program of all objects */
	struct load_options *loads; /* likewise */
	struct triggers *triggers; /* the same */
};

static struct tried find_tried(const struct matrix *matrix, const struct selftests *tests,
			       size_t object, size_t program)
{
	return (struct tried){
		matrix->objects[object].path,
		matrix_at(matrix, 0, matrix_first_program(matrix, object) + program),
		tests->kernel,
		object % 2,
	};
}

/* Compares one object's programs with its annotations. Returns how many differ. */
static int check_verdicts(const struct matrix *matrix, const struct selftests *tests, size_t number)
{
	const struct object *object = &matrix->objects[number];
	int wrong = 0;

	for (size_t i = 0; i < object->count; i++) {
		const struct tried tried = find_tried(matrix, tests, number, i);
		const char *words =
			expectations_words(&tests->expectations[number], object->programs[i],
					   tried.kernel, tried.mended);

		const struct expectation *expected =
			expectations_find(&tests->expectations[number], object->programs[i]);

		if (expected && expected->any && !tried.mended &&
		    tried.cell->verdict != VERDICT_ERROR)
			continue;
		wrong += differs(tried.cell, words, object->path, object->programs[i]);
	}
	return wrong;
}

/* The same for what the programs of an object returned, and those of the mended one behind it. */
static int check_results(const struct matrix *matrix, const struct selftests *tests, size_t number)
{
	const struct object *object = &matrix->objects[number];
	int wrong = 0;

	for (size_t i = 0; i < object->count; i++) {
		const struct expectation *expected =
			expectations_find(&tests->expectations[number], object->programs[i]);
		const struct tried plain = find_tried(matrix, tests, number, i);
		const struct tried mended = find_tried(matrix, tests, number + 1, i);

		if (!expected)
			continue;
		wrong += results_check(stdout, expected, &plain);
		wrong += results_check(stdout, expected, &mended);
		wrong += results_compare(stdout, expected, &plain, &mended);
	}
	return wrong;
}

static int check_matrix(const struct matrix *matrix, struct selftests *tests, struct failure *why)
{
	const char *release = matrix->kernels->images[0].release;
	size_t runs = 0;
	int wrong = 0;

	if (kernel_version_parse(release, &tests->kernel, NULL))
		return fail_with(why, -EINVAL, "the kernel's release cannot be read: %s", release);
	for (size_t i = 0; i < matrix->object_count; i++)
		wrong += check_verdicts(matrix, tests, i);
	for (size_t i = 0; i < matrix->object_count; i += 2)
		wrong += check_results(matrix, tests, i);
	for (size_t i = 0; i < matrix->program_count; i++)
		runs += matrix_at(matrix, 0, i)->return_count;
	printf("%s: %zu programs, %zu runs, %d not as expected\n", release, matrix->program_count,
	       runs, wrong);
	return wrong;
}

static bool same_runs(const struct expectation *one, const struct expectation *other)
{
	return test_runs_equal(&one->runs, &other->runs) &&
	       triggers_equal(&one->triggers, &other->triggers);
}

/* A mended object must have the plain one's programs, to be run over the same inputs. */
static int check_pair(const struct selftests *tests, size_t plain, struct failure *why)
{
	const struct object *a = &tests->objects[plain], *b = &tests->objects[plain + 1];

	for (size_t i = 0; i < a->count || i < b->count; i++) {
		const struct expectation *of_a, *of_b;

		if (i >= a->count || i >= b->count || strcmp(a->programs[i], b->programs[i]) != 0)
			return fail_with(why, -EINVAL, "%s and %s have other programs", a->path,
					 b->path);
		of_a = expectations_find(&tests->expectations[plain], a->programs[i]);
		of_b = expectations_find(&tests->expectations[plain + 1], b->programs[i]);
		if (!of_a != !of_b || (of_a && !same_runs(of_a, of_b)))
			return fail_with(why, -EINVAL, "%s and %s: %s has other annotations",
					 a->path, b->path, a->programs[i]);
	}
	return 0;
}

/* Collects how programs are to be loaded and run, in the matrix's order. */
static int collect_options(struct selftests *tests, struct failure *why)
{
	size_t total = 0, number = 0;

	for (size_t i = 0; i < tests->count; i++)
		total += tests->objects[i].count;
	tests->runs = calloc(total, sizeof(*tests->runs));
	tests->loads = calloc(total, sizeof(*tests->loads));
	tests->triggers = calloc(total, sizeof(*tests->triggers));
	if (!tests->runs || !tests->loads || !tests->triggers)
		return fail_with(why, -ENOMEM, "out of memory");
	for (size_t i = 0; i < tests->count; i++)
		for (size_t k = 0; k < tests->objects[i].count; k++, number++) {
			const struct expectation *expected = expectations_find(
				&tests->expectations[i], tests->objects[i].programs[k]);

			if (!expected)
				continue;
			tests->runs[number] = expected->runs;
			tests->loads[number] = expected->load;
			tests->triggers[number] = expected->triggers;
		}
	return 0;
}

static int read_selftests(char **files, size_t count, struct selftests *tests, struct failure *why)
{
	int error = 0;

	tests->count = count;
	tests->objects = calloc(count, sizeof(*tests->objects));
	tests->expectations = calloc(count, sizeof(*tests->expectations));
	if (!tests->objects || !tests->expectations)
		return fail_with(why, -ENOMEM, "out of memory");
	for (size_t i = 0; i < count && !error; i++) {
		error = object_read(files[i], &tests->objects[i], why);
		if (!error)
			error = expectations_read(files[i], &tests->expectations[i], why);
		if (!error && i % 2)
			error = check_pair(tests, i - 1, why);
	}
	return error ? error : collect_options(tests, why);
}

static void free_selftests(struct selftests *tests)
{
	for (size_t i = 0; i < tests->count && tests->objects; i++)
		object_free(&tests->objects[i]);
	for (size_t i = 0; i < tests->count && tests->expectations; i++)
		expectations_free(&tests->expectations[i]);
	free(tests->objects);
	free(tests->expectations);
	free(tests->runs);
	free(tests->loads);
	free(tests->triggers);
}

static int run(const char *kernel, char **files, size_t count, struct failure *why)
{
	struct kernel_images kernels = { 0 };
	struct selftests tests = { 0 };
	struct matrix matrix;
	int result = kernels_find(kernel, &kernels, why);
	bool missing = result == -ENOENT;

	if (!result)
		result = read_selftests(files, count, &tests, why);
	if (!result) {
		const struct matrix_options options = {
			.jobs = 1,
			.runs = tests.runs,
			.triggers = tests.triggers,
			.loads = tests.loads,
		};

		result = matrix_run(&kernels, tests.objects, count, &options, NULL, &matrix, why);
	}
	if (!result) {
		result = check_matrix(&matrix, &tests, why);
		matrix_free(&matrix);
	}
	free_selftests(&tests);
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
