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
#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/ir/barrier.h"
#include "llvm-pass/ir/constant_number.h"

/* How deep a condition is taken apart, and how many merges of a pointer are followed. */
#define MOST_CONDITIONS 4
#define MOST_MERGES 4
/* How many ways of them are followed in all. */
#define MOST_WAYS 4096

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

/*
 * True if a pointer is one to the verifier, on some way: from a call, the stack, or a number of the
 * context's. What was read from memory may be a number to it, and then nothing is wrong.
 */
static bool is_tracked(LLVMValueRef pointer, unsigned int merges, unsigned int *ways)
{
	pointer = address_start(pointer);
	if (LLVMIsACallInst(pointer) || LLVMIsAAllocaInst(pointer))
		return true;
	if (LLVMIsAIntToPtrInst(pointer)) {
		LLVMValueRef number = LLVMGetOperand(pointer, 0);

		return LLVMIsAZExtInst(number) && LLVMIsALoadInst(LLVMGetOperand(number, 0));
	}
	if (!LLVMIsAPHINode(pointer) || !merges)
		return false;
	for (unsigned int i = 0; i < LLVMCountIncoming(pointer) && (*ways)++ < MOST_WAYS; i++)
		if (is_tracked(LLVMGetIncomingValue(pointer, i), merges - 1, ways))
			return true;
	return false;
}

static bool is_pointer_compared(LLVMValueRef test)
{
	return LLVMIsAICmpInst(test) && address_space_is_checked(LLVMGetOperand(test, 0));
}

/* True if the half is the test of a pointer that is one to the verifier. */
static bool is_pointer_test(LLVMValueRef half, bool all)
{
	unsigned int ways = 0;

	return is_test(half, all) && is_pointer_compared(half) &&
	       is_tracked(LLVMGetOperand(half, 0), MOST_MERGES, &ways);
}

/* How many conditions of other kinds one is made of. */
static unsigned int count_leaves(LLVMValueRef value, bool all, unsigned int depth)
{
	struct both both;

	if (!depth || !is_both(value, &both) || both.all != all)
		return 1;
	return count_leaves(both.halves[0], all, depth - 1) +
	       count_leaves(both.halves[1], all, depth - 1);
}

/* The only user of a value, in its block; else NULL. */
static LLVMValueRef only_user(LLVMValueRef value)
{
	LLVMUseRef use = LLVMGetFirstUse(value);
	LLVMValueRef user = use && !LLVMGetNextUse(use) ? LLVMGetUser(use) : NULL;

	if (!user || LLVMGetInstructionParent(user) != LLVMGetInstructionParent(value))
		return NULL;
	return user;
}

/* True if instruction selection makes a branch of each half. */
static bool is_branched(LLVMValueRef value, const struct both *both)
{
	LLVMValueRef user = only_user(value), whole = value;
	struct both above;

	while (user && user != value && is_both(user, &above) && above.all == both->all) {
		whole = user;
		user = only_user(whole);
	}
	if (!user || !LLVMIsABranchInst(user))
		return false;
	return whole != value || count_leaves(value, both->all, MOST_CONDITIONS) > 2 ||
	       !is_pointer_compared(both->halves[0]) || !is_pointer_compared(both->halves[1]);
}

/* Finds the half that is to be kept apart from the other. */
static bool find_half(LLVMValueRef value, struct both *both, unsigned int *half)
{
	if (!is_both(value, both) || is_branched(value, both))
		return false;
	for (*half = 0; *half < 2; (*half)++)
		if (is_pointer_test(both->halves[*half], both->all) &&
		    has_test(both->halves[1 - *half], both->all, MOST_CONDITIONS))
			return true;
	return false;
}

int pointer_or_tests_find(LLVMValueRef instruction, struct findings *findings)
{
	struct finding finding = { .place = instruction, .as = &pointer_or_tests };
	struct both both;
	unsigned int half;

	if (!find_half(instruction, &both, &half))
		return 0;
	return findings_add(findings, finding);
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
	.made = true,
};
