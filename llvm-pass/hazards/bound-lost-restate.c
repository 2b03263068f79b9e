// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * States a proven bound again; see bound-lost.h. For a number x, proven to be from FIRST to LAST:
 *
 *	y = asm("" : x)		code generation knows nothing of y
 *	y -= FIRST		only where it matters that x is not less
 *	y &= MASK		all ones, at least LAST - FIRST; or y = min(y, LAST - FIRST)
 *	y += FIRST
 *
 * Every step gives y = x, so the meaning stays. The mask is taken where one that is a little too
 * wide still keeps the access inside; it costs one instruction and no branch. The minimum becomes
 * "if y > K goto; y = K": on the side that never runs y is K, which is as good an index.
 */
#include "llvm-pass/hazards/bound-lost.h"

#include <llvm-c/DebugInfo.h>

#include "llvm-pass/barrier.h"
#include "llvm-pass/planted.h"

/* All ones, as many as the number has bits. */
static uint64_t mask_for(uint64_t number)
{
	return number ? UINT64_MAX >> __builtin_clzll(number) : 0;
}

/* The least number that is subtracted first, so that the rest starts at 0. */
static int64_t start_of(const struct lost_number *number)
{
	if (number->first < 0)
		return number->first;
	return number->least > 0 ? number->least : 0;
}

static LLVMValueRef constant(LLVMValueRef like, uint64_t value)
{
	return LLVMConstInt(LLVMTypeOf(like), value, false);
}

static LLVMValueRef limit(LLVMBuilderRef builder, LLVMValueRef value, uint64_t last,
			  uint64_t allowed)
{
	uint64_t mask = mask_for(last);
	LLVMValueRef above;

	if (mask <= allowed)
		return LLVMBuildAnd(builder, value, constant(value, mask), "");
	above = LLVMBuildICmp(builder, LLVMIntUGT, value, constant(value, last), "");
	return LLVMBuildSelect(builder, above, constant(value, last), value, "");
}

/*
 * Replaces one number by another that is the same, in sums of it. A sum below two places has the
 * number as the first of them states it by now; there it stays so.
 */
static void replace_in_sums(const struct lost_number *number, LLVMValueRef old, LLVMValueRef same)
{
	for (unsigned int i = 0; i < number->sum_count; i++) {
		if (PLANTED(sum_twice))
			LLVMSetOperand(number->sums[i], LLVMGetOperand(number->sums[i], 0) != old,
				       same);
		for (unsigned int side = 0; side < 2; side++)
			if (LLVMGetOperand(number->sums[i], side) == old)
				LLVMSetOperand(number->sums[i], side, same);
	}
}

void bound_restate(LLVMValueRef place, const struct lost_number *number)
{
	LLVMValueRef old = LLVMGetOperand(place, number->operand), value;
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(old)));
	LLVMValueRef before = number->before ? number->before : place;
	int64_t start = start_of(number);

	LLVMPositionBuilderBefore(builder, before);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(place));
	value = barrier_build(old, before);
	if (start)
		value = LLVMBuildAdd(builder, value, constant(value, -(uint64_t)start), "");
	value = limit(builder, value,
		      (uint64_t)number->last - (uint64_t)start - PLANTED(tight_bound),
		      (uint64_t)number->most - (uint64_t)start);
	if (start && number->use == LOST_MOVED_INDEX) {
		bound_restate_moved(builder, place, value, start);
	} else {
		if (start)
			value = LLVMBuildAdd(builder, value, constant(value, (uint64_t)start), "");
		LLVMSetOperand(place, number->operand, value);
		replace_in_sums(number, old, value);
	}
	LLVMDisposeBuilder(builder);
}
