// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Signed divisions for a CPU that has none (-mcpu=v1 to v3); see libcall.h. With s the sign of a
 * number, 0 or all ones, |x| is (x ^ s) - s, and the same again puts a sign back:
 *
 *	x / y = ((|x| / |y|) ^ s) - s, s the sign of x ^ y
 *	x % y = ((|x| % |y|) ^ s) - s, s the sign of x
 *
 * of every x and y for which C says what the quotient is; the least number is its own magnitude as
 * an unsigned one.
 */
#include "llvm-pass/hazards/libcall/libcall.h"

#include <llvm-c/DebugInfo.h>

#include "llvm-pass/prove/prove.h"

bool division_is(LLVMValueRef value)
{
	LLVMOpcode opcode;

	if (!LLVMIsABinaryOperator(value))
		return false;
	opcode = LLVMGetInstructionOpcode(value);
	return (opcode == LLVMSDiv || opcode == LLVMSRem) &&
	       LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMIntegerTypeKind &&
	       LLVMGetIntTypeWidth(LLVMTypeOf(value)) <= 64;
}

void division_prepare(bridge_analyses *analyses, LLVMValueRef division, struct division_plan *plan)
{
	struct proof_place place = { "libcall", division };
	unsigned int width = LLVMGetIntTypeWidth(LLVMTypeOf(division));

	for (unsigned int i = 0; i < 2; i++) {
		LLVMValueRef operand = LLVMGetOperand(division, i);

		plan->positive[i] =
			LLVMIsAConstantInt(operand)
				? LLVMConstIntGetSExtValue(operand) >= 0
				: prove_range(analyses, place, operand, 0,
					      (UINT64_C(1) << (width - 1)) - 1) == PROOF_FOUND;
	}
}

/* 0, or all ones if a number is negative; NULL for 0 that is known. */
static LLVMValueRef build_sign(LLVMBuilderRef builder, LLVMValueRef value, bool positive)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	if (positive)
		return NULL;
	return LLVMBuildAShr(builder, value,
			     LLVMConstInt(type, LLVMGetIntTypeWidth(type) - 1, false), "");
}

/* Takes a sign off, or puts it on. */
static LLVMValueRef build_signed(LLVMBuilderRef builder, LLVMValueRef value, LLVMValueRef sign)
{
	if (!sign)
		return value;
	return LLVMBuildSub(builder, LLVMBuildXor(builder, value, sign, ""), sign, "");
}

void division_build(LLVMValueRef division, const struct division_plan *plan)
{
	LLVMBuilderRef builder =
		LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(division)));
	bool divides = LLVMGetInstructionOpcode(division) == LLVMSDiv;
	LLVMValueRef signs[2], operands[2], result, sign;

	LLVMPositionBuilderBefore(builder, division);
	for (unsigned int i = 0; i < 2; i++) {
		operands[i] = LLVMGetOperand(division, i);
		/* What is used twice has to be one number. */
		if (!plan->positive[i])
			operands[i] = bridge_freeze(operands[i], division);
		signs[i] = build_sign(builder, operands[i], plan->positive[i]);
		operands[i] = build_signed(builder, operands[i], signs[i]);
	}
	result = divides ? LLVMBuildUDiv(builder, operands[0], operands[1], "")
			 : LLVMBuildURem(builder, operands[0], operands[1], "");
	sign = signs[0];
	if (divides && signs[1])
		sign = sign ? LLVMBuildXor(builder, sign, signs[1], "") : signs[1];
	LLVMReplaceAllUsesWith(division, build_signed(builder, result, sign));
	LLVMInstructionEraseFromParent(division);
	LLVMDisposeBuilder(builder);
}
