// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Collects refusals of programs by the IR instruction that they are about; see refusals.h. */
#include "llvm-pass/driver/refusals.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/driver/visit.h"
#include "llvm-pass/support/array.h"

/*
 * A walk that became too long after fewer turns says little of the loop: its budget was small.
 */
#define FEWEST_ROUNDS 100

static bool is_asked_for(const struct verdict *verdict)
{
	enum reason reason = verdict->reason;

	if (verdict->rounds || verdict->kind != VERDICT_REFUSED)
		return verdict->rounds >= FEWEST_ROUNDS;
	return reason == REASON_UNINITIALISED_REGISTER || reason == REASON_UNINITIALISED_STACK ||
	       reason == REASON_OUT_OF_BOUNDS || reason == REASON_UNBOUNDED_MEMORY ||
	       reason == REASON_ARGUMENT_SIZE || reason == REASON_POINTER_BOUNDS ||
	       reason == REASON_VARIABLE_OFFSET;
}

/* Those at one instruction are kept apart by what they are about. */
static bool is_alike(const struct refused *a, const struct refused *b)
{
	return a->at == b->at && a->unset == b->unset && a->unset_stack == b->unset_stack &&
	       !a->rounds == !b->rounds;
}

/* The one that is like another, or a new one. */
static struct refused *refused_like(struct refusals *refusals, const struct refused *like)
{
	struct refused *grown;

	for (size_t i = 0; i < refusals->count; i++)
		if (is_alike(&refusals->items[i], like))
			return &refusals->items[i];
	grown = array_grow(refusals->items, refusals->count, sizeof(*grown));
	if (!grown)
		return NULL;
	refusals->items = grown;
	grown[refusals->count] = *like;
	return &grown[refusals->count++];
}

/* Adds a kernel to a list as users write it; one that has no room is left out. */
static void add_kernel(char *kernels, size_t size, struct kernel_version kernel)
{
	char version[KERNEL_VERSION_TEXT];
	size_t used = strlen(kernels);

	kernel_version_format(kernel, version);
	if (used + strlen(version) + 2 <= size)
		snprintf(kernels + used, size - used, "%s%s", used ? "," : "", version);
}

static int add_refusal(struct refusals *refusals, LLVMValueRef from, struct kernel_version kernel,
		       const struct verdict *verdict)
{
	bool is_refused = verdict->kind == VERDICT_REFUSED;
	const struct refused like = {
		.at = from,
		.function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(from)),
		.unset = is_refused && verdict->reason == REASON_UNINITIALISED_REGISTER,
		.unset_stack = is_refused && verdict->reason == REASON_UNINITIALISED_STACK,
		.rounds = verdict->rounds,
	};
	struct refused *refused = refused_like(refusals, &like);

	if (!refused)
		return -ENOMEM;
	/* Of all kernels that go round it, so often. */
	if (verdict->rounds < refused->rounds)
		refused->rounds = verdict->rounds;
	refused->words = verdict->words;
	add_kernel(refused->kernels, sizeof(refused->kernels), kernel);
	return 0;
}

static int ask(struct module_walk *walk, size_t program, struct kernel_version kernel,
	       struct refusals *refusals)
{
	const struct verdict *verdict;
	LLVMValueRef from;
	bool near;
	int error =
		module_walk_verdict(walk, program, kernel, MODULE_WALK_ALL_INSTRUCTIONS, &verdict);

	if (error || !is_asked_for(verdict))
		return error;
	/* It takes all that it is given: the other kernels get what shows as much of it. */
	if (verdict->rounds)
		walk->most = 2 * FEWEST_ROUNDS * (verdict->processed / verdict->rounds + 1);
	from = module_walk_from(walk, program, verdict->rounds ? verdict->loop : verdict->place,
				&near);
	if (!from || !LLVMIsAInstruction(from))
		return 0;
	return add_refusal(refusals, from, kernel, verdict);
}

int refusals_find(struct module_walk *walk, const struct kernel_list *kernels,
		  struct refusals *refusals)
{
	struct kernel_version *asked = NULL;
	size_t count;
	int error = kernel_list_versions(kernels, &asked, &count);

	*refusals = (struct refusals){ 0 };
	for (size_t i = 0; i < walk->programs.count && !error; i++) {
		unsigned long most = walk->most;

		for (size_t k = 0; k < count && !error; k++)
			error = ask(walk, i, asked[k], refusals);
		walk->most = most;
	}
	free(asked);
	return error == -ENOMEM ? error : 0;
}

/* True if the author silenced a function of a program, or was warned about one. */
static bool is_told(const struct run *run, const struct module_walk *walk, size_t program)
{
	const struct program *item = &walk->programs.items[program];

	for (size_t i = 0; i < item->subprogram_count; i++) {
		LLVMValueRef function = module_walk_function(walk, &item->subprograms[i]);

		if (function && (reports_warn(&run->reports, function) ||
				 ignored_functions_hold(&run->ignored,
							LLVMGetBasicBlockTerminator(
								LLVMGetEntryBasicBlock(function)))))
			return true;
	}
	return false;
}

/* Where a program is refused: of code that has no instruction of its own, where it begins. */
static LLVMValueRef place_of(const struct module_walk *walk, size_t program, size_t place)
{
	const struct program *item = &walk->programs.items[program];
	bool near;
	LLVMValueRef from = module_walk_from(walk, program, place, &near);
	LLVMValueRef entry = module_walk_function(walk, &item->subprograms[item->entry]);

	if (from && LLVMIsAInstruction(from))
		return from;
	return entry ? LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(entry)) : NULL;
}

static int ask_all(struct run *run, struct module_walk *walk, const struct kernel_version *kernels,
		   size_t count)
{
	int error = 0;

	for (size_t i = 0; i < walk->programs.count && !error; i++)
		for (size_t k = 0; k < count && !error && !is_told(run, walk, i); k++) {
			const struct verdict *verdict;
			LLVMValueRef from = NULL;

			error = module_walk_verdict(walk, i, kernels[k], MODULE_WALK_AS_IS,
						    &verdict);
			if (!error && verdict->kind == VERDICT_REFUSED)
				from = place_of(walk, i, verdict->place);
			if (from)
				error = add_refusal(&run->refusals, from, kernels[k], verdict);
		}
	return error;
}

static int report_all(struct run *run)
{
	int error = 0;

	for (size_t i = 0; i < run->refusals.count && !error; i++) {
		const struct refused *refused = &run->refusals.items[i];
		struct kernel_list list = { 0 };
		char kernels[KERNELS_TEXT] = "";

		error = kernel_list_parse(refused->kernels, &list, NULL);
		if (error == -ENOMEM)
			return error;
		kernel_list_describe(&run->options.kernels, &list, kernels, sizeof(kernels));
		error = report_refusal(&run->reports, refused->at, kernels, refused->words);
		kernel_list_free(&list);
	}
	return error;
}

int refusals_report(struct run *run)
{
	struct kernel_version *kernels = NULL;
	struct module_walk *walk = NULL;
	size_t count = 0;
	int error = 0;

	if (!bridge_option_unknown() || run->plain.state == EMITTED_REFUSED)
		return 0;
	error = walks_of_current(run, &walk);
	if (error || !walk)
		return error;
	/* Asked for, they may take what is left. */
	walk->budget = &run->walks.budget;
	error = kernel_list_versions(&run->options.kernels, &kernels, &count);
	if (!error)
		error = ask_all(run, walk, kernels, count);
	if (!error)
		error = report_all(run);
	free(kernels);
	refusals_free(&run->refusals);
	return error == -ENOMEM ? error : 0;
}

void refusals_free(struct refusals *refusals)
{
	free(refusals->items);
	*refusals = (struct refusals){ 0 };
}
