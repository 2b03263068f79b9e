// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Masks and numbers put together of bits; see scalar_bits.h. With all rules on, what is masked away
 * at the lower end, and what is 0 there, tells more than the ends of the ranges.
 */
#include "llvm-pass/ranges/scalar_bits.h"

static bool is_constant(LLVMValueRef value, uint64_t *number)
{
	if (!LLVMIsAConstantInt(value))
		return false;
	*number = LLVMConstIntGetZExtValue(value);
	return true;
}

/*
 * "x & mask": no more than the last multiple of the mask's lowest bit; and where the mask has all
 * bits above that one that x can have, x rounded down.
 */
struct scalar_range scalar_walk_mask(const struct scalar_walk *walk, struct scalar_range a,
				     struct scalar_range b)
{
	struct scalar_range range = scalar_and(a, b);
	uint64_t low, bits;

	if (range.empty || !scalar_range_is_constant(b) || !b.umin ||
	    !scalar_walk_follows(walk, VERIFIER_SAME_NUMBER))
		return range;
	low = (b.umin & -b.umin) - 1;
	range = scalar_meet(range, scalar_unsigned(range.width, 0, range.umax & ~low));
	bits = a.umax ? UINT64_MAX >> __builtin_clzll(a.umax) : 0;
	if (bits & ~(b.umin | low))
		return range;
	return scalar_meet(range, scalar_unsigned(range.width, a.umin & ~low, a.umax & ~low));
}

/*
 * "x * 4 | y", which LLVM makes of "x * 4 + y" where y is less than 4: no more than the sum,
 * whatever bits there are.
 */
struct scalar_range scalar_walk_or(const struct scalar_walk *walk, struct scalar_range a,
				   struct scalar_range b)
{
	struct scalar_range range = scalar_or(a, b);
	uint64_t sum;

	if (range.empty || !scalar_walk_follows(walk, VERIFIER_SAME_NUMBER) ||
	    __builtin_add_overflow(a.umax, b.umax, &sum) || sum >= range.umax)
		return range;
	return scalar_meet(range, scalar_unsigned(range.width, range.umin, sum));
}

struct scalar_range scalar_bits_shifted_up(struct scalar_range range,
					   const struct number_form *form,
					   const struct number_form *shifted,
					   struct scalar_range with, unsigned int by)
{
	int64_t low = (int64_t)(((uint64_t)1 << by) - 1);
	struct number_form left = *shifted;

	left.bits = left.width = form->bits;
	left.sign_extends = false;
	/* What is below the first multiple is left out: nothing is there. */
	with = scalar_meet(
		scalar_signed(form->bits, (with.smin >> by) + !!(with.smin & low), with.smax >> by),
		scalar_unsigned(form->bits, (with.umin >> by) + !!(with.umin & (uint64_t)low),
				with.umax >> by));
	return scalar_meet(range, number_range_as(with, &left, form, true));
}

struct scalar_range scalar_bits_with_sign(struct scalar_range range, uint64_t bit,
					  enum scalar_relation relation, struct scalar_range with)
{
	bool equal = relation == SCALAR_EQUAL;

	if ((!equal && relation != SCALAR_NOT_EQUAL) || !scalar_range_is_constant(with) ||
	    with.umin || range.empty || bit & (bit - 1) || bit > INT64_MAX ||
	    range.smin < -(int64_t)bit || range.smax >= (int64_t)bit)
		return range;
	return scalar_range_refine(range, equal ? SCALAR_SIGNED_NOT_BELOW : SCALAR_SIGNED_BELOW,
				   with);
}

struct scalar_range scalar_bits_with_mask(LLVMValueRef value, struct scalar_range range,
					  LLVMValueRef source, uint64_t number,
					  struct scalar_range with)
{
	uint64_t low = (number & -number) - 1, mask;

	value = number_behind(value);
	if (!LLVMIsABinaryOperator(value) || LLVMGetInstructionOpcode(value) != LLVMAnd ||
	    number_behind(LLVMGetOperand(value, 0)) != source ||
	    !is_constant(LLVMGetOperand(value, 1), &mask) || mask & ~(number | low))
		return range;
	with = scalar_meet(with, scalar_unsigned(with.width, 0, number));
	if (with.empty)
		return scalar_empty(range.width);
	return scalar_meet(range, scalar_unsigned(range.width, number & ~mask ? 0 : with.umin,
						  (with.umax & ~low) + (mask & low)));
}

struct scalar_range scalar_walk_masked(const struct scalar_walk *walk, LLVMValueRef value,
				       struct scalar_range range, LLVMValueRef compared,
				       enum scalar_relation relation, struct scalar_range with)
{
	struct number_form a, b = number_form_of(compared);
	struct scalar_range other = scalar_range_unknown(b.bits);
	uint64_t mask;

	value = number_behind(value);
	if (!scalar_walk_follows(walk, VERIFIER_SAME_NUMBER) || !LLVMIsABinaryOperator(value) ||
	    LLVMGetInstructionOpcode(value) != LLVMAnd ||
	    !is_constant(LLVMGetOperand(value, 1), &mask) || !mask)
		return range;
	a = number_form_of(LLVMGetOperand(value, 0));
	if (a.bits < 64 - (unsigned int)__builtin_clzll(mask))
		return range;
	a.bits = 64 - (unsigned int)__builtin_clzll(mask);
	a.sign_extends = false;
	if (!number_tells_of(&b, &a))
		return range;
	other = b.sign_extends ? scalar_range_sign_extend(other, b.width)
			       : scalar_range_zero_extend(other, b.width);
	other = number_range_as(scalar_range_refine(other, relation, with), &b, &a, false);
	return scalar_meet(range,
			   scalar_walk_mask(walk, other, scalar_range_constant(a.width, mask)));
}
