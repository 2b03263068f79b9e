// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * What a number can be where a block begins: backward from the block, what switches and comparisons
 * let through, and then forward with each of these numbers, whether it comes to the block at all.
 * See constants.h.
 */
#include "audit/effects/constants.h"

#include "audit/effects/numbers.h"

#define MOST_BLOCKS 400

static void find_choices(struct constants *constants, LLVMValueRef value, LLVMBasicBlockRef block,
			 struct value_map *seen, struct choices *choices);

/* What the value can be on the way from one block to the next. */
static void choices_of_edge(struct constants *constants, LLVMValueRef value, LLVMBasicBlockRef from,
			    LLVMBasicBlockRef to, struct value_map *seen, struct choices *choices)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(from);
	bool is_default = true;

	if (LLVMIsASwitchInst(end) && LLVMGetOperand(end, 0) == value) {
		is_default = LLVMGetSwitchDefaultDest(end) == to;
		for (unsigned int i = 1; !is_default && i < LLVMGetNumSuccessors(end); i++)
			if (LLVMGetSuccessor(end, i) == to)
				choices_add(choices, LLVMConstIntGetZExtValue(
							     LLVMGetSwitchCaseValue(end, i)));
	} else if (LLVMIsABranchInst(end) && LLVMIsConditional(end)) {
		LLVMValueRef test = LLVMGetCondition(end);
		unsigned int holds =
			LLVMIsAICmpInst(test) && LLVMGetICmpPredicate(test) == LLVMIntNE ? 1 : 0;

		if (LLVMIsAICmpInst(test) && LLVMGetOperand(test, 0) == value &&
		    LLVMIsAConstantInt(LLVMGetOperand(test, 1)) &&
		    (LLVMGetICmpPredicate(test) == LLVMIntEQ || holds) &&
		    LLVMGetSuccessor(end, holds) == to && LLVMGetSuccessor(end, !holds) != to) {
			choices_add(choices, LLVMConstIntGetZExtValue(LLVMGetOperand(test, 1)));
			is_default = false;
		}
	}
	if (is_default)
		find_choices(constants, value, from, seen, choices);
}

static void find_choices(struct constants *constants, LLVMValueRef value, LLVMBasicBlockRef block,
			 struct value_map *seen, struct choices *choices)
{
	const struct binding *binding = binding_of(constants, value);
	LLVMValueRef label = LLVMBasicBlockAsValue(block);

	if (choices->any || value_map_get(seen, label) != VALUE_MAP_NONE)
		return;
	if (seen->count > MOST_BLOCKS || value_map_add(seen, label, 0)) {
		choices->any = true;
		return;
	}
	if (block == LLVMGetEntryBasicBlock(constants->question->function) ||
	    (LLVMIsAInstruction(value) && LLVMGetInstructionParent(value) == block)) {
		for (uint64_t i = 0; binding && i < binding->count; i++)
			choices_add(choices, binding->values[i]);
		choices->any |= !binding || !binding->count;
		return;
	}
	for (LLVMUseRef use = LLVMGetFirstUse(label); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef end = LLVMGetUser(use);
		LLVMBasicBlockRef from = LLVMIsAInstruction(end) && LLVMIsATerminatorInst(end)
						 ? LLVMGetInstructionParent(end)
						 : NULL;

		if (from && constants_reach(constants, from) &&
		    constants_edge(constants, from, block))
			choices_of_edge(constants, value, from, block, seen, choices);
	}
}

/* Whether a number that is this one lets the function take an edge. */
static bool lets(LLVMValueRef end, LLVMBasicBlockRef to, LLVMValueRef value, uint64_t number)
{
	LLVMValueRef test, with;

	if (LLVMIsASwitchInst(end) && LLVMGetOperand(end, 0) == value)
		return case_of(end, number) == to;
	if (!LLVMIsABranchInst(end) || !LLVMIsConditional(end))
		return true;
	test = LLVMGetCondition(end);
	if (!LLVMIsAICmpInst(test) || LLVMGetOperand(test, 0) != value)
		return true;
	with = LLVMGetOperand(test, 1);
	if (!LLVMIsAConstantInt(with))
		return true;
	return LLVMGetSuccessor(end, number_compare(LLVMGetICmpPredicate(test), number,
						    LLVMConstIntGetZExtValue(with), width_of(value))
					     ? 0
					     : 1) == to;
}

/* Follows edges from a block while the value is a number; whether they come to another block. */
static bool comes_to(struct constants *constants, LLVMBasicBlockRef from, LLVMBasicBlockRef to,
		     LLVMValueRef value, uint64_t number, struct value_map *seen)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(from);

	if (from == to || seen->count > MOST_BLOCKS)
		return true;
	if (value_map_get(seen, LLVMBasicBlockAsValue(from)) != VALUE_MAP_NONE)
		return false;
	if (value_map_add(seen, LLVMBasicBlockAsValue(from), 0))
		return true;
	for (unsigned int i = 0; i < LLVMGetNumSuccessors(end); i++) {
		LLVMBasicBlockRef next = LLVMGetSuccessor(end, i);

		if (lets(end, next, value, number) && constants_edge(constants, from, next) &&
		    comes_to(constants, next, to, value, number, seen))
			return true;
	}
	return false;
}

/* Of numbers that some path lets through, those that another one on it does not are none. */
static void keep_possible(struct constants *constants, LLVMValueRef value, LLVMBasicBlockRef block,
			  struct choices *choices)
{
	LLVMBasicBlockRef from = LLVMIsAInstruction(value)
					 ? LLVMGetInstructionParent(value)
					 : LLVMGetEntryBasicBlock(constants->question->function);
	struct choices possible = { 0 };

	for (uint64_t i = 0; i < choices->count; i++) {
		struct value_map seen = { 0 };

		if (comes_to(constants, from, block, value, choices->values[i], &seen))
			choices_add(&possible, choices->values[i]);
		value_map_free(&seen);
	}
	*choices = possible;
}

void constants_choices(struct constants *constants, LLVMValueRef value, LLVMBasicBlockRef block,
		       struct choices *choices)
{
	struct value_map seen = { 0 };

	*choices = (struct choices){ 0 };
	if (LLVMIsAConstant(value) || LLVMGetTypeKind(LLVMTypeOf(value)) != LLVMIntegerTypeKind)
		choices->any = true;
	else
		find_choices(constants, value, block, &seen, choices);
	value_map_free(&seen);
	if (!choices->any && choices->count > 1)
		keep_possible(constants, value, block, choices);
}
