// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Sums that a number goes into after it was stated again:
 *
 *	to[x] = ...		y = min(x, 48); to[y] = ...
 *	use(to, x + z)		use(to, y + z)
 *
 * x and y are the same number, but a verifier that lost x walks ways that never run, on which x is
 * something else; 6.16 says "REG INVARIANTS VIOLATION" of such a sum and forgets all of it. Only
 *sums of two numbers that are no constants: no verifier remembers what such a sum is made of, so
 *nothing is lost by another register in it. And only if x is not compared behind the place any
 *more: then y is known at least as well. Relies on the bridge for dominators.
 */
#include "llvm-pass/hazards/bound-lost/bound-lost.h"

#include "llvm-pass/ranges/number_form.h"

/* How many casts and added constants may lie between a number and its comparison. */
#define MOST_STEPS 4

/* True if what a comparison tells is used only where it stands, above the block. */
static bool is_over(bridge_analyses *analyses, LLVMValueRef comparison, LLVMBasicBlockRef block)
{
	LLVMBasicBlockRef own = LLVMGetInstructionParent(comparison);

	if (own == block || !bridge_dominates(analyses, own, block))
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(comparison); use; use = LLVMGetNextUse(use))
		if (LLVMGetInstructionParent(LLVMGetUser(use)) != own)
			return false;
	return true;
}

/* True if a number, in any form, may still be compared in the block or behind it. */
static bool is_compared(bridge_analyses *analyses, LLVMValueRef number, LLVMBasicBlockRef block,
			unsigned int steps)
{
	for (LLVMUseRef use = LLVMGetFirstUse(number); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAICmpInst(user) || LLVMIsASwitchInst(user)) {
			if (LLVMIsASwitchInst(user) || !is_over(analyses, user, block))
				return true;
			continue;
		}
		if (!LLVMIsACastInst(user) && number_behind(user) == user &&
		    !(LLVMIsABinaryOperator(user) && LLVMIsAConstantInt(LLVMGetOperand(user, 1))))
			continue;
		if (steps == MOST_STEPS || is_compared(analyses, user, block, steps + 1))
			return true;
	}
	return false;
}

/* True if the instruction runs only after the place did. */
static bool is_behind(bridge_analyses *analyses, LLVMValueRef instruction, LLVMValueRef place)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(place);

	if (LLVMGetInstructionParent(instruction) != block)
		return bridge_dominates(analyses, block, LLVMGetInstructionParent(instruction));
	while (place && place != instruction)
		place = LLVMGetNextInstruction(place);
	return place != NULL;
}

void lost_find_sums(bridge_analyses *analyses, LLVMValueRef place, struct lost_number *number)
{
	LLVMValueRef value = LLVMGetOperand(place, number->operand);

	if (number->before || !LLVMIsAInstruction(value) ||
	    is_compared(analyses, value, LLVMGetInstructionParent(place), 0))
		return;
	for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef sum = LLVMGetUser(use);

		if (number->sum_count == LOST_SUMS)
			return;
		if (LLVMIsABinaryOperator(sum) && LLVMGetInstructionOpcode(sum) == LLVMAdd &&
		    !LLVMIsAConstantInt(LLVMGetOperand(sum, 1)) &&
		    LLVMGetOperand(sum, 0) != LLVMGetOperand(sum, 1) &&
		    is_behind(analyses, sum, place))
			number->sums[number->sum_count++] = sum;
	}
}
