// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What is above the bits of a narrow number; see narrow_number.h. */
#include "llvm-pass/ranges/narrow_number.h"

#include <stdint.h>

#include "llvm-pass/ranges/number_form.h"

/* How many operations are followed, one behind the other, and on all ways together. */
#define MOST_DEPTH 6
#define MOST_VISITS 256

/* How far a value was followed. */
struct way {
	unsigned int depth;
	unsigned int *visits;
};

static bool is_whole(LLVMValueRef value, struct way way);

static bool is_operand_whole(LLVMValueRef value, unsigned int operand, struct way way)
{
	way.depth++;
	return is_whole(LLVMGetOperand(value, operand), way);
}

static bool is_result_whole(LLVMValueRef value, struct way way)
{
	switch (LLVMGetInstructionOpcode(value)) {
	case LLVMAdd:
	case LLVMSub:
	case LLVMMul:
	case LLVMShl:
	case LLVMAShr:
	case LLVMSRem:
	case LLVMSDiv:
	case LLVMSExt:
	case LLVMTrunc:
		return false;
	case LLVMAnd:
		return is_operand_whole(value, 0, way) || is_operand_whole(value, 1, way);
	case LLVMOr:
	case LLVMXor:
		return is_operand_whole(value, 0, way) && is_operand_whole(value, 1, way);
	case LLVMSelect:
		return is_operand_whole(value, 1, way) && is_operand_whole(value, 2, way);
	default:
		return true;
	}
}

static bool is_whole(LLVMValueRef value, struct way way)
{
	value = number_behind(value);
	if (LLVMIsAConstantInt(value))
		return LLVMConstIntGetSExtValue(value) >= 0;
	if (!LLVMIsAInstruction(value) || way.depth == MOST_DEPTH || ++*way.visits > MOST_VISITS)
		return true;
	if (!LLVMIsAPHINode(value))
		return is_result_whole(value, way);
	for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
		if (!is_operand_whole(value, i, way))
			return false;
	return true;
}

/* As FunctionLoweringInfo counts it. Constants have no list of uses. */
static bool is_kept_signed(LLVMValueRef value)
{
	int count = 0;

	if (LLVMIsAConstant(value))
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		LLVMIntPredicate predicate;

		if (!LLVMIsAICmpInst(user))
			continue;
		predicate = LLVMGetICmpPredicate(user);
		if (predicate >= LLVMIntSGT)
			count++;
		else if (predicate >= LLVMIntUGT)
			count--;
	}
	return count > 0;
}

bool narrow_number_is_whole(LLVMValueRef value)
{
	unsigned int visits = 0;

	return is_kept_signed(number_behind(value)) ||
	       is_whole(value, (struct way){ .visits = &visits });
}
