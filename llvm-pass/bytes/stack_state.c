// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The data-flow analysis behind stack_state.h. The lattice is the sets of facts (stack_facts.h),
 * ordered by inclusion; blocks start with every fact (nothing seen yet), the entry with none, and
 * states only lose facts, so the worklist runs dry. It takes the blocks in reverse post-order: what
 * a block hears from before it, it hears before it is run, so each is run as often as loops are
 * nested, and a few times more, however long the branches are.
 */
#include "llvm-pass/bytes/stack_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/bytes/stack_facts.h"

static int compare_blocks(const void *a, const void *b)
{
	uintptr_t i = (uintptr_t)*(const LLVMBasicBlockRef *)a;
	uintptr_t j = (uintptr_t)*(const LLVMBasicBlockRef *)b;

	return (i > j) - (i < j);
}

static size_t block_index(const struct stack_state *state, LLVMBasicBlockRef block)
{
	const LLVMBasicBlockRef *found =
		bsearch(&block, state->blocks, state->block_count, sizeof(block), compare_blocks);

	return (size_t)(found - state->blocks);
}

static uint64_t *entry_of(const struct stack_state *state, size_t block)
{
	return &state->entry[block * state->words];
}

/* The blocks that can be reached in an order in which few are run again, and which are to be run.
 */
struct worklist {
	LLVMBasicBlockRef *order;
	size_t count;
	bool *waiting; /* for each block of the state: it changed */
};

/* Joins the state at the end of a block into a successor. Returns whether that changed it. */
static bool join(const struct stack_state *state, const uint64_t *end, size_t successor)
{
	uint64_t *entry = entry_of(state, successor);
	bool changed = !state->reached[successor];

	state->reached[successor] = true;
	for (size_t i = 0; i < state->words; i++) {
		changed |= (entry[i] & ~end[i]) != 0;
		entry[i] &= end[i];
	}
	return changed;
}

/* Runs through a block and leaves in bits the state at its end. */
static int run_block(const struct stack_state *state, LLVMBasicBlockRef block, uint64_t *bits,
		     stack_visit *visit, void *context)
{
	const struct stack_moment moment = { state->objects, bits };
	int error = 0;

	memcpy(bits, entry_of(state, block_index(state, block)), state->words * sizeof(*bits));
	for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
	     i = LLVMGetNextInstruction(i)) {
		size_t count;
		const struct stack_access *accesses =
			stack_objects_accesses(state->objects, i, &count);

		if (count && visit)
			error = visit(context, accesses, count, &moment);
		if (count)
			stack_facts_change(&moment, accesses, count);
	}
	return error;
}

/* Runs one block and wakes the successors that this changes. */
static void step(const struct stack_state *state, const struct worklist *list,
		 LLVMBasicBlockRef block, uint64_t *bits)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
	unsigned int successors = end ? LLVMGetNumSuccessors(end) : 0;

	run_block(state, block, bits, NULL, NULL);
	for (unsigned int i = 0; i < successors; i++) {
		size_t successor = block_index(state, LLVMGetSuccessor(end, i));

		if (join(state, bits, successor))
			list->waiting[successor] = true;
	}
}

static void propagate(const struct stack_state *state, const struct worklist *list, uint64_t *bits)
{
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < list->count; i++) {
			size_t block = block_index(state, list->order[i]);

			if (!list->waiting[block])
				continue;
			list->waiting[block] = false;
			step(state, list, list->order[i], bits);
			again = true;
		}
	}
}

static int start(LLVMValueRef function, struct stack_state *state)
{
	size_t entry;

	state->block_count = LLVMCountBasicBlocks(function);
	state->words = stack_facts_words(state->objects);
	state->blocks = calloc(state->block_count, sizeof(*state->blocks));
	state->reached = calloc(state->block_count, sizeof(*state->reached));
	state->entry = calloc(state->block_count * state->words + 1, sizeof(*state->entry));
	if (!state->blocks || !state->reached || !state->entry)
		return -ENOMEM;
	LLVMGetBasicBlocks(function, state->blocks);
	qsort(state->blocks, state->block_count, sizeof(*state->blocks), compare_blocks);
	memset(state->entry, 0xff, state->block_count * state->words * sizeof(*state->entry));
	entry = block_index(state, LLVMGetEntryBasicBlock(function));
	memset(entry_of(state, entry), 0, state->words * sizeof(*state->entry));
	state->reached[entry] = true;
	return 0;
}

int stack_state_compute(LLVMValueRef function, const struct stack_objects *objects,
			struct stack_state *state)
{
	struct worklist list = { 0 };
	uint64_t *bits = NULL;
	int error;

	*state = (struct stack_state){ .objects = objects };
	error = start(function, state);
	if (!error) {
		list.order = calloc(state->block_count, sizeof(*list.order));
		list.waiting = calloc(state->block_count, sizeof(*list.waiting));
		bits = calloc(state->words + 1, sizeof(*bits));
		if (!list.order || !list.waiting || !bits)
			error = -ENOMEM;
	}
	if (!error) {
		list.count = bridge_block_order(function, list.order);
		list.waiting[block_index(state, list.order[0])] = true;
		propagate(state, &list, bits);
	}
	free(list.order);
	free(list.waiting);
	free(bits);
	if (error)
		stack_state_free(state);
	return error;
}

int stack_state_visit(const struct stack_state *state, LLVMValueRef function, stack_visit *visit,
		      void *context)
{
	uint64_t *bits = calloc(state->words + 1, sizeof(*bits));
	int error = bits ? 0 : -ENOMEM;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block && !error;
	     block = LLVMGetNextBasicBlock(block))
		if (state->reached[block_index(state, block)])
			error = run_block(state, block, bits, visit, context);
	free(bits);
	return error;
}

void stack_state_free(struct stack_state *state)
{
	free(state->blocks);
	free(state->reached);
	free(state->entry);
	*state = (struct stack_state){ 0 };
}
