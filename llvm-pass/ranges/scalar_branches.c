// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * What a branch tells of a number; see scalar_walk.h. The verifier refines the register that is
 * compared and its copies; other numbers that were made of the same one only by certain rules.
 */
#include "llvm-pass/ranges/scalar_walk.h"

#include <stddef.h>

#include "llvm-pass/ranges/narrow_number.h"
#include "llvm-pass/ir/constant_ways.h"
#include "llvm-pass/ir/joined_condition.h"
#include "llvm-pass/ranges/number_form.h"
#include "llvm-pass/support/planted.h"
#include "llvm-pass/ranges/scalar_bits.h"

static unsigned int width_of(LLVMValueRef value)
{
	return LLVMGetIntTypeWidth(LLVMTypeOf(value));
}

static bool is_cast_of(LLVMValueRef value, LLVMOpcode opcode, LLVMValueRef source)
{
	return LLVMIsAInstruction(value) && LLVMGetInstructionOpcode(value) == opcode &&
	       number_behind(LLVMGetOperand(value, 0)) == source;
}

/* True for a number that is not compared itself: a copy is, that only this block's 32 bits share.
 */
static bool is_compared_as_copy(LLVMValueRef value, LLVMValueRef compared, LLVMBasicBlockRef block)
{
	unsigned int width = width_of(compared);

	return width > 1 && width < 32 && !narrow_number_is_whole(compared) &&
	       !(is_cast_of(value, LLVMZExt, compared) && width_of(value) == 32 &&
		 LLVMGetInstructionParent(value) == block);
}

/* True if both numbers live in one register, of which casts take more or less. */
static bool share_register(LLVMValueRef value, struct scalar_range range, LLVMValueRef compared,
			   LLVMBasicBlockRef block)
{
	value = number_behind(value);
	compared = number_behind(compared);
	if (is_compared_as_copy(value, compared, block))
		return false;
	return value == compared || is_cast_of(value, LLVMZExt, compared) ||
	       is_cast_of(compared, LLVMZExt, value) || is_cast_of(value, LLVMTrunc, compared) ||
	       (is_cast_of(compared, LLVMTrunc, value) && range.umax <= UINT32_MAX);
}

/*
 * True if the verifier links the number to the one that is compared: that one is a whole register,
 * perhaps with a constant added to its copy.
 */
static bool are_linked(const struct number_form *number, const struct number_form *compared)
{
	return compared->bits == width_of(compared->base) &&
	       (compared->bits == 32 || compared->bits == 64) &&
	       (compared->bits == compared->width || !compared->sign_extends) &&
	       (number->bits == number->width || !number->sign_extends) &&
	       (number->bits == compared->bits || !number->addend);
}

static bool is_constant(LLVMValueRef value, uint64_t *number)
{
	if (!LLVMIsAConstantInt(value))
		return false;
	*number = LLVMConstIntGetZExtValue(value);
	return true;
}

/* True for a number that was shifted up so far. */
static bool has_no_low_bits(LLVMValueRef value, uint64_t bits)
{
	uint64_t by;

	return LLVMIsABinaryOperator(value) && LLVMGetInstructionOpcode(value) == LLVMShl &&
	       is_constant(LLVMGetOperand(value, 1), &by) && by >= bits;
}

static struct scalar_range refine(struct scalar_walk *walk, LLVMValueRef value,
				  struct scalar_range range, LLVMValueRef condition, bool holds,
				  LLVMBasicBlockRef block);

/* The range of the number that another is compared with, as the rest of the condition bounds it. */
static struct scalar_range other_side(struct scalar_walk *walk, LLVMValueRef value,
				      LLVMValueRef comparison, LLVMBasicBlockRef block)
{
	struct scalar_condition whole = walk->condition;
	struct scalar_range range;

	/* Here, not further up, and once, not for the other side of the other side. */
	walk->condition.block = NULL;
	range = scalar_walk_in(walk, value, block);
	if (whole.block && !LLVMIsAConstantInt(value) && number_behind(whole.value) != comparison)
		range = refine(walk, value, range, whole.value, whole.holds, whole.block);
	walk->condition = whole;
	return range;
}

/*
 * What a number tells, whose lowest bits were masked or shifted away, of the one that still has
 * them: with s bits gone, x is from FIRST << s to LAST << s with all of them set.
 */
static struct scalar_range with_low_bits(struct scalar_walk *walk, LLVMValueRef value,
					 struct scalar_range range, LLVMValueRef compared,
					 enum scalar_relation relation, struct scalar_range with,
					 LLVMBasicBlockRef block)
{
	struct number_form form = number_form_of(value), shifted;
	unsigned int width = width_of(compared);
	LLVMOpcode opcode;
	LLVMValueRef source;
	uint64_t number, low;

	compared = number_behind(compared);
	if (!scalar_walk_follows(walk, VERIFIER_SAME_NUMBER) || !LLVMIsABinaryOperator(compared) ||
	    !is_constant(LLVMGetOperand(compared, 1), &number) || !number)
		return range;
	opcode = LLVMGetInstructionOpcode(compared);
	source = number_behind(LLVMGetOperand(compared, 0));
	if (opcode == LLVMAnd && source == number_behind(value))
		range = scalar_bits_with_sign(range, number, relation, with);
	with = scalar_range_refine(other_side(walk, compared, NULL, block), relation, with);
	if (opcode == LLVMAnd) {
		low = (number & -number) - 1;
		range = scalar_bits_with_mask(value, range, source, number, with);
		/* All bits from some one up, and the value has none above these. */
		if (form.base != source || form.addend || !low ||
		    (number | low) & ((number | low) + 1) ||
		    (number | low) < UINT64_MAX >> (64 - form.bits))
			return range;
		with = scalar_meet(with, scalar_unsigned(width, 0, number));
		with = scalar_unsigned(width, with.umin & ~low, with.umax | low);
		with = scalar_truncate(with, form.bits);
		return scalar_meet(range, form.sign_extends
						  ? scalar_range_sign_extend(with, range.width)
						  : scalar_range_zero_extend(with, range.width));
	}
	shifted = number_form_of(source);
	if (PLANTED(moved_bits))
		shifted.addend = 0;
	if (opcode == LLVMShl && number < width && !with.empty &&
	    number_tells_of(&shifted, &form) && form.bits + number == width)
		return scalar_bits_shifted_up(range, &form, &shifted, with, (unsigned int)number);
	if ((opcode != LLVMAShr && opcode != LLVMLShr) || source != number_behind(value) ||
	    number >= width)
		return range;
	low = has_no_low_bits(source, number) ? 0 : ((uint64_t)1 << number) - 1;
	if (opcode == LLVMLShr) {
		with = scalar_meet(with,
				   scalar_unsigned(width, 0, UINT64_MAX >> (64 - width) >> number));
		if (with.empty)
			return scalar_empty(range.width);
		return scalar_meet(range, scalar_unsigned(width, with.umin << number,
							  (with.umax << number) | low));
	}
	with = scalar_meet(with, scalar_signed(width, INT64_MIN >> (64 - width) >> number,
					       INT64_MAX >> (64 - width) >> number));
	if (with.empty)
		return scalar_empty(range.width);
	return scalar_meet(range, scalar_signed(width, with.smin * ((int64_t)1 << number),
						with.smax * ((int64_t)1 << number) + (int64_t)low));
}

/*
 * Takes a value and the number that is compared apart, so far that they are the same one. Returns
 * false if they are not.
 */
static bool relate(LLVMValueRef value, LLVMValueRef compared, struct number_form *a,
		   struct number_form *b)
{
	*a = number_form_of(value);
	*b = number_form_of(compared);
	if (number_tells_of(b, a))
		return true;
	/* The other one may be made of the value as it is. */
	*a = (struct number_form){ .base = number_behind(value), .addend = 0 };
	a->width = a->bits = width_of(value);
	return number_tells_of(b, a);
}

/* What the comparison of compared with a range tells of a value. */
static struct scalar_range learn(struct scalar_walk *walk, LLVMValueRef value,
				 struct scalar_range range, LLVMValueRef compared,
				 enum scalar_relation relation, struct scalar_range with,
				 LLVMBasicBlockRef block)
{
	struct number_form a, b;
	struct scalar_range other;

	if (!relate(value, compared, &a, &b))
		return range;
	if (!share_register(value, range, compared, block) &&
	    !scalar_walk_follows(walk, VERIFIER_SAME_NUMBER) &&
	    !(scalar_walk_follows(walk, VERIFIER_ADDITION) && are_linked(&a, &b)))
		return range;
	if (relation == SCALAR_NOT_EQUAL && !scalar_walk_follows(walk, VERIFIER_NOT_EQUAL) &&
	    !constant_ways_lead_to(number_behind(compared)))
		return range;
	if (!scalar_range_is_constant(with) && !scalar_walk_follows(walk, VERIFIER_REGISTERS))
		return range;
	other = number_range_as(range, &a, &b, scalar_walk_follows(walk, VERIFIER_OPERANDS));
	/* The bits that the value has not may bound it only together with the rest. */
	if (b.bits > a.bits && scalar_walk_follows(walk, VERIFIER_SAME_NUMBER))
		other = scalar_meet(other, other_side(walk, compared, NULL, block));
	other = scalar_range_refine(other, relation, with);
	return scalar_meet(range, number_range_as(other, &b, &a, false));
}

static enum scalar_relation relation_of(LLVMValueRef comparison)
{
	switch (LLVMGetICmpPredicate(comparison)) {
	case LLVMIntEQ:
		return SCALAR_EQUAL;
	case LLVMIntNE:
		return SCALAR_NOT_EQUAL;
	case LLVMIntULT:
		return SCALAR_UNSIGNED_BELOW;
	case LLVMIntULE:
		return SCALAR_UNSIGNED_NOT_ABOVE;
	case LLVMIntUGT:
		return SCALAR_UNSIGNED_ABOVE;
	case LLVMIntUGE:
		return SCALAR_UNSIGNED_NOT_BELOW;
	case LLVMIntSLT:
		return SCALAR_SIGNED_BELOW;
	case LLVMIntSLE:
		return SCALAR_SIGNED_NOT_ABOVE;
	case LLVMIntSGT:
		return SCALAR_SIGNED_ABOVE;
	default:
		return SCALAR_SIGNED_NOT_BELOW;
	}
}

/* True if 0 and all ones are told apart from the rest: these a byte swap leaves as they are. */
static bool is_same_swapped(LLVMValueRef right, enum scalar_relation relation)
{
	return LLVMIsAConstantInt(right) &&
	       (relation == SCALAR_EQUAL || relation == SCALAR_NOT_EQUAL) &&
	       (LLVMIsNull(right) || LLVMConstIntGetSExtValue(right) == -1);
}

static struct scalar_range compare(struct scalar_walk *walk, LLVMValueRef value,
				   struct scalar_range range, LLVMValueRef comparison, bool holds,
				   LLVMBasicBlockRef block)
{
	LLVMValueRef left = LLVMGetOperand(comparison, 0), right = LLVMGetOperand(comparison, 1);
	enum scalar_relation relation = relation_of(comparison);
	struct number_form form, side;

	if (LLVMGetTypeKind(LLVMTypeOf(left)) != LLVMIntegerTypeKind || width_of(left) > 64)
		return range;
	if (!holds)
		relation = scalar_opposite(relation);
	if (relate(value, left, &form, &side))
		range = learn(walk, value, range, left, relation,
			      other_side(walk, right, comparison, block), block);
	else if (LLVMIsAConstantInt(right))
		range = with_low_bits(walk, value, range, left, relation,
				      scalar_walk_in(walk, right, block), block);
	if (LLVMIsAConstantInt(right))
		range = scalar_walk_masked(walk, value, range, left, relation,
					   scalar_walk_in(walk, right, block));
	if (scalar_walk_follows(walk, VERIFIER_SAME_NUMBER) && number_swapped(value) == left &&
	    is_same_swapped(right, relation))
		range = scalar_range_refine(range, relation, scalar_walk_in(walk, right, block));
	if (relate(value, right, &form, &side))
		range = learn(walk, value, range, right, scalar_mirrored(relation),
			      other_side(walk, left, comparison, block), block);
	return range;
}

static struct scalar_range refine(struct scalar_walk *walk, LLVMValueRef value,
				  struct scalar_range range, LLVMValueRef condition, bool holds,
				  LLVMBasicBlockRef block)
{
	LLVMValueRef a, b;
	struct scalar_range first, second;
	uint64_t inverts;
	bool either;

	condition = number_behind(condition);
	if (condition == value)
		return scalar_range_constant(1, holds);
	if (!LLVMIsAInstruction(condition) || scalar_walk_is_in_vain(walk) ||
	    walk->steps++ > 8 * walk->most)
		return range;
	if (LLVMIsAICmpInst(condition))
		return compare(walk, value, range, condition, holds, block);
	if (LLVMGetInstructionOpcode(condition) == LLVMXor &&
	    is_constant(LLVMGetOperand(condition, 1), &inverts))
		return refine(walk, value, range, LLVMGetOperand(condition, 0), holds != inverts,
			      block);
	if (!joined_condition_is(condition, &a, &b, &either))
		return range;
	/* Both are known: "and" that holds, or "or" that does not. */
	first = refine(walk, value, range, a, holds, block);
	if (either != holds)
		return refine(walk, value, first, b, holds, block);
	/* One is: each is a branch of its own. */
	second = refine(walk, value, range, a, !holds, block);
	second = refine(walk, value, second, b, holds, block);
	return scalar_join(first, second);
}

struct scalar_range scalar_walk_refine(struct scalar_walk *walk, LLVMValueRef value,
				       struct scalar_range range, LLVMValueRef condition,
				       bool holds, LLVMBasicBlockRef block)
{
	struct scalar_condition outer = walk->condition;

	walk->condition = (struct scalar_condition){ condition, holds, block };
	range = refine(walk, value, range, condition, holds, block);
	walk->condition = outer;
	return range;
}

bool scalar_walk_not_below(struct scalar_walk *walk, LLVMValueRef a, LLVMValueRef b,
			   LLVMBasicBlockRef block, uint64_t *apart)
{
	bool sure = false;

	*apart = 0;
	for (LLVMUseRef use = LLVMGetFirstUse(a); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		enum scalar_relation relation;
		struct scalar_range truth;
		bool left;

		/* One that does not dominate may have compared an earlier a, in a loop. */
		if (!LLVMIsAICmpInst(user) ||
		    !bridge_dominates(walk->analyses, LLVMGetInstructionParent(user), block))
			continue;
		left = LLVMGetOperand(user, 0) == a;
		if (LLVMGetOperand(user, left) != b)
			continue;
		truth = scalar_walk_in(walk, user, block);
		if (!scalar_range_is_constant(truth))
			continue;
		relation = truth.umin ? relation_of(user) : scalar_opposite(relation_of(user));
		if (!left)
			relation = scalar_mirrored(relation);
		sure |= relation == SCALAR_UNSIGNED_NOT_BELOW || relation == SCALAR_UNSIGNED_ABOVE;
		*apart |= relation == SCALAR_UNSIGNED_ABOVE;
	}
	return sure;
}

/* What a switch tells of a value in the block of some of its cases; of the default, nothing. */
static struct scalar_range take_case(struct scalar_walk *walk, LLVMValueRef value,
				     struct scalar_range range, LLVMValueRef choice,
				     LLVMBasicBlockRef next)
{
	LLVMValueRef number = LLVMGetOperand(choice, 0);
	struct scalar_range taken = scalar_empty(range.width);
	LLVMBasicBlockRef target;
	uint64_t value_of_case;

	if (LLVMGetSwitchDefaultDest(choice) == next || width_of(number) > 64)
		return range;
	for (unsigned int i = 0; bridge_switch_case(choice, i, &value_of_case, &target); i++) {
		struct scalar_range one = scalar_range_constant(width_of(number), value_of_case);

		if (target == next)
			taken = scalar_join(taken, learn(walk, value, range, number, SCALAR_EQUAL,
							 one, LLVMGetInstructionParent(choice)));
	}
	return taken;
}

struct scalar_range scalar_walk_over(struct scalar_walk *walk, LLVMValueRef value,
				     struct scalar_range range, LLVMBasicBlockRef block,
				     LLVMBasicBlockRef next)
{
	LLVMValueRef last = LLVMGetBasicBlockTerminator(block);

	if (range.empty)
		return range;
	if (LLVMIsASwitchInst(last))
		return take_case(walk, value, range, last, next);
	if (!LLVMIsABranchInst(last) || !LLVMIsConditional(last) ||
	    LLVMGetSuccessor(last, 0) == LLVMGetSuccessor(last, 1))
		return range;
	return scalar_walk_refine(walk, value, range, LLVMGetCondition(last),
				  LLVMGetSuccessor(last, 0) == next, block);
}
