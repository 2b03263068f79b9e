// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * pointer-or, of two tests: two pointers that are compared with NULL at once.
 *
 *	if (!a && !b) return 0;		r1 = r6
 *					r1 |= r7	; "pointer |= pointer prohibited"
 *					if r1 == 0 goto ...
 *
 * DAGCombiner::foldLogicOfSetCCs() makes (a == 0) & (b == 0), and (a != 0) | (b != 0), one
 * comparison of a | b. Pointers are numbers of 64 bits there. No kernel's verifier accepts it. What
 * only a branch uses is made branches of instead, by SelectionDAGBuilder::FindMergedConditions(),
 * but not if there are two tests alone, of pointers both: ShouldEmitAsBranches() then leaves them
 * to the fold.
 *
 * The mend makes a number of one test's answer and passes it through a barrier: what is compared
 * then is that number with 1, and a comparison with 1 does not fold with one with 0.
 */
#include "llvm-pass/hazards/pointer-or/pointer-or-tests.h"

#include <stdio.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/ir/address_space.h"
#include "llvm-pass/ir/barrier.h"
#include "llvm-pass/ir/constant_number.h"

/* How deep a condition is taken apart. */
#define MOST_CONDITIONS 4

/* A condition made of two: true if both are (all), or if one is. */
struct both {
	LLVMValueRef halves[2];
	unsigned int operands[2]; /* of the instruction, where the halves are */
	bool all;
};

static bool is_constant(LLVMValueRef value, unsigned long long number)
{
	return constant_number_is(value) && LLVMConstIntGetZExtValue(value) == number;
}

/* Takes an and, an or, or what says the same as a select, apart. */
static bool is_both(LLVMValueRef value, struct both *both)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	if (LLVMGetTypeKind(type) != LLVMIntegerTypeKind || LLVMGetIntTypeWidth(type) != 1)
		return false;
	if (LLVMIsABinaryOperator(value)) {
		both->all = LLVMGetInstructionOpcode(value) == LLVMAnd;
		both->operands[1] = 1;
		if (!both->all && LLVMGetInstructionOpcode(value) != LLVMOr)
			return false;
	} else if (LLVMIsASelectInst(value)) {
		both->all = is_constant(LLVMGetOperand(value, 2), 0);
		both->operands[1] = both->all ? 1 : 2;
		if (!both->all && !is_constant(LLVMGetOperand(value, 1), 1))
			return false;
	} else {
		return false;
	}
	both->operands[0] = 0;
	both->halves[0] = LLVMGetOperand(value, 0);
	both->halves[1] = LLVMGetOperand(value, both->operands[1]);
	return true;
}

/* True for a comparison of 64 bits with 0 that is folded in an "and" (all) or in an "or". */
static bool is_test(LLVMValueRef value, bool all)
{
	LLVMTypeRef type;

	if (!LLVMIsAICmpInst(value) ||
	    LLVMGetICmpPredicate(value) != (all ? LLVMIntEQ : LLVMIntNE) ||
	    !LLVMIsConstant(LLVMGetOperand(value, 1)) || !LLVMIsNull(LLVMGetOperand(value, 1)))
		return false;
	type = LLVMTypeOf(LLVMGetOperand(value, 0));
	return LLVMGetTypeKind(type) == LLVMPointerTypeKind ||
	       (LLVMGetTypeKind(type) == LLVMIntegerTypeKind && LLVMGetIntTypeWidth(type) == 64);
}

/* True if such a comparison is in a condition. */
static bool has_test(LLVMValueRef value, bool all, unsigned int depth)
{
	struct both both;

	if (is_test(value, all))
		return true;
	return depth && is_both(value, &both) && both.all == all &&
	       (has_test(both.halves[0], all, depth - 1) ||
		has_test(both.halves[1], all, depth - 1));
}

static bool is_pointer_compared(LLVMValueRef test)
{
	return LLVMIsAICmpInst(test) && address_space_is_checked(LLVMGetOperand(test, 0));
}

static bool is_pointer_test(LLVMValueRef half, bool all)
{
	return is_test(half, all) && is_pointer_compared(half);
}

/* Finds the half that is to be kept apart from the other. */
static bool find_half(LLVMValueRef value, struct both *both, unsigned int *half)
{
	if (!is_both(value, both))
		return false;
	for (*half = 0; *half < 2; (*half)++)
		if (is_pointer_test(both->halves[*half], both->all) &&
		    has_test(both->halves[1 - *half], both->all, MOST_CONDITIONS))
			return true;
	return false;
}

bool pointer_or_tests_may(LLVMValueRef instruction)
{
	struct both both;
	unsigned int half;

	return find_half(instruction, &both, &half);
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	(void)finding;
	snprintf(text, size,
		 "LLVM makes one test of these two, of the pointers joined with \"|=\", and the "
		 "verifier of Linux %s rejects that: \"pointer |= pointer prohibited\"",
		 kernels);
}

static void mend(const struct finding *finding)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(finding->place));
	LLVMTypeRef type = LLVMInt64TypeInContext(context);
	LLVMValueRef number;
	LLVMBuilderRef builder;
	struct both both;
	unsigned int half;

	if (!find_half(finding->place, &both, &half))
		return;
	builder = LLVMCreateBuilderInContext(context);
	LLVMPositionBuilderBefore(builder, finding->place);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(finding->place));
	number = LLVMBuildZExt(builder, both.halves[half], type, "");
	number = barrier_build(number, finding->place);
	number = LLVMBuildICmp(builder, LLVMIntEQ, number, LLVMConstInt(type, 1, false), "");
	LLVMDisposeBuilder(builder);
	LLVMSetOperand(finding->place, both.operands[half], number);
}

const struct hazard pointer_or_tests = {
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend tests them apart, and so does a test whose answer is "
		  "kept in a number behind barrier_var()",
	.mended = "tested them apart",
};
