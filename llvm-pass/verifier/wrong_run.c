// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Walks twice and compares; see wrong_run.h. */
#include "llvm-pass/verifier/wrong_run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/bpf/helper_prototypes.h"
#include "llvm-pass/verifier/helper_table.h"

/* Of one program; there are fewer helpers that a kernel has a false prototype of. */
enum { MOST_LIES = 16 };

struct walks {
	const struct program *program;
	struct series series;
	bool any_frozen;
	struct lie lies[MOST_LIES];
	size_t lie_count;
	uint8_t *believed, *honest; /* which instructions were reached */
};

/* Returns 1 if the kernel believes the argument's old content, 0 if not, or -ENOMEM. */
static int is_lie(const struct walks *walks, unsigned int helper, unsigned int argument)
{
	struct kernel_list list = { 0 };
	const char *kernels = NULL, *bad = NULL;
	int error = helper_stale_kernels(
		helper, argument, program_types_of_section(walks->program->section), &kernels);

	if (error || !kernels)
		return error;
	error = kernel_list_parse(kernels, &list, &bad);
	if (!error)
		error = kernel_list_contains(&list, walks->series.version);
	kernel_list_free(&list);
	return error;
}

static int add_lies_of(struct walks *walks, unsigned int helper)
{
	for (size_t i = 0; i < walks->lie_count; i++)
		if (walks->lies[i].helper == helper)
			return 0;
	for (unsigned int argument = 0; argument < SIGNATURE_ARGUMENTS; argument++) {
		int lies = is_lie(walks, helper, argument);

		if (lies < 0)
			return lies;
		if (lies && walks->lie_count < MOST_LIES)
			walks->lies[walks->lie_count++] =
				(struct lie){ .helper = helper, .argument = argument };
	}
	return 0;
}

static int add_lies(struct walks *walks)
{
	int error = 0;

	for (size_t i = 0; i < walks->program->code_count && !error; i++) {
		const struct instruction *instruction = &walks->program->code[i];

		if (instruction_is_call(instruction) && instruction->target == TARGET_NUMBER)
			error = add_lies_of(walks, (unsigned int)instruction->number);
	}
	return error;
}

static int walk(struct walks *walks, uint8_t *reached, struct verdict *verdict)
{
	struct walk_options options = {
		.any_frozen = walks->any_frozen,
		.lies = walks->lies,
		.lie_count = walks->lie_count,
		.reached = reached,
	};

	memset(reached, 0, walks->program->code_count);
	return walk_program(walks->program, &walks->series, &options, verdict);
}

/* Whether a refusal is of what the program does, and not of how long it takes to walk. */
static bool is_wrong(const struct verdict *verdict)
{
	return verdict->kind == VERDICT_REFUSED && verdict->reason != REASON_TOO_COMPLEX &&
	       verdict->reason != REASON_LOOP;
}

static int compare(struct walks *walks, struct wrong_run *found)
{
	struct verdict verdict = { 0 };
	int error = walk(walks, walks->honest, &verdict), wrong = 0;
	size_t place = 0;

	if (error)
		return error;
	while (place < walks->program->code_count &&
	       (!walks->honest[place] || walks->believed[place]))
		place++;
	*found = (struct wrong_run){ .place = place };
	if (place < walks->program->code_count) {
		wrong = 1;
	} else if (is_wrong(&verdict)) {
		wrong = 1;
		found->place = verdict.place;
		memcpy(found->refusal, verdict.words, sizeof(verdict.words));
	}
	verdict_free(&verdict);
	return wrong;
}

/* Each lie is taken back by itself, so that it is known which one it is. */
static int compare_all(struct walks *walks, struct wrong_run *found)
{
	struct verdict verdict = { 0 };
	int wrong = walk(walks, walks->believed, &verdict);
	bool ended = verdict.complete && verdict.kind != VERDICT_REFUSED;

	verdict_free(&verdict);
	for (size_t i = 0; i < walks->lie_count && !wrong && ended; i++) {
		struct lie *lie = &walks->lies[i];

		lie->known = true;
		wrong = compare(walks, found);
		lie->known = false;
		found->helper = lie->helper;
		found->argument = lie->argument + 1;
		found->name = helper_name(lie->helper);
	}
	return wrong;
}

int find_wrong_run(const struct program *program, struct kernel_version kernel, bool any_frozen,
		   struct wrong_run *found)
{
	struct walks walks = {
		.program = program,
		.series = series_of(kernel),
		.any_frozen = any_frozen,
	};
	int wrong = add_lies(&walks);

	if (wrong || !walks.lie_count)
		return wrong;
	walks.believed = calloc(program->code_count + 1, 1);
	walks.honest = calloc(program->code_count + 1, 1);
	wrong = walks.believed && walks.honest ? compare_all(&walks, found) : -ENOMEM;
	free(walks.believed);
	free(walks.honest);
	return wrong;
}
