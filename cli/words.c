// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Prints what was said of programs; see words.h. Cells are sorted by their words, so that tens of
 * thousands of them take no longer than sorting does.
 */
#include "cli/words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lab/protocol.h"

/* Something that was said of a program on a kernel. */
struct said {
	const char *words;
	const char *how; /* "rejected", "not tried", "loaded with" */
	size_t object, program, kernel; /* program: its number over all objects */
	size_t first; /* the program that the words were said of first, and its kernel */
	size_t first_kernel;
};

struct list {
	struct said *all;
	size_t count;
	char **copies; /* of notes */
	size_t copy_count;
};

const char *kernel_title(const struct matrix *matrix, size_t kernel)
{
	const struct kernel_image *images = matrix->kernels->images;

	/* A kernel given by its path is known by its release, unless another one has the same. */
	if (!strchr(images[kernel].name, '/'))
		return images[kernel].name;
	for (size_t i = 0; i < matrix->kernels->count; i++)
		if (i != kernel && !strcmp(images[i].release, images[kernel].release))
			return images[kernel].name;
	return images[kernel].release;
}

void path_print(const char *path, FILE *out)
{
	for (; *path; path++)
		fputc((unsigned char)*path < ' ' || *path == 0x7f ? '?' : *path, out);
}

const char *program_title(const char *name)
{
	return name[0] ? name : "-";
}

static int by_place(const struct said *a, const struct said *b)
{
	if (a->program != b->program)
		return a->program < b->program ? -1 : 1;
	return a->kernel < b->kernel ? -1 : a->kernel > b->kernel;
}

static bool same_words(const struct said *a, const struct said *b)
{
	return !strcmp(a->how, b->how) && !strcmp(a->words, b->words);
}

static int by_words(const void *left, const void *right)
{
	const struct said *a = left, *b = right;
	int order = strcmp(a->how, b->how);

	if (!order)
		order = strcmp(a->words, b->words);
	return order ? order : by_place(a, b);
}

static int by_first(const void *left, const void *right)
{
	const struct said *a = left, *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->first_kernel != b->first_kernel)
		return a->first_kernel < b->first_kernel ? -1 : 1;
	return by_words(a, b);
}

/* A note is sentences; each is told by itself. */
static size_t count_sentences(const char *note)
{
	size_t count = 0;

	for (; note; note = strstr(note, ROW_NOTE_BETWEEN)
				    ? strstr(note, ROW_NOTE_BETWEEN) + strlen(ROW_NOTE_BETWEEN)
				    : NULL)
		count++;
	return count;
}

/* What one program and kernel have to say; place has all but the words. */
static void add_cell(struct list *list, const struct matrix_cell *cell, struct said place)
{
	place.how = cell->verdict == VERDICT_REJECT ? "rejected" : "not tried";
	place.words = cell->message;
	if (cell->wrong) {
		place.how = "run wrongly";
		place.words = cell->wrong;
	}
	if (cell->verdict != VERDICT_ACCEPT || cell->wrong)
		list->all[list->count++] = place;
}

/* The copy of a note is cut into its sentences. */
static void add_notes(struct list *list, char *note, struct said place)
{
	place.how = "with a loader's part done";
	while (note) {
		char *end = strstr(note, ROW_NOTE_BETWEEN);

		if (end) {
			*end = '\0';
			end += strlen(ROW_NOTE_BETWEEN);
		}
		place.words = note;
		list->all[list->count++] = place;
		note = end;
	}
}

static void add(struct list *list, const struct matrix_cell *cell, struct said place, bool notes)
{
	char *copy;

	if (!notes) {
		add_cell(list, cell, place);
	} else if (cell->note && (copy = strdup(cell->note))) {
		list->copies[list->copy_count++] = copy;
		add_notes(list, copy, place);
	}
}

/* All that was said, what has the same words side by side. */
static void collect(const struct matrix *matrix, bool notes, struct list *list)
{
	size_t program = 0, first = 0;

	for (size_t i = 0; i < matrix->object_count; i++)
		for (size_t j = 0; j < matrix->objects[i].count; j++, program++)
			for (size_t kernel = 0; kernel < matrix->kernels->count; kernel++)
				add(list, matrix_at(matrix, kernel, program),
				    (struct said){
					    .object = i, .program = program, .kernel = kernel },
				    notes);
	qsort(list->all, list->count, sizeof(*list->all), by_words);
	for (size_t i = 0; i < list->count; i++) {
		if (!same_words(&list->all[i], &list->all[first]))
			first = i;
		list->all[i].first = list->all[first].program;
		list->all[i].first_kernel = list->all[first].kernel;
	}
	qsort(list->all, list->count, sizeof(*list->all), by_first);
}

static void print_program(const struct matrix *matrix, const struct said *said, FILE *out)
{
	const struct object *object = &matrix->objects[said->object];
	size_t number = said->program - matrix_first_program(matrix, said->object);

	if (matrix->object_count > 1) {
		path_print(object->path, out);
		fputs(": ", out);
	}
	fprintf(out, "%s, %s on ", program_title(object->programs[number]), said->how);
}

/* Prints the words that all[0] to all[count - 1] share, below whatever they were said of. */
static void print_group(const struct matrix *matrix, const struct said *all, size_t count,
			FILE *out)
{
	fprintf(out, "\n");
	for (size_t i = 0; i < count; i++) {
		bool begins = !i || all[i].program != all[i - 1].program;

		if (begins && i)
			fprintf(out, ";\n");
		if (begins)
			print_program(matrix, &all[i], out);
		fprintf(out, "%s%s", begins ? "" : ", ", kernel_title(matrix, all[i].kernel));
	}
	fprintf(out, ":\n    %s\n", all[0].words);
}

static void print_all(const struct matrix *matrix, bool notes, struct list *list, FILE *out)
{
	size_t next;

	list->count = 0;
	collect(matrix, notes, list);
	for (size_t i = 0; i < list->count; i = next) {
		for (next = i + 1;
		     next < list->count && same_words(&list->all[i], &list->all[next]); next++)
			;
		print_group(matrix, &list->all[i], next - i, out);
	}
}

void words_print(const struct matrix *matrix, FILE *out)
{
	size_t cells = matrix->kernels->count * matrix->program_count, most = cells + 1;
	struct list list = { 0 };

	for (size_t i = 0; i < cells; i++)
		most += count_sentences(matrix->cells[i].note);
	list.all = calloc(most, sizeof(*list.all));
	list.copies = calloc(cells + 1, sizeof(*list.copies));
	if (list.all && list.copies) {
		print_all(matrix, false, &list, out);
		print_all(matrix, true, &list, out);
	} else {
		fprintf(out, "\n(no memory for the messages)\n");
	}
	for (size_t i = 0; i < list.copy_count; i++)
		free(list.copies[i]);
	free(list.copies);
	free(list.all);
}
