// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Numbers that are the low half of a register of 64 bits; see scalar_walk.h. LLVM computes with the
 * whole register and cuts the half out in the end, where the source has an int.
 */
#include "llvm-pass/ranges/scalar_walk.h"

#include <stddef.h>

#include "llvm-pass/ranges/number_form.h"

/* How many operations are done in the high half. */
#define MOST_LAYERS 4

static unsigned int width_of(LLVMValueRef value)
{
	return LLVMGetIntTypeWidth(LLVMTypeOf(value));
}

/* Two shifts in a register, of which the first loses what starts below 0. */
struct scalar_range scalar_walk_sign_extend(const struct scalar_walk *walk,
					    struct scalar_range range, unsigned int width)
{
	if (range.smin < 0 && !range.empty && !scalar_walk_follows(walk, VERIFIER_SIGN_EXTENSION))
		range = scalar_range_unknown(range.width);
	return scalar_range_sign_extend(range, width);
}

static bool is_constant(LLVMValueRef value, uint64_t *number)
{
	if (!LLVMIsAConstantInt(value))
		return false;
	*number = LLVMConstIntGetZExtValue(value);
	return true;
}

/*
 * The low half of x as a number of its own: it is x's register, and was compared as that. NULL if
 * there is none that was computed on every way here.
 */
static LLVMValueRef half_of(struct scalar_walk *walk, LLVMValueRef whole, LLVMBasicBlockRef block)
{
	for (LLVMUseRef use = LLVMGetFirstUse(whole); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsATruncInst(user) && width_of(user) == 32 &&
		    bridge_dominates(walk->analyses, LLVMGetInstructionParent(user), block))
			return user;
	}
	return NULL;
}

/* A range times a constant, both as signed numbers of 32 bits; unknown where that overflows. */
static struct scalar_range times(struct scalar_range range, int64_t factor)
{
	int64_t a = range.smin * factor, b = range.smax * factor;

	return range.empty ? range : scalar_signed(32, a < b ? a : b, a < b ? b : a);
}

/*
 * The high half of a number whose low half is 0: x's low half, shifted or multiplied up, and what
 * was added to it there. Instruction selection does sums in 32 bits, products as they are.
 */
static struct scalar_range high_half(struct scalar_walk *walk, LLVMValueRef value,
				     LLVMBasicBlockRef block, unsigned int layers)
{
	LLVMOpcode opcode;
	LLVMValueRef half;
	uint64_t number;

	if (!LLVMIsABinaryOperator(value) || !is_constant(LLVMGetOperand(value, 1), &number) ||
	    layers == MOST_LAYERS)
		return scalar_range_unknown(32);
	opcode = LLVMGetInstructionOpcode(value);
	if (opcode == LLVMAdd && !(uint32_t)number)
		return scalar_add(high_half(walk, LLVMGetOperand(value, 0), block, layers + 1),
				  scalar_range_constant(32, number >> 32));
	half = half_of(walk, LLVMGetOperand(value, 0), block);
	if (!half)
		return scalar_range_unknown(32);
	if (number != 32 && !scalar_walk_follows(walk, VERIFIER_SAME_NUMBER))
		return scalar_range_unknown(32);
	if (opcode == LLVMShl && number >= 32 && number < 63)
		return times(scalar_walk_in(walk, half, block), (int64_t)1 << (number - 32));
	if (opcode == LLVMMul && !(uint32_t)number)
		return times(scalar_walk_in(walk, half, block), (int64_t)number >> 32);
	return scalar_range_unknown(32);
}

/*
 * A number that is just these bits of the base, as a signed one, and was computed on every way
 * here; NULL if there is none.
 */
static LLVMValueRef same_bits(struct scalar_walk *walk, LLVMValueRef base, unsigned int bits,
			      LLVMBasicBlockRef block)
{
	for (LLVMUseRef use = LLVMGetFirstUse(base); use; use = LLVMGetNextUse(use)) {
		for (LLVMUseRef next = LLVMGetFirstUse(LLVMGetUser(use)); next;
		     next = LLVMGetNextUse(next)) {
			LLVMValueRef user = LLVMGetUser(next);
			struct number_form form;

			if (!LLVMIsABinaryOperator(user) && !LLVMIsASExtInst(user))
				continue;
			form = number_form_of(user);
			if (form.base == base && form.bits == bits && form.sign_extends &&
			    !form.addend &&
			    bridge_dominates(walk->analyses, LLVMGetInstructionParent(user), block))
				return user;
		}
	}
	return NULL;
}

/* "x << 48 s>> 46" is four times the lowest 16 bits, which may have been compared as a number. */
static struct scalar_range extend_scaled(struct scalar_walk *walk, LLVMValueRef value,
					 LLVMBasicBlockRef block)
{
	LLVMValueRef up = LLVMGetOperand(value, 0), same;
	struct number_form form;
	struct scalar_range range;
	uint64_t left, right;
	int64_t factor;

	if (!scalar_walk_follows(walk, VERIFIER_SAME_NUMBER) || !LLVMIsABinaryOperator(up) ||
	    LLVMGetInstructionOpcode(up) != LLVMShl ||
	    !is_constant(LLVMGetOperand(value, 1), &right) ||
	    !is_constant(LLVMGetOperand(up, 1), &left) || left < 32 || left > 63 || right >= left)
		return scalar_range_unknown(64);
	form = number_form_of(LLVMGetOperand(up, 0));
	if (form.addend || form.bits < 64 - left)
		return scalar_range_unknown(64);
	same = same_bits(walk, form.base, 64 - (unsigned int)left, block);
	if (!same)
		return scalar_range_unknown(64);
	range = scalar_range_sign_extend(scalar_walk_in(walk, same, block), 64);
	factor = (int64_t)1 << (left - right);
	if (range.empty || range.smin < INT32_MIN || range.smax > INT32_MAX || factor > INT32_MAX)
		return range.empty ? range : scalar_range_unknown(64);
	return scalar_signed(64, range.smin * factor, range.smax * factor);
}

/*
 * "x << 32 s>> 32": LLVM writes the extension of the low half so where it has x at hand, and does
 * what is computed of the half in between.
 */
static struct scalar_range extend_half(struct scalar_walk *walk, LLVMValueRef value,
				       LLVMBasicBlockRef block)
{
	LLVMValueRef up = LLVMGetOperand(value, 0);
	struct scalar_range range;
	uint64_t number;

	if (!is_constant(LLVMGetOperand(value, 1), &number) || number != 32)
		return scalar_range_unknown(64);
	range = high_half(walk, up, block, 0);
	return LLVMGetInstructionOpcode(value) == LLVMAShr
		       ? scalar_walk_sign_extend(walk, range, 64)
		       : scalar_range_zero_extend(range, 64);
}

/*
 * "x & 0x7fffffff", which LLVM makes of a cast of the low half that it knows is not below 0. What
 * was compared is in the bits that verifiers keep, so they know the end up to its highest bit. With
 * all 32 bits it is no mask when it is selected, but a move of the half, which keeps its range.
 */
static struct scalar_range mask_half(struct scalar_walk *walk, LLVMValueRef value,
				     LLVMBasicBlockRef block)
{
	struct scalar_range range;
	LLVMValueRef half;
	uint64_t bits;

	if (!is_constant(LLVMGetOperand(value, 1), &bits) || bits > UINT32_MAX)
		return scalar_range_unknown(64);
	half = half_of(walk, LLVMGetOperand(value, 0), block);
	if (!half)
		return scalar_range_unknown(64);
	range = scalar_and(scalar_walk_in(walk, half, block), scalar_range_constant(32, bits));
	if (!range.empty && bits != UINT32_MAX && !scalar_walk_follows(walk, VERIFIER_SAME_NUMBER))
		range = scalar_unsigned(32, 0,
					range.umax ? UINT64_MAX >> __builtin_clzll(range.umax) : 0);
	return scalar_range_zero_extend(range, 64);
}

struct scalar_range scalar_walk_half(struct scalar_walk *walk, LLVMValueRef value,
				     LLVMBasicBlockRef block)
{
	if (width_of(value) != 64)
		return scalar_range_unknown(width_of(value));
	if (LLVMGetInstructionOpcode(value) == LLVMAnd)
		return mask_half(walk, value, block);
	if (LLVMGetInstructionOpcode(value) == LLVMAShr)
		return scalar_meet(extend_half(walk, value, block),
				   extend_scaled(walk, value, block));
	return extend_half(walk, value, block);
}
