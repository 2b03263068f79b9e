// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Walks emitted programs and finds what they came from; see module_walk.h. */
#include "llvm-pass/predict/module_walk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

unsigned long module_walk_budget(const struct emission *emission)
{
	return MODULE_WALK_LEAST + MODULE_WALK_EACH * emission->code.code_count;
}

int module_walk_begin(const struct emission *emission, unsigned long *budget,
		      struct module_walk *walk, struct failure *why)
{
	size_t count;
	int error;

	*walk = (struct module_walk){ .emission = emission, .budget = budget };
	error = programs_read_memory("the emitted object", emission->object, emission->object_size,
				     &walk->programs, why);
	if (error)
		return error;
	count = walk->programs.count;
	for (unsigned int how = 0; how < MODULE_WALK_HOWS; how++) {
		walk->verdicts[how] = calloc(count + 1, sizeof(struct verdicts));
		if (!walk->verdicts[how])
			return fail_with(why, -ENOMEM, "out of memory");
		for (size_t i = 0; i < count; i++)
			walk->verdicts[how][i].program = &walk->programs.items[i];
	}
	return 0;
}

void module_walk_free(struct module_walk *walk)
{
	for (unsigned int how = 0; how < MODULE_WALK_HOWS; how++) {
		for (size_t i = 0; i < walk->programs.count && walk->verdicts[how]; i++)
			verdicts_free(&walk->verdicts[how][i]);
		free(walk->verdicts[how]);
	}
	programs_close(&walk->programs);
	*walk = (struct module_walk){ 0 };
}

static bool is_same_instruction(const struct instruction *a, const struct instruction *b)
{
	return a->code == b->code && a->dst == b->dst && a->src == b->src &&
	       a->target == b->target && a->offset == b->offset && a->relocated == b->relocated &&
	       a->number == b->number && a->helper == b->helper && a->value == b->value;
}

static bool have_same_maps(const struct program *a, const struct program *b)
{
	if (a->map_count != b->map_count || a->data_count != b->data_count ||
	    a->extern_count != b->extern_count)
		return false;
	for (size_t i = 0; i < a->map_count; i++)
		if (strcmp(a->maps[i].name, b->maps[i].name) != 0)
			return false;
	for (size_t i = 0; i < a->data_count; i++)
		if (strcmp(a->data[i].name, b->data[i].name) != 0)
			return false;
	for (size_t i = 0; i < a->extern_count; i++)
		if (strcmp(a->externs[i], b->externs[i]) != 0)
			return false;
	return true;
}

/* True if two programs, of a module before and after it was rewritten, are one. */
static bool is_same_program(const struct program *a, const struct program *b)
{
	if (strcmp(a->name, b->name) != 0 || a->code_count != b->code_count ||
	    a->subprogram_count != b->subprogram_count || a->entry != b->entry ||
	    !have_same_maps(a, b))
		return false;
	for (size_t i = 0; i < a->subprogram_count; i++)
		if (strcmp(a->subprograms[i].name, b->subprograms[i].name) != 0 ||
		    a->subprograms[i].first != b->subprograms[i].first)
			return false;
	for (size_t i = 0; i < a->code_count; i++)
		if (!is_same_instruction(&a->code[i], &b->code[i]))
			return false;
	return true;
}

/* The number of the program as it was before the module was rewritten, if that left it as it was.
 */
static bool find_before(const struct module_walk *walk, size_t program, size_t *before)
{
	if (!walk->before)
		return false;
	for (*before = 0; *before < walk->before->programs.count; ++*before)
		if (is_same_program(&walk->before->programs.items[*before],
				    &walk->programs.items[program]))
			return true;
	return false;
}

static int walk_as(struct module_walk *walk, size_t program, struct kernel_version kernel,
		   unsigned int how, const struct verdict **verdict)
{
	static const struct verdict unwalked = {
		.kind = VERDICT_UNDECIDED,
		.undecided = 1,
		.why = "what lies behind the budget",
	};
	struct verdicts *verdicts = &walk->verdicts[how][program];
	struct walk_options options = {
		.any_frozen = how & MODULE_WALK_ANY_FROZEN,
		.all_instructions = how & MODULE_WALK_ALL_INSTRUCTIONS,
	};
	size_t walks = verdicts->count, before;
	int error;

	if (find_before(walk, program, &before))
		return walk_as(walk->before, before, kernel, how, verdict);
	*verdict = &unwalked;
	/* One that takes all that is left would leave nothing to the others. */
	options.budget = *walk->budget / 2;
	if (walk->most && options.budget > walk->most)
		options.budget = walk->most;
	if (!options.budget)
		return 0;
	if (options.budget >= VERIFIER_BUDGET)
		options.budget = 0;
	error = verdicts_at(verdicts, kernel, &options, verdict);
	if (!error && verdicts->count > walks)
		*walk->budget -= (*verdict)->processed < *walk->budget ? (*verdict)->processed
								       : *walk->budget;
	return error;
}

int module_walk_verdict(struct module_walk *walk, size_t program, struct kernel_version kernel,
			unsigned int how, const struct verdict **verdict)
{
	int error = walk_as(walk, program, kernel, how & ~MODULE_WALK_ALL_INSTRUCTIONS, verdict);

	if (error || !(how & MODULE_WALK_ALL_INSTRUCTIONS) || (*verdict)->kind != VERDICT_REFUSED ||
	    (*verdict)->reason != REASON_NO_SUCH_INSTRUCTION)
		return error;
	return walk_as(walk, program, kernel, how, verdict);
}

static bool is_named(LLVMValueRef function, const char *name)
{
	size_t length;
	const char *own = LLVMGetValueName2(function, &length);

	return strlen(name) == length && !memcmp(own, name, length);
}

bool module_walk_next_with(const struct module_walk *walk, LLVMValueRef function, size_t *program)
{
	for (; *program < walk->programs.count; ++*program) {
		const struct program *item = &walk->programs.items[*program];

		for (size_t i = 0; i < item->subprogram_count; i++)
			if (is_named(function, item->subprograms[i].name))
				return true;
	}
	return false;
}

/* The function of the emitted object; programs are laid out anew. */
static const struct function *emitted_function(const struct module_walk *walk,
					       const struct subprogram *subprogram)
{
	return bytecode_function(&walk->emission->code, subprogram->name);
}

LLVMValueRef module_walk_function(const struct module_walk *walk,
				  const struct subprogram *subprogram)
{
	const struct function *function = emitted_function(walk, subprogram);

	return function ? walk->emission->functions[function - walk->emission->code.functions]
			: NULL;
}

LLVMValueRef module_walk_from(const struct module_walk *walk, size_t program, size_t place,
			      bool *near)
{
	const struct subprogram *subprogram =
		program_subprogram_at(&walk->programs.items[program], place);
	const struct function *function = subprogram ? emitted_function(walk, subprogram) : NULL;

	if (!function)
		return NULL;
	place += function->first - subprogram->first;
	*near = walk->emission->near[place];
	return walk->emission->from[place];
}
