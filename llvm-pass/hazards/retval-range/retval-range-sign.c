// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The half of retval-range that is about a number's sign: LLVM wrote "y < 0 ? 0 : -1" or
 * "y < 0 ? K : 0" as a shift of y, with masks, complements and casts behind it. See retval-range.h.
 */
#include "llvm-pass/hazards/retval-range/retval-range.h"

#include <llvm-c/DebugInfo.h>

/* How many instructions are followed back from a choice by a sign. */
#define MOST_STEPS 8

static bool is_operation(LLVMValueRef value, LLVMOpcode operation)
{
	return LLVMIsABinaryOperator(value) && LLVMGetInstructionOpcode(value) == operation;
}

/* A number as it is in a register of this width, extended by its sign. */
static int64_t wrap(int64_t number, unsigned int width)
{
	uint64_t sign = UINT64_C(1) << (width - 1), bits = (uint64_t)number & (sign | (sign - 1));

	return (int64_t)((bits ^ sign) - sign);
}

/*
 * Follows casts, masks and complements back to a shift that leaves nothing but the sign of a
 * number. Returns false where there is none within so many steps. choice->condition is then the
 * number, and both values are what the steps make of its sign, -1 and 0; complements counts those.
 */
static bool follow_sign(LLVMValueRef value, unsigned int steps, struct choice *choice,
			unsigned int *complements)
{
	unsigned int width = width_of(value);
	bool cast = LLVMIsATruncInst(value) || LLVMIsASExtInst(value);
	bool complement = is_operation(value, LLVMXor);
	int64_t mask;

	if (width < 8 || width > 64 || !steps)
		return false;
	if (is_operation(value, LLVMAShr) &&
	    is_constant(LLVMGetOperand(value, 1), (int64_t)width - 1)) {
		*choice = (struct choice){ LLVMGetOperand(value, 0), -1, 0 };
		return true;
	}
	if (!cast && ((!complement && !is_operation(value, LLVMAnd)) ||
		      !LLVMIsAConstantInt(LLVMGetOperand(value, 1))))
		return false;
	if (!follow_sign(LLVMGetOperand(value, 0), steps - 1, choice, complements))
		return false;
	if (!cast) {
		mask = LLVMConstIntGetSExtValue(LLVMGetOperand(value, 1));
		choice->yes = complement ? choice->yes ^ mask : choice->yes & mask;
		choice->no = complement ? choice->no ^ mask : choice->no & mask;
		*complements += complement;
	}
	choice->yes = wrap(choice->yes, width);
	choice->no = wrap(choice->no, width);
	return true;
}

bool is_sign_arithmetic(LLVMValueRef value, struct choice *choice, unsigned int *variant)
{
	unsigned int complements = 0;

	if (!is_operation(value, LLVMAnd) && !is_operation(value, LLVMXor))
		return false;
	if (!follow_sign(value, MOST_STEPS, choice, &complements) || !choice->yes == !choice->no)
		return false;
	*variant = complements ? COMPLEMENTED : SHIFTED_MASKED;
	return true;
}

void mend_sign_arithmetic(LLVMValueRef place, const struct choice *choice, LLVMValueRef zero)
{
	LLVMTypeRef type = LLVMTypeOf(place), compared = LLVMTypeOf(choice->condition);
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(type));
	LLVMValueRef negative, select;
	LLVMValueRef other =
		LLVMConstInt(type, (uint64_t)(choice->yes ? choice->yes : choice->no), true);

	LLVMPositionBuilderBefore(builder, place);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(place));
	negative =
		LLVMBuildICmp(builder, LLVMIntSLT, choice->condition, LLVMConstNull(compared), "");
	select = LLVMBuildSelect(builder, negative, choice->yes ? other : zero,
				 choice->yes ? zero : other, "");
	LLVMDisposeBuilder(builder);
	LLVMReplaceAllUsesWith(place, select);
	LLVMInstructionEraseFromParent(place);
}
