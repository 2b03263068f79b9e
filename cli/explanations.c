// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Collects, prints and writes explanations; see explanations.h. */
#include "cli/explanations.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/rows.h"
#include "cli/words.h"

static const char *const hows[] = {
	[EXPLAINED_REJECTED] = "rejected",
	[EXPLAINED_PREDICTED] = "predicted",
	[EXPLAINED_NOT_TRIED] = "not tried",
};

static void set_text(struct json_object *row, const char *key, const char *text)
{
	json_object_object_add(row, key, text ? json_object_new_string(text) : NULL);
}

/* null for what is below the least number that makes sense. */
static void set_number(struct json_object *row, const char *key, long number, long least)
{
	json_object_object_add(row, key, number < least ? NULL : json_object_new_int64(number));
}

static struct json_object *make_row(const struct explained *explained,
				    const struct explanation *explanation)
{
	struct json_object *row = json_object_new_object();

	set_text(row, "kernel", explained->kernel);
	set_text(row, "file", explained->object);
	set_text(row, "program", explained->program);
	set_text(row, "how", hows[explained->how]);
	set_text(row, "class", class_title(explanation->class));
	json_object_object_add(row, "maybe", json_object_new_boolean(explanation->maybe));
	set_text(row, "message", explanation->words);
	set_text(row, "before", explanation->before);
	set_text(row, "what", explanation->subject);
	set_text(row, "why", explanation->reason);
	set_text(row, "do", explanation->advice);
	set_text(row, "source", explanation->file);
	set_number(row, "line", (long)explanation->line, 1);
	set_number(row, "column", (long)explanation->column, 1);
	set_number(row, "instruction", explanation->instruction, 0);
	return row;
}

static char *make_text(const struct explanation *explanation)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	explanation_print(explanation, out);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

int explanations_add(struct explanations *explanations, enum explained_how how, const char *object,
		     const char *kernel, const struct explanation *explanation)
{
	struct explained *all =
		realloc(explanations->all, (explanations->count + 1) * sizeof(*all));
	struct explained *added;

	if (!all)
		return -ENOMEM;
	explanations->all = all;
	added = &all[explanations->count++];
	*added = (struct explained){ .how = how,
				     .object = strdup(object),
				     .program = strdup(explanation->program),
				     .kernel = strdup(kernel),
				     .text = make_text(explanation) };
	if (!added->object || !added->program || !added->kernel || !added->text)
		return -ENOMEM;
	added->row = make_row(added, explanation);
	return 0;
}

static bool alike(const struct explained *a, const struct explained *b)
{
	return a->how == b->how && !strcmp(a->object, b->object) &&
	       !strcmp(a->program, b->program) && !strcmp(a->text, b->text);
}

static bool was_printed(const struct explanations *explanations, size_t number)
{
	for (size_t i = 0; i < number; i++)
		if (alike(&explanations->all[i], &explanations->all[number]))
			return true;
	return false;
}

/* "prog.bpf.o: count, rejected on 6.12, 6.16:" */
static void print_head(const struct explanations *explanations, size_t number, FILE *out)
{
	static const char *const words[] = {
		[EXPLAINED_REJECTED] = "rejected",
		[EXPLAINED_PREDICTED] = "would be rejected",
		[EXPLAINED_NOT_TRIED] = "not tried",
	};
	const struct explained *first = &explanations->all[number];
	const char *before = " on ";

	path_print(first->object, out);
	fprintf(out, ": %s, %s", program_title(first->program), words[first->how]);
	for (size_t i = number; i < explanations->count && first->kernel[0]; i++) {
		if (!alike(&explanations->all[i], first))
			continue;
		fprintf(out, "%s%s", before, explanations->all[i].kernel);
		before = ", ";
	}
	fprintf(out, ":\n");
}

void explanations_print(const struct explanations *explanations, FILE *out)
{
	const char *between = "";

	for (size_t i = 0; i < explanations->count; i++) {
		if (was_printed(explanations, i))
			continue;
		fputs(between, out);
		print_head(explanations, i, out);
		fputs(explanations->all[i].text, out);
		between = "\n";
	}
}

int explanations_write(const struct explanations *explanations, const char *path,
		       struct failure *why)
{
	struct json_object *rows = json_object_new_array();
	int error;

	for (size_t i = 0; i < explanations->count; i++)
		json_object_array_add(rows, json_object_get(explanations->all[i].row));
	error = rows_put(rows, path, why);
	json_object_put(rows);
	return error;
}

void explanations_free(struct explanations *explanations)
{
	for (size_t i = 0; i < explanations->count; i++) {
		struct explained *each = &explanations->all[i];

		free(each->object);
		free(each->program);
		free(each->kernel);
		free(each->text);
		json_object_put(each->row);
	}
	free(explanations->all);
	*explanations = (struct explanations){ 0 };
}
