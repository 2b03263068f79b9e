// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Numbers a function's blocks in reverse post-order; see turns.h. Without the edges to blocks that
 * dominate their source, an edge to a lower number is in a cycle, and every cycle has one. So the
 * numbers between its ends, joined where such stretches meet, hold all cycles: perhaps more blocks
 * than are in them, which only forbids more.
 */
#include "llvm-pass/prove/turns.h"

#include <errno.h>
#include <stdlib.h>

static size_t number_of(const struct turns *turns, LLVMBasicBlockRef block)
{
	return value_map_get(&turns->order, LLVMBasicBlockAsValue(block));
}

/* Joins stretches that meet. At first, cycle has the end of the longest that starts at each block.
 */
static void join(struct turns *turns, size_t count)
{
	size_t first = 0, end = 0;

	for (size_t i = 0; i < count; i++) {
		if (i > end)
			first = end = i;
		if (turns->cycle[i] > end)
			end = turns->cycle[i];
		turns->cycle[i] = first;
	}
}

static void find_cycles(struct turns *turns, bridge_analyses *analyses, LLVMBasicBlockRef *blocks,
			size_t count)
{
	for (size_t i = 0; i < count; i++)
		turns->cycle[i] = i;
	for (size_t i = 0; i < count; i++) {
		LLVMValueRef last = LLVMGetBasicBlockTerminator(blocks[i]);

		for (unsigned int k = 0; k < LLVMGetNumSuccessors(last); k++) {
			LLVMBasicBlockRef next = LLVMGetSuccessor(last, k);
			size_t number = number_of(turns, next);

			if (number < i && !bridge_dominates(analyses, next, blocks[i]) &&
			    turns->cycle[number] < i)
				turns->cycle[number] = i;
		}
	}
	join(turns, count);
}

int turns_find(struct turns *turns, bridge_analyses *analyses, LLVMValueRef function)
{
	unsigned int room = LLVMCountBasicBlocks(function);
	LLVMBasicBlockRef *blocks = calloc(room, sizeof(*blocks));
	size_t count;
	int error = 0;

	turns->function = function;
	turns->cycle = calloc(room, sizeof(*turns->cycle));
	if (!blocks || !turns->cycle) {
		free(blocks);
		return -ENOMEM;
	}
	count = bridge_block_order(function, blocks);
	for (size_t i = 0; i < count && !error; i++)
		error = value_map_add(&turns->order, LLVMBasicBlockAsValue(blocks[i]), i);
	if (!error)
		find_cycles(turns, analyses, blocks, count);
	free(blocks);
	return error;
}

void turns_free(struct turns *turns)
{
	value_map_free(&turns->order);
	free(turns->cycle);
	*turns = (struct turns){ 0 };
}

bool turns_reach(const struct turns *turns, LLVMBasicBlockRef block)
{
	return number_of(turns, block) != VALUE_MAP_NONE;
}

bool turns_may_follow(const struct turns *turns, bridge_analyses *analyses, LLVMBasicBlockRef from,
		      LLVMBasicBlockRef to)
{
	size_t a = number_of(turns, from), b = number_of(turns, to);

	return !bridge_dominates(analyses, to, from) && turns->cycle[a] != turns->cycle[b];
}
