// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Masks and numbers put together of bits; see scalar_walk.h. With all rules on, what is masked away
 * at the lower end, and what is 0 there, tells more than the ends of the ranges.
 */
#include "llvm-pass/scalar_walk.h"

#include "llvm-pass/number_form.h"

/* How many operations are followed. */
#define MOST_DEPTH 6

/*
 * "x & mask": no more than the last multiple of the mask's lowest bit; and where the mask has all
 * bits above that one that x can have, x rounded down.
 */
struct scalar_range scalar_walk_mask(const struct scalar_walk *walk, struct scalar_range a,
				     struct scalar_range b)
{
	struct scalar_range range = scalar_and(a, b);
	uint64_t low, bits;

	if (range.empty || !scalar_is_constant(b) || !b.umin ||
	    !scalar_walk_follows(walk, VERIFIER_SAME_NUMBER))
		return range;
	low = (b.umin & -b.umin) - 1;
	range = scalar_meet(range, scalar_unsigned(range.width, 0, range.umax & ~low));
	bits = a.umax ? UINT64_MAX >> __builtin_clzll(a.umax) : 0;
	if (bits & ~(b.umin | low))
		return range;
	return scalar_meet(range, scalar_unsigned(range.width, a.umin & ~low, a.umax & ~low));
}

/* How many of the lowest bits of a number are surely 0. */
static unsigned int low_zeroes(LLVMValueRef value, unsigned int depth)
{
	unsigned int width = LLVMGetIntTypeWidth(LLVMTypeOf(value)), left, right;
	uint64_t number;

	value = number_behind(value);
	if (LLVMIsAConstantInt(value)) {
		number = LLVMConstIntGetZExtValue(value);
		return number ? (unsigned int)__builtin_ctzll(number) : width;
	}
	if (depth == MOST_DEPTH)
		return 0;
	if (LLVMIsAZExtInst(value))
		return low_zeroes(LLVMGetOperand(value, 0), depth + 1);
	if (!LLVMIsABinaryOperator(value))
		return 0;
	left = low_zeroes(LLVMGetOperand(value, 0), depth + 1);
	switch (LLVMGetInstructionOpcode(value)) {
	case LLVMShl:
		if (!LLVMIsAConstantInt(LLVMGetOperand(value, 1)) ||
		    LLVMConstIntGetZExtValue(LLVMGetOperand(value, 1)) >= width)
			return 0;
		left += (unsigned int)LLVMConstIntGetZExtValue(LLVMGetOperand(value, 1));
		return left < width ? left : width;
	case LLVMMul:
		left += low_zeroes(LLVMGetOperand(value, 1), depth + 1);
		return left < width ? left : width;
	case LLVMAnd:
		right = low_zeroes(LLVMGetOperand(value, 1), depth + 1);
		return left > right ? left : right;
	default:
		return 0;
	}
}

/* True if a number is below the lowest bit that the other one can have. */
static bool is_below_bits(struct scalar_range range, LLVMValueRef other)
{
	unsigned int zeroes = low_zeroes(other, 0);

	return zeroes > 63 || range.umax < (uint64_t)1 << zeroes;
}

/* "x * 4 | y", which LLVM makes of "x * 4 + y" where y is less than 4, is their sum. */
struct scalar_range scalar_walk_or(const struct scalar_walk *walk, LLVMValueRef value,
				   struct scalar_range a, struct scalar_range b)
{
	struct scalar_range range = scalar_or(a, b);

	if (range.empty || !scalar_walk_follows(walk, VERIFIER_SAME_NUMBER))
		return range;
	if (is_below_bits(b, LLVMGetOperand(value, 0)) ||
	    is_below_bits(a, LLVMGetOperand(value, 1)))
		return scalar_meet(range, scalar_add(a, b));
	return range;
}
