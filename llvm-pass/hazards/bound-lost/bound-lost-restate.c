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
#include "llvm-pass/hazards/bound-lost/bound-lost.h"

#include <llvm-c/DebugInfo.h>

#include "llvm-pass/ir/barrier.h"
#include "llvm-pass/support/planted.h"

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

/* The mask for numbers up to last; 0 where it lets more pass than is allowed. */
static uint64_t allowed_mask(uint64_t last, uint64_t allowed)
{
	uint64_t mask = mask_for(last);

	return mask <= allowed ? mask : 0;
}

LLVMValueRef bound_limit(LLVMBuilderRef builder, LLVMValueRef value, uint64_t last,
			 uint64_t allowed)
{
	uint64_t mask = allowed_mask(last, allowed);
	LLVMValueRef above;

	if (mask || !last)
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

/*
 * True if a function has no 32-bit instructions (-mcpu=v1, v2): the upper half of a register that
 * holds a number of 32 bits is anything then, and a verifier looks at all of the register that a
 * helper is given.
 */
static bool is_wide_only(LLVMValueRef function)
{
	static const char name[] = "target-cpu";
	LLVMAttributeRef attribute = LLVMGetStringAttributeAtIndex(
		function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex, name, sizeof(name) - 1);
	unsigned int length = 0;
	const char *cpu = attribute ? LLVMGetStringAttributeValue(attribute, &length) : "";

	return length == 2 && cpu[0] == 'v' && (cpu[1] == '1' || cpu[1] == '2');
}

/* True if a size is to be stated of the whole register. */
static bool is_widened(LLVMValueRef place, const struct lost_number *number)
{
	LLVMTypeRef type = LLVMTypeOf(LLVMGetOperand(place, number->operand));

	return number->use == LOST_SIZE && number->first >= 0 && LLVMGetIntTypeWidth(type) == 32 &&
	       is_wide_only(LLVMGetBasicBlockParent(LLVMGetInstructionParent(place)));
}

/*
 * The number stays what it is if FIRST can be taken off and what is left is not above the mask or
 * the minimum: it need not be as narrow as it was found to be.
 */
enum proof bound_licence(bridge_analyses *analyses, LLVMValueRef place,
			 const struct lost_number *number)
{
	LLVMValueRef value = LLVMGetOperand(place, number->operand);
	uint64_t start = (uint64_t)start_of(number), last = (uint64_t)number->last - start;
	uint64_t mask = allowed_mask(last, (uint64_t)number->most - start);
	struct proof_place at = { "bound-lost", number->before ? number->before : place };

	if (mask)
		last = mask;
	if (last >= UINT64_MAX >> (64 - LLVMGetIntTypeWidth(LLVMTypeOf(value))))
		return PROOF_FOUND;
	return prove_range(analyses, at, value, start, start + last);
}

enum proof bound_find(bridge_analyses *analyses, LLVMValueRef place, struct lost_number *number)
{
	LLVMValueRef value = LLVMGetOperand(place, number->operand);
	struct proof_place at = { "bound-lost", place };
	uint64_t least = (uint64_t)number->least, mask = (uint64_t)number->most - least;
	enum proof proof;

	/* The widest one that may be. */
	if (mask & (mask + 1))
		mask = mask_for(mask) >> 1;
	proof = prove_range_by_turns(analyses, at, value, least, least + mask);
	if (proof == PROOF_NONE && least + mask != (uint64_t)number->most) {
		mask = (uint64_t)number->most - least;
		proof = prove_range_by_turns(analyses, at, value, least, least + mask);
	}
	number->refuted = proof == PROOF_NONE && prove_example(analyses, &number->example);
	number->first = number->least;
	number->last = (int64_t)(least + mask);
	return proof;
}

void bound_restate(LLVMValueRef place, const struct lost_number *number)
{
	LLVMValueRef old = LLVMGetOperand(place, number->operand), value;
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(old));
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
	LLVMValueRef before = number->before ? number->before : place;
	int64_t start = start_of(number);

	LLVMPositionBuilderBefore(builder, before);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(place));
	value = old;
	if (is_widened(place, number))
		value = LLVMBuildZExt(builder, old, LLVMInt64TypeInContext(context), "");
	value = barrier_build(value, before);
	if (start)
		value = LLVMBuildAdd(builder, value, constant(value, -(uint64_t)start), "");
	value = bound_limit(builder, value,
			    (uint64_t)number->last - (uint64_t)start - PLANTED(tight_bound),
			    (uint64_t)number->most - (uint64_t)start);
	if (start && number->use == LOST_MOVED_INDEX) {
		bound_restate_moved(builder, place, value, start);
	} else {
		if (start)
			value = LLVMBuildAdd(builder, value, constant(value, (uint64_t)start), "");
		if (LLVMTypeOf(value) != LLVMTypeOf(old))
			value = LLVMBuildTrunc(builder, value, LLVMTypeOf(old), "");
		LLVMSetOperand(place, number->operand, value);
		replace_in_sums(number, old, value);
	}
	LLVMDisposeBuilder(builder);
}
