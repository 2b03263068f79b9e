// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The walk behind byte_walk.h: a set of bytes for each block, which only grows, and a list of
 * blocks to run. Where paths meet, what arrives is what arrives on any of them.
 */
#include "llvm-pass/stack/byte_walk.h"

#include <errno.h>
#include <stdlib.h>

#include "llvm-pass/support/array.h"
#include "llvm-pass/ir/value_map.h"

#define WORD_BITS 64

bool byte_set_has(const struct byte_set *set, size_t byte)
{
	return set->words[byte / WORD_BITS] >> byte % WORD_BITS & 1;
}

bool byte_set_is_empty(const struct byte_set *set)
{
	for (size_t i = 0; i < BYTE_SET_WORDS; i++)
		if (set->words[i])
			return false;
	return true;
}

static struct byte_set set_of(struct byte_span span)
{
	struct byte_set set = { { 0 } };

	for (int64_t i = span.first > 0 ? span.first : 0; i < span.end && i < BPF_STACK_SIZE; i++)
		set.words[i / WORD_BITS] |= UINT64_C(1) << i % WORD_BITS;
	return set;
}

void byte_set_add(struct byte_set *set, struct byte_span span)
{
	const struct byte_set more = set_of(span);

	byte_set_join(set, &more);
}

void byte_set_remove(struct byte_set *set, struct byte_span span)
{
	const struct byte_set less = set_of(span);

	byte_set_subtract(set, &less);
}

void byte_set_join(struct byte_set *set, const struct byte_set *other)
{
	for (size_t i = 0; i < BYTE_SET_WORDS; i++)
		set->words[i] |= other->words[i];
}

void byte_set_meet(struct byte_set *set, const struct byte_set *other)
{
	for (size_t i = 0; i < BYTE_SET_WORDS; i++)
		set->words[i] &= other->words[i];
}

void byte_set_subtract(struct byte_set *set, const struct byte_set *other)
{
	for (size_t i = 0; i < BYTE_SET_WORDS; i++)
		set->words[i] &= ~other->words[i];
}

/* A block that some of the bytes get to. */
struct reached {
	LLVMBasicBlockRef block;
	struct byte_set bytes; /* that get to its start, or walking backward, to its end */
	bool waiting; /* in the queue */
};

struct walk {
	const struct stack_objects *objects;
	size_t object;
	bool forward;
	byte_visit *visit;
	void *context;
	struct byte_set ended;
	struct reached *reached;
	size_t reached_count;
	struct value_map index; /* from a block, as a value, to its place in reached */
	size_t *queue;
	size_t queue_count;
};

static int enqueue(struct walk *walk, size_t number)
{
	size_t *grown;

	if (walk->reached[number].waiting)
		return 0;
	grown = array_grow(walk->queue, walk->queue_count, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	walk->queue = grown;
	walk->queue[walk->queue_count++] = number;
	walk->reached[number].waiting = true;
	return 0;
}

/* Lets bytes get to a block, which is run again if some of them are new there. */
static int reach(struct walk *walk, LLVMBasicBlockRef block, const struct byte_set *bytes)
{
	size_t number = value_map_get(&walk->index, LLVMBasicBlockAsValue(block));
	struct byte_set more = *bytes;
	struct reached *grown;

	if (byte_set_is_empty(bytes))
		return 0;
	if (number >= walk->reached_count) { /* VALUE_MAP_NONE is, too */
		number = walk->reached_count;
		grown = array_grow(walk->reached, number, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		walk->reached = grown;
		walk->reached[walk->reached_count++] = (struct reached){ .block = block };
		if (value_map_add(&walk->index, LLVMBasicBlockAsValue(block), number))
			return -ENOMEM;
	}
	byte_set_subtract(&more, &walk->reached[number].bytes);
	if (byte_set_is_empty(&more))
		return 0;
	byte_set_join(&walk->reached[number].bytes, &more);
	return enqueue(walk, number);
}

/* Runs through the instructions from one on to the end of its block, or back to its start. */
static void run(const struct walk *walk, LLVMValueRef instruction, struct byte_set *bytes)
{
	while (instruction && !byte_set_is_empty(bytes)) {
		size_t count;
		const struct stack_access *accesses =
			stack_objects_accesses(walk->objects, instruction, &count);

		for (size_t i = 0; i < count; i++)
			if (accesses[i].object == walk->object)
				walk->visit(walk->context, &accesses[i], bytes);
		instruction = walk->forward ? LLVMGetNextInstruction(instruction)
					    : LLVMGetPreviousInstruction(instruction);
	}
}

static int leave_forward(struct walk *walk, LLVMBasicBlockRef block, const struct byte_set *bytes)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
	unsigned int successors = end ? LLVMGetNumSuccessors(end) : 0;
	int error = 0;

	if (!successors)
		byte_set_join(&walk->ended, bytes);
	for (unsigned int i = 0; i < successors && !error; i++)
		error = reach(walk, LLVMGetSuccessor(end, i), bytes);
	return error;
}

static int leave_backward(struct walk *walk, LLVMBasicBlockRef block, const struct byte_set *bytes)
{
	int error = 0;

	if (block == LLVMGetEntryBasicBlock(LLVMGetBasicBlockParent(block)))
		byte_set_join(&walk->ended, bytes);
	for (LLVMUseRef use = LLVMGetFirstUse(LLVMBasicBlockAsValue(block)); use && !error;
	     use = LLVMGetNextUse(use)) {
		LLVMValueRef from = LLVMGetUser(use);

		if (LLVMIsATerminatorInst(from))
			error = reach(walk, LLVMGetInstructionParent(from), bytes);
	}
	return error;
}

static int leave(struct walk *walk, LLVMBasicBlockRef block, const struct byte_set *bytes)
{
	return walk->forward ? leave_forward(walk, block, bytes)
			     : leave_backward(walk, block, bytes);
}

static int run_reached(struct walk *walk)
{
	int error = 0;

	while (walk->queue_count && !error) {
		struct reached *next = &walk->reached[walk->queue[--walk->queue_count]];
		LLVMBasicBlockRef block = next->block;
		struct byte_set bytes = next->bytes;

		next->waiting = false;
		run(walk,
		    walk->forward ? LLVMGetFirstInstruction(block) : LLVMGetLastInstruction(block),
		    &bytes);
		error = leave(walk, block, &bytes);
	}
	return error;
}

int byte_walk(const struct stack_objects *objects, size_t object, LLVMValueRef start,
	      enum byte_walk_direction direction, struct byte_set bytes, byte_visit *visit,
	      void *context, struct byte_set *ended)
{
	struct walk walk = { .objects = objects,
			     .object = object,
			     .forward = direction == BYTE_WALK_FORWARD,
			     .visit = visit,
			     .context = context };
	int error;

	run(&walk, walk.forward ? LLVMGetNextInstruction(start) : LLVMGetPreviousInstruction(start),
	    &bytes);
	error = leave(&walk, LLVMGetInstructionParent(start), &bytes);
	if (!error)
		error = run_reached(&walk);
	if (ended)
		*ended = walk.ended;
	free(walk.reached);
	free(walk.queue);
	value_map_free(&walk.index);
	return error;
}
