// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Compares the rows of prototypes.def with helpers.def; see helper_prototypes.h. */
#define _POSIX_C_SOURCE 200809L
#include "llvm-pass/bpf/helper_prototypes.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/contracts/prototypes.h"
#include "kernel/version.h"
#include "llvm-pass/bpf/helper_memory.h"

#define ANY PROGRAM_TYPES_ANY

/* PROGRAMS is an expression over these. */
enum {
#define PROGRAM_TYPE(type) type = UINT64_C(1) << BPF_PROGRAM_##type,
#include "llvm-pass/bpf/program_types.def"
#undef PROGRAM_TYPE
};

static const struct row {
	unsigned int helper;
	unsigned int argument; /* counted from 1 */
	program_types programs;
	const char *kernels;
	unsigned int declared;
} rows[] = {
#define HELPER_DECLARES(helper, name, argument, programs, kernels, declared, source) \
	{ helper, argument, programs, kernels, declared },
#include "kernel/contracts/prototypes.def"
#undef HELPER_DECLARES
};

/* One question of helper_prototypes.h. */
struct question {
	unsigned int helper;
	unsigned int argument; /* counted from 1 */
	program_types programs;
	unsigned int effect; /* what it asks of the helper: one of these must hold ... */
	unsigned int no_effect; /* ... and none of these */
	unsigned int missing; /* none of these flags is declared */
	struct kernel_version since; /* no earlier kernel is asked for */
};

/* Answers that were given; they stay until the program ends. */
static struct answer {
	struct answer *next;
	char text[];
} *answers;
static pthread_mutex_t answers_lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((destructor)) static void free_answers(void)
{
	while (answers) {
		struct answer *next = answers->next;

		free(answers);
		answers = next;
	}
}

static int keep_locked(const char *text, const char **kept)
{
	struct answer *answer = answers;

	while (answer && strcmp(answer->text, text))
		answer = answer->next;
	if (!answer) {
		answer = malloc(sizeof(*answer) + strlen(text) + 1);
		if (!answer)
			return -ENOMEM;
		strcpy(answer->text, text);
		answer->next = answers;
		answers = answer;
	}
	*kept = answer->text;
	return 0;
}

/* Threads of one linker may run several passes at once. */
static int keep(const char *text, const char **kept)
{
	int error;

	pthread_mutex_lock(&answers_lock);
	error = keep_locked(text, kept);
	pthread_mutex_unlock(&answers_lock);
	return error;
}

/* A list's last version stands for the newest of its series. */
static struct kernel_version newest(struct kernel_version version)
{
	if (version.patch == KERNEL_ANY_PATCH)
		version.patch = INT_MAX;
	return version;
}

static bool ends_before(struct kernel_range range, struct kernel_version version)
{
	return kernel_version_compare(newest(range.last), version) < 0;
}

/* Adds a range to a list, joined with those that it overlaps. */
static int add_range(struct kernel_list *list, struct kernel_range range)
{
	struct kernel_range *longer;
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct kernel_range other = list->ranges[i];

		if (ends_before(other, range.first) || ends_before(range, other.first)) {
			list->ranges[kept++] = other;
			continue;
		}
		if (kernel_version_compare(other.first, range.first) < 0)
			range.first = other.first;
		if (!ends_before(other, newest(range.last)))
			range.last = other.last;
	}
	list->count = kept;
	longer = realloc(list->ranges, (kept + 1) * sizeof(*longer));
	if (!longer)
		return -ENOMEM;
	list->ranges = longer;
	list->ranges[list->count++] = range;
	return 0;
}

/* Adds what lies of a row's kernels at since or later. */
static int add_row(struct kernel_list *list, const struct row *row, struct kernel_version since)
{
	struct kernel_list kernels = { 0 };
	int error = kernel_list_parse(row->kernels, &kernels, NULL);

	for (size_t i = 0; !error && i < kernels.count; i++) {
		struct kernel_range range = kernels.ranges[i];

		if (ends_before(range, since))
			continue;
		if (kernel_version_compare(range.first, since) < 0)
			range.first = since;
		error = add_range(list, range);
	}
	kernel_list_free(&kernels);
	return error;
}

/* A string is taken from read-only maps and nothing else, which is no lie. */
static bool is_answer(const struct row *row, const struct question *question)
{
	return (row->declared & DECLARED_KIND) != STRING && row->helper == question->helper &&
	       row->argument == question->argument && (row->programs & question->programs) &&
	       !(row->declared & question->missing);
}

/* Writes a list as text, which the caller frees. */
static char *list_text(const struct kernel_list *list)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return NULL;
	for (size_t i = 0; i < list->count; i++) {
		char first[KERNEL_VERSION_TEXT], last[KERNEL_VERSION_TEXT];

		kernel_version_format(list->ranges[i].first, first);
		kernel_version_format(list->ranges[i].last, last);
		fprintf(stream, strcmp(first, last) ? "%s%s-%s" : "%s%s", i ? "," : "", first,
			last);
	}
	if (!fclose(stream))
		return text;
	free(text);
	return NULL;
}

static int ask(const struct question *question, const char **kernels)
{
	const struct helper_memory *truth =
		helper_memory_find(question->helper, question->argument);
	struct kernel_list list = { 0 };
	char *text = NULL;
	int error = 0;

	*kernels = NULL;
	if (!truth || !(truth->effect & question->effect) || (truth->effect & question->no_effect))
		return 0;
	for (size_t i = 0; !error && i < sizeof(rows) / sizeof(*rows); i++)
		if (is_answer(&rows[i], question))
			error = add_row(&list, &rows[i], question->since);
	if (!error && list.count) {
		text = list_text(&list);
		error = text ? keep(text, kernels) : -ENOMEM;
	}
	free(text);
	kernel_list_free(&list);
	return error;
}

int helper_stale_kernels(unsigned int helper, unsigned int argument, program_types programs,
			 const char **kernels)
{
	const struct question question = {
		.helper = helper,
		.argument = argument + 1,
		.programs = programs,
		.effect = HELPER_WRITES,
		.missing = WRITE | UNINIT,
		.since = { 6, 14, KERNEL_ANY_PATCH },
	};

	return ask(&question, kernels);
}

int helper_uninit_kernels(unsigned int helper, unsigned int argument, program_types programs,
			  const char **kernels)
{
	const struct question question = {
		.helper = helper,
		.argument = argument + 1,
		.programs = programs,
		.effect = HELPER_WRITES,
		.no_effect = HELPER_READS | HELPER_KEEPS,
		.missing = UNINIT,
	};

	return ask(&question, kernels);
}

int helper_rdonly_kernels(unsigned int helper, unsigned int argument, program_types programs,
			  const char **kernels)
{
	const struct question question = {
		.helper = helper,
		.argument = argument + 1,
		.programs = programs,
		.effect = HELPER_READS,
		.no_effect = HELPER_WRITES | HELPER_KEEPS,
		.missing = RDONLY,
		.since = { 6, 4, KERNEL_ANY_PATCH },
	};

	return ask(&question, kernels);
}
