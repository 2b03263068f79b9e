// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Quotients and remainders, as instruction selection computes them; see scalar_walk.h. Relies on
 * the bridge for which of them become a multiplication.
 */
#include "llvm-pass/ranges/scalar_walk.h"

#include <stddef.h>

#include "llvm-pass/ranges/number_form.h"

static unsigned int width_of(LLVMValueRef value)
{
	return LLVMGetIntTypeWidth(LLVMTypeOf(value));
}

/* True for "source & 255" with as many ones as there are bits, if no phi takes it. */
static bool is_mask_of(LLVMValueRef value, LLVMValueRef source, unsigned int bits)
{
	LLVMValueRef mask;

	if (!LLVMIsABinaryOperator(value) || LLVMGetInstructionOpcode(value) != LLVMAnd ||
	    LLVMGetOperand(value, 0) != source)
		return false;
	mask = LLVMGetOperand(value, 1);
	if (!LLVMIsAConstantInt(mask) || LLVMConstIntGetZExtValue(mask) != (1ULL << bits) - 1)
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use))
		if (LLVMIsAPHINode(LLVMGetUser(use)))
			return false;
	return true;
}

/*
 * The range of a number that is divided and has no register of its type: it is masked out of the
 * one of 32 bits. The same mask may have been computed above; then that one is taken (by
 * MachineCSE, if no phi takes it), and it may have been compared.
 */
static struct scalar_range masked(struct scalar_walk *walk, LLVMValueRef number,
				  struct scalar_range range, LLVMBasicBlockRef block)
{
	LLVMValueRef source;

	if (!LLVMIsATruncInst(number))
		return range;
	source = LLVMGetOperand(number, 0);
	if (range.width >= 32 || width_of(source) != 32)
		return range;
	for (LLVMUseRef use = LLVMGetFirstUse(source); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (is_mask_of(user, source, range.width) &&
		    bridge_dominates(walk->analyses, LLVMGetInstructionParent(user), block))
			range = scalar_meet(
				range,
				scalar_truncate(scalar_walk_in(walk, user, block), range.width));
	}
	return range;
}

/*
 * What instruction selection expands into a multiplication keeps its range, as a quotient, and
 * loses it, as a remainder, whatever the kernel.
 */
struct scalar_range scalar_walk_divide(struct scalar_walk *walk, LLVMValueRef value,
				       struct scalar_range a, struct scalar_range b,
				       LLVMBasicBlockRef block)
{
	bool quotient = LLVMGetInstructionOpcode(value) == LLVMUDiv;
	bool expanded = scalar_range_is_constant(b) && bridge_expands_division(value);

	if (expanded ? !quotient && !scalar_walk_follows(walk, VERIFIER_SAME_NUMBER)
		     : !scalar_walk_follows(walk, VERIFIER_DIVISION))
		return scalar_range_unknown(a.width);
	a = masked(walk, LLVMGetOperand(value, 0), a, block);
	return quotient ? scalar_divide(a, b) : scalar_modulo(a, b);
}

/*
 * True for a quotient or remainder of a type that has no register: it is computed in 32 bits, and
 * no mask tells a verifier that loses it that it fits. A remainder that is made of a product gets
 * one, as instruction selection does not know either that it fits.
 */
static bool is_widened_division(LLVMValueRef value)
{
	LLVMOpcode opcode;

	if (!LLVMIsABinaryOperator(value) || width_of(value) >= 32)
		return false;
	opcode = LLVMGetInstructionOpcode(value);
	if (opcode == LLVMURem && LLVMIsAConstantInt(LLVMGetOperand(value, 1)) &&
	    bridge_expands_division(value))
		return false;
	return opcode == LLVMUDiv || opcode == LLVMURem;
}

struct scalar_range scalar_walk_zero_extend(const struct scalar_walk *walk, LLVMValueRef source,
					    struct scalar_range range, unsigned int width)
{
	if (!scalar_walk_follows(walk, VERIFIER_SAME_NUMBER) && width >= 32 &&
	    is_widened_division(number_behind(source)) &&
	    range.umax == scalar_range_unknown(range.width).umax)
		range = scalar_range_unknown(32);
	return scalar_range_zero_extend(range, width);
}
