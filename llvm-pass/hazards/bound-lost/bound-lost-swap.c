// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * bound-lost, of a number in network order that becomes an index:
 *
 *	x = ntohs(header->size)		r3 = be16 r3
 *	if (x > 39)			if w3 > 39 goto out	; of 32 bits
 *	... start[x]			r1 += r3	; "math between ... and register
 *							; with unbounded min value"
 *
 * The instruction sets all bits above the 16 to 0, which LLVM relies on and verifiers before 6.19
 * do not know: the comparison tells them of the lower half only. In mend mode they are masked off
 * once, behind the swap, and what compared the 16 bits compares the 64 that are then used:
 *
 *	y = asm("" : zext x) & 0xffff
 *
 * y is x, so whatever uses it keeps its meaning, and nothing need be proved.
 */
#include "llvm-pass/hazards/bound-lost/bound-lost.h"

#include <stdio.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/ir/barrier.h"
#include "llvm-pass/ranges/number_form.h"

/* The swap that an index of 64 bits is, as instruction selection sees it; NULL if it is none. */
static LLVMValueRef swap_behind(LLVMValueRef index)
{
	LLVMValueRef swap;

	index = number_behind(index);
	if (!LLVMIsAZExtInst(index))
		return NULL;
	swap = number_behind(LLVMGetOperand(index, 0));
	/* In another block, it is a move that sets them to 0. */
	if (LLVMGetIntTypeWidth(LLVMTypeOf(swap)) != 16 || !number_swapped(swap) ||
	    LLVMGetInstructionParent(swap) != LLVMGetInstructionParent(index))
		return NULL;
	return swap;
}

static bool is_noted(const struct lost_search *search, LLVMValueRef swap)
{
	for (size_t i = 0; i < search->findings->count; i++)
		if (search->findings->items[i].place == swap)
			return true;
	return false;
}

void lost_look_at_swap(struct lost_search *search, LLVMValueRef index)
{
	LLVMValueRef swap = swap_behind(index);
	struct finding finding = { .place = swap, .as = &bound_lost_swap };
	size_t newest = verifier_series_count;

	if (search->error || !swap || is_noted(search, swap))
		return;
	while (newest && verifier_series_rules(newest - 1) & 1U << VERIFIER_BYTE_SWAP)
		newest--;
	finding.kernels = verifier_series_up_to(newest - 1);
	search->error = findings_add(search->findings, finding);
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	(void)finding;
	snprintf(text, size,
		 "the bytes of this index are swapped, and the verifier of Linux %s does not know "
		 "that the bits above the 16 are 0 then, so no comparison of the 16 bounds it",
		 kernels);
}

/* Compares the 64 bits in place of the 16, where that is the same. */
static void compare_whole(LLVMBuilderRef builder, LLVMValueRef comparison, LLVMValueRef whole)
{
	LLVMIntPredicate predicate = LLVMGetICmpPredicate(comparison);
	LLVMValueRef with = LLVMGetOperand(comparison, 1);

	if (predicate > LLVMIntULE || !LLVMIsAConstantInt(with))
		return;
	with = LLVMConstInt(LLVMTypeOf(whole), LLVMConstIntGetZExtValue(with), false);
	LLVMPositionBuilderBefore(builder, comparison);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(comparison));
	LLVMReplaceAllUsesWith(comparison, LLVMBuildICmp(builder, predicate, whole, with, ""));
}

static void mend(const struct finding *finding)
{
	LLVMValueRef swap = finding->place, next = LLVMGetNextInstruction(swap), own, whole;
	LLVMTypeRef type = LLVMInt64TypeInContext(LLVMGetTypeContext(LLVMTypeOf(swap)));
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(type));

	LLVMPositionBuilderBefore(builder, next);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(swap));
	own = LLVMBuildZExt(builder, swap, type, "");
	whole = barrier_build(own, next);
	whole = LLVMBuildAnd(builder, whole, LLVMConstInt(type, UINT16_MAX, false), "");
	for (LLVMUseRef use = LLVMGetFirstUse(swap); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAICmpInst(user) && LLVMGetOperand(user, 0) == swap)
			compare_whole(builder, user, whole);
		else if (LLVMIsAZExtInst(user) && LLVMTypeOf(user) == type && user != own)
			LLVMReplaceAllUsesWith(user, whole);
	}
	LLVMDisposeBuilder(builder);
}

const struct hazard bound_lost_swap = {
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend masks them off, and so does an "
		  "asm volatile(\"\" : \"+r\"(x)) on the swapped number in a long, followed by "
		  "\"x &= 0xffff\" and the check",
	.mended = "masked off what is above the 16 bits",
};
