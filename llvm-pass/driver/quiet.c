// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Asks the walk of each program with a function, kernel by kernel; see quiet.h. */
#include "llvm-pass/driver/quiet.h"

#include <errno.h>
#include <stdlib.h>

#include "llvm-pass/driver/visit.h"

enum answer {
	ANSWER_TAKES,
	ANSWER_TAKES_AS_SET, /* with the numbers in .rodata as they are in the module */
	ANSWER_MAY_REFUSE,
};

static bool was_rewritten(const struct run *run, LLVMValueRef function)
{
	const struct visited *visited = function ? visited_of(run, function) : NULL;

	return !visited || visited->before || visited->changes;
}

/* Whether a program is still the one that was emitted. */
static bool is_plain(const struct run *run, const struct module_walk *walk, size_t program)
{
	const struct program *item = &walk->programs.items[program];

	for (size_t i = 0; i < item->subprogram_count; i++)
		if (was_rewritten(run, module_walk_function(walk, &item->subprograms[i])))
			return false;
	return true;
}

/*
 * What only the kernel's own types decide has nothing to do with what LLVM makes of a program, nor
 * has a hazard with what it is not refused for.
 */
static bool takes(const struct verdict *verdict, const struct hazard *hazard)
{
	if (verdict->kind == VERDICT_REFUSED && hazard->refused_for)
		return !hazard->refused_for(verdict->reason);
	return verdict->kind != VERDICT_REFUSED && verdict->complete &&
	       verdict->undecided == verdict->left_to_kernel;
}

static int ask_program(struct module_walk *walk, size_t program, struct kernel_version kernel,
		       const struct hazard *hazard, enum answer *answer)
{
	unsigned int how =
		hazard->of_instructions ? MODULE_WALK_AS_IS : MODULE_WALK_ALL_INSTRUCTIONS;
	const struct verdict *verdict;
	int error = module_walk_verdict(walk, program, kernel, how, &verdict);

	*answer = ANSWER_MAY_REFUSE;
	if (error || !takes(verdict, hazard))
		return error;
	*answer = ANSWER_TAKES;
	if (!verdict->read_frozen)
		return 0;
	error = module_walk_verdict(walk, program, kernel, how | MODULE_WALK_ANY_FROZEN, &verdict);
	if (!error && !takes(verdict, hazard))
		*answer = ANSWER_TAKES_AS_SET;
	return error;
}

/* The worst that a kernel says of the programs with a function. */
static int ask_kernel(struct run *run, struct module_walk *walk, const struct quiet_question *of,
		      struct kernel_version kernel, enum answer *worst)
{
	size_t program = 0;
	bool any = false;
	int error = 0;

	*worst = ANSWER_TAKES;
	for (; module_walk_next_with(walk, of->function, &program) && !error; program++) {
		enum answer answer = ANSWER_MAY_REFUSE;

		any = true;
		if (is_plain(run, walk, program))
			error = ask_program(walk, program, kernel, of->hazard, &answer);
		if (answer > *worst)
			*worst = answer;
		if (answer == ANSWER_MAY_REFUSE)
			break;
	}
	if (!any)
		*worst = ANSWER_MAY_REFUSE;
	return error;
}

static int sort_kernels(struct run *run, struct module_walk *walk, const struct quiet_question *of,
			struct kernel_list *refusing, struct kernel_list *if_set)
{
	size_t kept = 0;
	int error = 0;

	for (size_t i = 0; i < refusing->count && !error; i++) {
		struct kernel_range range = refusing->ranges[i];
		enum answer answer;

		error = ask_kernel(run, walk, of, range.last, &answer);
		if (answer == ANSWER_MAY_REFUSE)
			refusing->ranges[kept++] = range;
		else if (answer == ANSWER_TAKES_AS_SET)
			if_set->ranges[if_set->count++] = range;
	}
	refusing->count = kept;
	return error;
}

int quiet_ask(struct run *run, const struct quiet_question *of, struct kernel_list *refusing,
	      struct kernel_list *if_set)
{
	int error = kernel_list_meet(&run->options.kernels, of->kernels, refusing);
	struct module_walk *walk = NULL;

	*if_set = (struct kernel_list){ 0 };
	if (!error)
		error = walks_of_plain(run, &walk);
	if (error || !walk)
		return error;
	if_set->ranges = calloc(refusing->count + 1, sizeof(*if_set->ranges));
	return if_set->ranges ? sort_kernels(run, walk, of, refusing, if_set) : -ENOMEM;
}
