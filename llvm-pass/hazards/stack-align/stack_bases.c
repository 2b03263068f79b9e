// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Follows addresses to stack objects; see stack_bases.h. */
#include "llvm-pass/hazards/stack-align/stack_bases.h"

#include <stdbool.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/ir/barrier.h"
#include "llvm-pass/ir/constant_number.h"

/* How many operations are followed, one behind the other. */
#define MOST_OPERATIONS 12
/* How many addresses are looked at in all: merges of merges lead to the same ones again and again.
 */
#define MOST_ADDRESSES 128

struct walk {
	struct stack_bases *bases;
	LLVMTargetDataRef layout;
	struct stack_base seen[MOST_ADDRESSES]; /* from each of these the walk has gone on */
	size_t seen_count;
};

static void follow(struct walk *walk, LLVMValueRef address, int64_t offset, uint64_t step,
		   unsigned int depth);

/*
 * The power of two that index * scale is surely a multiple of. Where ways meet, the verifier still
 * knows the number of each.
 */
static uint64_t step_of(LLVMValueRef index, uint64_t scale, LLVMValueRef gep, unsigned int depth)
{
	bridge_bits bits;
	uint64_t step = WIDEST_ACCESS;

	if (constant_number_is(index))
		return common_power(WIDEST_ACCESS, LLVMConstIntGetZExtValue(index) * scale);
	if (LLVMIsAPHINode(index) && depth < MOST_OPERATIONS) {
		for (unsigned int i = 0; i < LLVMCountIncoming(index); i++)
			step = common_power(step, step_of(LLVMGetIncomingValue(index, i), scale,
							  gep, depth + 4));
		return step;
	}
	bits = bridge_offset_bits(index, scale, gep);
	step = lowest_bit(~bits.zero);
	return step && step < WIDEST_ACCESS ? step : WIDEST_ACCESS;
}

static void follow_element(struct walk *walk, LLVMValueRef gep, int64_t offset, uint64_t step,
			   unsigned int depth)
{
	LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);
	unsigned int count = LLVMGetNumIndices(gep);

	for (unsigned int i = 1; i <= count; i++) {
		LLVMValueRef index = LLVMGetOperand(gep, i);
		uint64_t scale;

		if (i > 1 && LLVMGetTypeKind(type) == LLVMStructTypeKind) {
			unsigned int field = (unsigned int)LLVMConstIntGetZExtValue(index);

			offset += (int64_t)LLVMOffsetOfElement(walk->layout, type, field);
			type = LLVMStructGetTypeAtIndex(type, field);
			continue;
		}
		if (i > 1 && LLVMGetTypeKind(type) != LLVMArrayTypeKind)
			return;
		if (i > 1)
			type = LLVMGetElementType(type);
		scale = LLVMABISizeOfType(walk->layout, type);
		if (constant_number_is(index))
			offset += LLVMConstIntGetSExtValue(index) * (int64_t)scale;
		else if (LLVMGetTypeKind(LLVMTypeOf(index)) == LLVMIntegerTypeKind)
			step = common_power(step, step_of(index, scale, gep, depth));
		else
			return;
	}
	follow(walk, LLVMGetOperand(gep, 0), offset, step, depth);
}

/* Follows what the callers of a static function give it; no others can call it. */
static void follow_argument(struct walk *walk, LLVMValueRef argument, int64_t offset, uint64_t step,
			    unsigned int depth)
{
	LLVMValueRef function = LLVMGetParamParent(argument);
	unsigned int number = 0;

	if (LLVMGetLinkage(function) != LLVMInternalLinkage)
		return;
	while (LLVMGetParam(function, number) != argument)
		number++;
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef call = LLVMGetUser(use);

		if (LLVMIsACallInst(call) && LLVMGetCalledValue(call) == function &&
		    LLVMGetNumArgOperands(call) > number)
			follow(walk, LLVMGetOperand(call, number), offset, step, depth);
	}
}

/* True if the walk was not there yet, and may go on. */
static bool is_new(struct walk *walk, LLVMValueRef address, int64_t offset, uint64_t step)
{
	for (size_t i = 0; i < walk->seen_count; i++)
		if (walk->seen[i].alloca == address && walk->seen[i].offset == offset &&
		    walk->seen[i].step == step)
			return false;
	if (walk->seen_count == MOST_ADDRESSES)
		return false;
	walk->seen[walk->seen_count++] = (struct stack_base){ address, offset, step };
	return true;
}

/* Notes the objects that an address may point into; what else it may be is left out. */
static void follow(struct walk *walk, LLVMValueRef address, int64_t offset, uint64_t step,
		   unsigned int depth)
{
	if (depth++ == MOST_OPERATIONS || walk->bases->count == STACK_BASES_MOST ||
	    !is_new(walk, address, offset, step))
		return;
	if (LLVMIsAAllocaInst(address)) {
		walk->bases->items[walk->bases->count++] =
			(struct stack_base){ address, offset, step };
	} else if (LLVMIsAArgument(address)) {
		follow_argument(walk, address, offset, step, depth);
	} else if (LLVMIsAGetElementPtrInst(address)) {
		follow_element(walk, address, offset, step, depth);
	} else if (barrier_is(address)) {
		follow(walk, LLVMGetOperand(address, 0), offset, step, depth);
	} else if (LLVMIsASelectInst(address)) {
		follow(walk, LLVMGetOperand(address, 1), offset, step, depth);
		follow(walk, LLVMGetOperand(address, 2), offset, step, depth);
	} else if (LLVMIsAPHINode(address)) {
		for (unsigned int i = 0; i < LLVMCountIncoming(address); i++)
			follow(walk, LLVMGetIncomingValue(address, i), offset, step, depth);
	}
}

void stack_bases_of(LLVMValueRef address, LLVMTargetDataRef layout, struct stack_bases *bases)
{
	struct walk walk;

	/* Not all of what was seen. */
	walk.bases = bases;
	walk.layout = layout;
	walk.seen_count = 0;
	bases->count = 0;
	follow(&walk, address, 0, 0, 0);
}
