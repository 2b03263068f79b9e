// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Puts an explanation together; see explain.h. */
#include "explain/explain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "explain/judge.h"
#include "explain/place.h"

struct explained_object {
	struct programs programs;
	struct notes notes;
};

int explained_object_read(const char *path, struct explained_object **object, struct failure *why)
{
	int error;

	*object = calloc(1, sizeof(**object));
	if (!*object)
		return fail_with(why, -ENOMEM, "out of memory");
	error = programs_read(path, &(*object)->programs, why);
	if (!error && notes_read(path, &(*object)->notes)) {
		programs_close(&(*object)->programs);
		error = fail_with(why, -ENOMEM, "out of memory");
	}
	if (error) {
		free(*object);
		*object = NULL;
	}
	return error;
}

void explained_object_free(struct explained_object *object)
{
	if (object) {
		programs_close(&object->programs);
		notes_free(&object->notes);
	}
	free(object);
}

/* The words that say most: which memory it is stands before the general words. */
static const struct words_row *choose_row(const struct log_part *part)
{
	const struct words_row *last = words_match(part->words);
	const struct words_row *before = part->before ? words_match(part->before) : NULL;

	if (!last)
		return before;
	if (before && (last->kind == KIND_MEMORY_BOUND || last->kind == KIND_INTERNAL))
		return before;
	return last;
}

static void fill_place(const struct known *known, const struct log_part *part,
		       struct explanation *explanation)
{
	const struct line *line = known->line;

	explanation->instruction = known->placed ? (long)known->place : -1;
	explanation->file = line && line->file[0] ? line->file : part->file;
	explanation->text = line && line->text[0] ? line->text : part->source;
	explanation->line = line ? line->line : part->line;
	explanation->column = line ? line->column : 0;
}

static void find_source(struct known *known)
{
	const struct subprogram *subprogram = program_subprogram_at(known->program, known->place);

	known->line = place_line(known->programs, known->program, known->place);
	known->function = subprogram ? subprogram->name : NULL;
}

int explain_part(const struct explained_object *object, const char *program,
		 struct kernel_version kernel, const struct log_part *part,
		 struct explanation *explanation, struct failure *why)
{
	struct known known = { .programs = &object->programs,
			       .kernel = kernel,
			       .words = part->words,
			       .before = part->before,
			       .notes = &object->notes,
			       .row = choose_row(part) };
	struct judgement judgement;
	int error = place_program(&object->programs, program, part, &known.program, why);

	*explanation = (struct explanation){ .instruction = -1 };
	if (error)
		return error;
	if (place_instruction(known.program, part, kernel, &known.place, &known.placed))
		return fail_with(why, -ENOMEM, "out of memory");
	if (known.placed)
		find_source(&known);
	judge(&known, &judgement);
	*explanation = (struct explanation){
		.program = known.program->name,
		.words = part->words,
		.before = part->before,
		.subject = known.row ? kind_rows[known.row->kind].subject : NULL,
		.class = judgement.class,
		.maybe = judgement.maybe,
		.reason = strdup(judgement.reason),
		.advice = strdup(judgement.advice),
	};
	fill_place(&known, part, explanation);
	if (!explanation->reason || !explanation->advice) {
		explanation_free(explanation);
		return fail_with(why, -ENOMEM, "out of memory");
	}
	return 0;
}

void explanation_free(struct explanation *explanation)
{
	free(explanation->reason);
	free(explanation->advice);
	*explanation = (struct explanation){ 0 };
}
