// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Holds what kernels answer to what the project's tables say of them, and both ways round: each row
 * of a table has its question. Boots each kernel that is named, two at a time.
 *
 * usage: libbpfmend-tables-test KERNEL...
 *
 * Ends with 0 if all agree, 1 if not, 77 if a kernel is not fetched and the others agree.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/version.h"
#include "lab/interrupt.h"
#include "lab/probe.h"
#include "lib/question.h"
#include "lib/tests/tables.h"

enum { SKIPPED = 77, MACHINES = 2 };

/* On the slowest machine an emulated kernel took a tenth of that. */
enum { MOST_SECONDS = 20 };

static enum bpfmend_verdict verdict_of(const struct probed *result, const char *hazard,
				       const char *form)
{
	const struct question *question;

	for (size_t i = 0; (question = bpfmend_questions_at(i)); i++)
		if (!strcmp(question->told.hazard, hazard) && !strcmp(question->told.form, form))
			return result->answers[i].verdict;
	return BPFMEND_UNKNOWN;
}

/* What is not asked because two other answers tell it must be told by them. */
static int check_combined(const char *name, const struct probed *result,
			  struct kernel_version release)
{
	bool seen = verdict_of(result, "zero-read", "seen") == BPFMEND_YES;
	bool fixed = verdict_of(result, "zero-read", "seen-fixed") == BPFMEND_YES;
	int wrong = 0;

	if (tables_hazard_has("zero-read", 6, release) != (seen && !fixed))
		wrong += printf("%s: zero-read some-paths-seen does not follow\n", name) > 0;
	if (tables_hazard_has("zero-read", 7, release) != fixed)
		wrong += printf("%s: zero-read some-paths-lost does not follow\n", name) > 0;
	return wrong;
}

static int check_answer(const char *name, const struct question *question,
			const struct probed_answer *answer, struct kernel_version release)
{
	enum bpfmend_verdict expected = BPFMEND_UNKNOWN;
	int error = tables_expect(question, release, &expected);

	if (error) {
		printf("%s %s: no table has it\n", question->told.hazard, question->told.form);
		return 1;
	}
	if (question->told.kind == BPFMEND_KIND_NONE)
		expected = BPFMEND_UNKNOWN;
	if (answer->verdict == expected)
		return 0;
	printf("%s: %s %s: the kernel says %s, the tables %s%s%s\n", name, question->told.hazard,
	       question->told.form, probed_verdict_name(answer->verdict),
	       probed_verdict_name(expected), answer->error ? ": " : "",
	       answer->error ? strerror(answer->error) : "");
	return 1;
}

static int check_kernel(const struct kernel_image *kernel, const struct probed *result)
{
	struct kernel_version release;
	int wrong = 0;

	if (!result->heard || kernel_version_parse(kernel->release, &release, NULL)) {
		printf("%s: %s\n", kernel->name, result->heard ? "no release" : result->why.text);
		return 1;
	}
	for (size_t i = 0; i < result->count; i++)
		wrong += check_answer(kernel->release, bpfmend_questions_at(i), &result->answers[i],
				      release);
	wrong += check_combined(kernel->release, result, release);
	if (result->microseconds > MOST_SECONDS * 1000000LL)
		wrong += printf("%s: asking took too long\n", kernel->release) > 0;
	printf("%s: %zu questions, %lld programs, %lld ms, %d not as the tables say\n",
	       kernel->release, result->count, result->loads, result->microseconds / 1000, wrong);
	return wrong;
}

/* Joins what is fetched of the words into one list, and counts the others. */
static int find_fetched(char **words, int count, struct kernel_images *images)
{
	int missing = 0;
	char list[512] = "";
	size_t length = 0;

	for (int i = 0; i < count; i++) {
		struct kernel_images one = { 0 };
		struct failure why = { "" };

		if (kernels_find(words[i], &one, &why)) {
			printf("%s\n", why.text);
			missing++;
		} else if (length < sizeof(list)) {
			length += (size_t)snprintf(list + length, sizeof(list) - length, "%s%s",
						   length ? "," : "", words[i]);
		}
		kernel_images_free(&one);
	}
	return length && kernels_find(list, images, NULL) ? -1 : missing;
}

int main(int argc, char **argv)
{
	const struct probe_options options = { .jobs = MACHINES };
	struct kernel_images images = { 0 };
	struct probed *results = NULL;
	struct failure why = { "" };
	int missing = find_fetched(argv + 1, argc - 1, &images);
	int wrong = tables_unasked() + (missing < 0);

	if (!wrong && images.count &&
	    (interrupt_catch() || probe_run(&images, &options, NULL, &results, &why))) {
		printf("%s\n", why.text);
		wrong++;
	}
	for (size_t i = 0; results && i < images.count; i++)
		wrong += check_kernel(&images.images[i], &results[i]);
	probed_free(results, images.count);
	kernel_images_free(&images);
	if (wrong)
		return EXIT_FAILURE;
	return missing || argc == 1 ? SKIPPED : EXIT_SUCCESS;
}
