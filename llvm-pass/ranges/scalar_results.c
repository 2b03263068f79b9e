// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The range that each instruction gives its result; see scalar_walk.h. What the rules at hand do
 * not follow is unknown.
 */
#include "llvm-pass/ranges/scalar_walk.h"

#include <string.h>

#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/ir/function_calls.h"
#include "llvm-pass/ir/loop_bounds.h"
#include "llvm-pass/ranges/number_form.h"
#include "llvm-pass/support/planted.h"
#include "llvm-pass/ranges/scalar_bits.h"
#include "llvm-pass/stack/returned_length.h"

static unsigned int width_of(LLVMValueRef value)
{
	return LLVMGetIntTypeWidth(LLVMTypeOf(value));
}

static bool is_number(LLVMValueRef value)
{
	return LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMIntegerTypeKind && width_of(value) <= 64;
}

static struct scalar_range subtract(struct scalar_walk *walk, LLVMValueRef value,
				    struct scalar_range a, struct scalar_range b,
				    LLVMBasicBlockRef block)
{
	LLVMValueRef left = LLVMGetOperand(value, 0), right = LLVMGetOperand(value, 1);
	struct scalar_range range = scalar_subtract(a, b);
	uint64_t apart;

	/* "0 - x" is selected as a negation. */
	if (LLVMIsAConstantInt(left) && scalar_range_is_constant(a) && !a.umin &&
	    !scalar_walk_follows(walk, VERIFIER_NEGATION))
		return scalar_range_unknown(a.width);
	/* No verifier remembers that one register was not below another. */
	if (scalar_walk_follows(walk, VERIFIER_SAME_NUMBER) && !LLVMIsAConstantInt(left) &&
	    !LLVMIsAConstantInt(right) && !a.empty && a.umax >= b.umin &&
	    scalar_walk_not_below(walk, left, right, block, &apart) && a.umax - b.umin >= apart)
		range = scalar_meet(range, scalar_unsigned(a.width, apart, a.umax - b.umin));
	return range;
}

static struct scalar_range add(const struct scalar_walk *walk, struct scalar_range a,
			       struct scalar_range b)
{
	if (scalar_walk_follows(walk, VERIFIER_OPERANDS) && scalar_range_is_constant(b))
		return scalar_turn(a, b.umin);
	return scalar_add(a, b);
}

static struct scalar_range binary(struct scalar_walk *walk, LLVMValueRef value,
				  LLVMBasicBlockRef block)
{
	struct scalar_range a = scalar_walk_in(walk, LLVMGetOperand(value, 0), block);
	struct scalar_range b = scalar_walk_in(walk, LLVMGetOperand(value, 1), block);

	switch (LLVMGetInstructionOpcode(value)) {
	case LLVMAdd:
		return add(walk, a, b);
	case LLVMSub:
		return subtract(walk, value, a, b, block);
	case LLVMMul:
		return scalar_multiply(a, b);
	case LLVMUDiv:
	case LLVMURem:
		return scalar_walk_divide(walk, value, a, b, block);
	case LLVMAnd:
		return scalar_meet(scalar_walk_mask(walk, a, b),
				   scalar_walk_half(walk, value, block));
	case LLVMOr:
		return scalar_walk_or(walk, a, b);
	case LLVMXor:
		return scalar_xor(a, b);
	case LLVMShl:
		return scalar_shift_left(a, b);
	case LLVMLShr:
		return scalar_meet(scalar_shift_right(a, b), scalar_walk_half(walk, value, block));
	case LLVMAShr:
		return scalar_meet(scalar_shift_arithmetic(a, b),
				   scalar_walk_half(walk, value, block));
	default:
		return scalar_range_unknown(a.width);
	}
}

static struct scalar_range cast(struct scalar_walk *walk, LLVMValueRef value,
				LLVMBasicBlockRef block)
{
	LLVMValueRef source = LLVMGetOperand(value, 0);
	unsigned int width = width_of(value);
	struct scalar_range range;

	if (!is_number(source))
		return scalar_range_unknown(width);
	range = scalar_walk_in(walk, source, block);
	switch (LLVMGetInstructionOpcode(value)) {
	case LLVMTrunc:
		return scalar_truncate(range, width);
	case LLVMZExt:
		return scalar_walk_zero_extend(walk, source, range, width);
	case LLVMSExt:
		return scalar_walk_sign_extend(walk, range, width);
	default:
		return scalar_range_unknown(width);
	}
}

/*
 * True for "x - 160" out of "x < 160 ? x : x - 160": what is chosen if the comparison does not hold
 * is computed behind the branch that a choice is (by MachineSinking) where nothing else takes it,
 * of the register that was compared.
 */
static bool is_behind(LLVMValueRef value, LLVMValueRef condition, bool holds,
		      LLVMBasicBlockRef block)
{
	LLVMUseRef use = LLVMGetFirstUse(value);

	return !holds && use && !LLVMGetNextUse(use) && LLVMIsABinaryOperator(value) &&
	       LLVMGetInstructionParent(value) == block && LLVMIsAICmpInst(condition) &&
	       LLVMIsAConstantInt(LLVMGetOperand(value, 1)) &&
	       LLVMGetOperand(value, 0) == LLVMGetOperand(condition, 0);
}

/* One of two values, chosen because the condition holds or not. */
static struct scalar_range chosen(struct scalar_walk *walk, LLVMValueRef value,
				  struct scalar_range range, LLVMValueRef condition, bool holds,
				  LLVMBasicBlockRef block)
{
	struct scalar_condition outer = walk->assumed;

	range = scalar_walk_refine(walk, value, range, condition, holds, block);
	if (outer.block || !LLVMIsAInstruction(value) || LLVMIsAPHINode(value) ||
	    !bridge_dominates(walk->analyses, LLVMGetInstructionParent(value), block) ||
	    (!scalar_walk_follows(walk, VERIFIER_OPERANDS) &&
	     !is_behind(value, condition, holds, block)))
		return range;
	walk->assumed = (struct scalar_condition){ condition, holds, block };
	range = scalar_meet(range, scalar_walk_result(walk, value, block));
	walk->assumed = outer;
	return range;
}

static struct scalar_range choose(struct scalar_walk *walk, LLVMValueRef value,
				  LLVMBasicBlockRef block)
{
	LLVMValueRef condition = LLVMGetOperand(value, 0);
	LLVMValueRef yes = LLVMGetOperand(value, 1), no = LLVMGetOperand(value, 2);
	struct scalar_range of_yes = scalar_walk_in(walk, yes, block);
	struct scalar_range of_no = scalar_walk_in(walk, no, block);

	/* More than one comparison needs a copy of what is chosen. */
	if (of_yes.width <= 32 && !LLVMIsAICmpInst(number_behind(condition)) &&
	    !scalar_walk_follows(walk, VERIFIER_COPY))
		return scalar_join(of_yes, of_no);
	return scalar_join(chosen(walk, yes, of_yes, condition, true, block),
			   chosen(walk, no, of_no, condition, false, block));
}

/* True if the verifier knows how far a loop counts, as well as can be proven. */
static bool knows_end(struct scalar_walk *walk, const struct loop_bound *bound)
{
	LLVMValueRef value = LLVMGetOperand(bound->comparison, bound->operand);
	struct scalar_range known =
		scalar_walk_in(walk, value, LLVMGetInstructionParent(bound->entry));
	struct scalar_range proven =
		scalar_range_at(walk->analyses, VERIFIER_ALL_RULES, value, bound->entry);

	return known.umax <= proven.umax;
}

/*
 * A number that changes in a loop. The verifier goes round with it, and knows it as well each time
 * as it knew what the loop began with, as long as it knows where the loop ends.
 */
static struct scalar_range go_round(struct scalar_walk *walk, LLVMValueRef phi,
				    struct scalar_range start, struct scalar_range next)
{
	struct scalar_range proven = scalar_range_unknown(width_of(phi));
	struct loop_bound bounds[LOOP_BOUNDS];
	int64_t first, last;
	size_t count = 0;

	if (!scalar_walk_follows(walk, VERIFIER_OPERANDS))
		count = loop_bounds_of(walk->analyses, phi, bounds);
	for (size_t i = 0; i < count; i++)
		if (!knows_end(walk, &bounds[i]))
			return proven;
	if (bridge_range(walk->analyses, phi, phi, &first, &last))
		proven = scalar_signed(proven.width, first, last);
	return scalar_meet(scalar_join(start, proven), scalar_join(start, next));
}

/*
 * What the way round a loop tells of the next value, whatever that is. Each time round the verifier
 * knows it as a constant, so a comparison with another register refines it.
 */
static struct scalar_range way_round(struct scalar_walk *walk, LLVMValueRef value,
				     LLVMBasicBlockRef from, LLVMBasicBlockRef header)
{
	verifier_rules rules = walk->rules;
	struct scalar_range range;

	walk->rules |= 1U << VERIFIER_REGISTERS;
	range = scalar_walk_over(walk, value, scalar_range_unknown(width_of(value)), from, header);
	walk->rules = rules;
	return range;
}

/*
 * True for a constant that comes from a switch over a number of less than 32 bits and is the case
 * that leads here: CodeGenPrepare takes another copy of the number for it, which was not compared.
 */
static bool is_case_of(LLVMValueRef value, LLVMBasicBlockRef from, LLVMBasicBlockRef block)
{
	LLVMValueRef last = LLVMGetBasicBlockTerminator(from);
	LLVMBasicBlockRef target;
	uint64_t number;

	if (!LLVMIsAConstantInt(value) || !LLVMIsASwitchInst(last) ||
	    width_of(LLVMGetOperand(last, 0)) >= 32)
		return false;
	for (unsigned int i = 0; bridge_switch_case(last, i, &number, &target); i++)
		if (target == block && number == LLVMConstIntGetZExtValue(value))
			return true;
	return false;
}

/* That copy, of which no more is known than that it is not wider. */
static struct scalar_range copied_case(LLVMBasicBlockRef from, unsigned int width)
{
	LLVMValueRef number = LLVMGetOperand(LLVMGetBasicBlockTerminator(from), 0);

	return scalar_range_zero_extend(scalar_range_unknown(width_of(number)), width);
}

static struct scalar_range merge_open(struct scalar_walk *walk, LLVMValueRef phi)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(phi);
	struct scalar_range range = scalar_empty(width_of(phi)), next = range;
	bool loop = false;

	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		LLVMValueRef value = LLVMGetIncomingValue(phi, i);
		LLVMBasicBlockRef from = LLVMGetIncomingBlock(phi, i);

		if (bridge_dominates(walk->analyses, block, from)) {
			loop = true;
			next = scalar_join(next, way_round(walk, value, from, block));
			continue;
		}
		if (is_case_of(value, from, block) &&
		    !scalar_walk_follows(walk, VERIFIER_SAME_NUMBER)) {
			range = scalar_join(range, copied_case(from, range.width));
			continue;
		}
		range = scalar_join(range,
				    scalar_walk_over(walk, value, scalar_walk_in(walk, value, from),
						     from, block));
	}
	return loop ? go_round(walk, phi, range, next) : range;
}

/* A phi that the walk comes back to is unknown: it may be another one by then. */
static struct scalar_range merge(struct scalar_walk *walk, LLVMValueRef phi)
{
	struct scalar_range range = scalar_range_unknown(width_of(phi));
	struct scalar_condition assumed;

	if (walk->depth == SCALAR_WALK_DEPTH)
		return range;
	for (unsigned int i = 0; i < walk->depth; i++)
		if (walk->open[i].value == phi && !walk->open[i].block)
			return range;
	assumed = scalar_walk_leave(walk);
	if (PLANTED(another_turn))
		walk->assumed = assumed;
	walk->open[walk->depth++] = (struct scalar_question){ phi, NULL };
	range = merge_open(walk, phi);
	walk->depth--;
	walk->assumed = assumed;
	return range;
}

static bool is_intrinsic(LLVMValueRef call, const char *name)
{
	LLVMValueRef callee = LLVMGetCalledValue(call);

	return LLVMIsAFunction(callee) &&
	       LLVMGetIntrinsicID(callee) == LLVMLookupIntrinsicID(name, strlen(name));
}

/* What a static function returns: the verifier walks it for each call, and comes out with that. */
static struct scalar_range returned(struct scalar_walk *walk, LLVMValueRef call)
{
	LLVMValueRef function = LLVMGetCalledValue(call);
	struct scalar_range range = scalar_empty(width_of(call)),
			    unknown = scalar_range_unknown(range.width);
	struct scalar_condition assumed;

	if (!LLVMIsAFunction(function) || LLVMIsDeclaration(function) ||
	    LLVMGetLinkage(function) != LLVMInternalLinkage || walk->depth == SCALAR_WALK_DEPTH)
		return unknown;
	for (unsigned int i = 0; i < walk->depth; i++)
		if (walk->open[i].value == function)
			return unknown;
	assumed = scalar_walk_leave(walk);
	walk->open[walk->depth++] = (struct scalar_question){ function, NULL };
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block)) {
		LLVMValueRef last = LLVMGetBasicBlockTerminator(block);

		if (!LLVMIsAReturnInst(last))
			continue;
		if (!LLVMGetNumOperands(last) ||
		    LLVMTypeOf(LLVMGetOperand(last, 0)) != LLVMTypeOf(call))
			range = unknown;
		else
			range = scalar_join(range,
					    scalar_walk_in(walk, LLVMGetOperand(last, 0), block));
	}
	walk->depth--;
	walk->assumed = assumed;
	/* A naked one, say, whose assembly returns: that the IR has no return proves nothing. */
	return range.empty && !PLANTED(empty_range) ? unknown : range;
}

/* The length of a string or of a stack that a helper read. Verifiers know the upper end. */
static struct scalar_range length_of(const struct scalar_walk *walk, LLVMValueRef value)
{
	int64_t first, last;

	if (!returned_length(value, &first, &last) ||
	    (returned_length_of_task(value) && !scalar_walk_follows(walk, VERIFIER_TASK_STACK)))
		return scalar_range_unknown(width_of(value));
	if (!scalar_walk_follows(walk, VERIFIER_OPERANDS))
		first = INT32_MIN;
	return scalar_signed(64, first, last);
}

/* A minimum or maximum is a comparison and a branch. */
static struct scalar_range call(struct scalar_walk *walk, LLVMValueRef value,
				LLVMBasicBlockRef block)
{
	static const struct {
		const char *name;
		enum scalar_relation relation;
	} kinds[] = {
		{ "llvm.umin", SCALAR_UNSIGNED_NOT_ABOVE },
		{ "llvm.umax", SCALAR_UNSIGNED_NOT_BELOW },
		{ "llvm.smin", SCALAR_SIGNED_NOT_ABOVE },
		{ "llvm.smax", SCALAR_SIGNED_NOT_BELOW },
	};

	for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct scalar_range a, b;

		if (!is_intrinsic(value, kinds[i].name))
			continue;
		a = scalar_walk_in(walk, LLVMGetOperand(value, 0), block);
		b = scalar_walk_in(walk, LLVMGetOperand(value, 1), block);
		return scalar_join(scalar_range_refine(a, kinds[i].relation, b),
				   scalar_range_refine(b, kinds[i].relation, a));
	}
	return LLVMIsAFunction(LLVMGetCalledValue(value)) ? returned(walk, value)
							  : length_of(walk, value);
}

struct scalar_range scalar_walk_result(struct scalar_walk *walk, LLVMValueRef value,
				       LLVMBasicBlockRef block)
{
	LLVMValueRef behind = number_behind(value);

	if (behind != value)
		return scalar_walk_in(walk, behind, block);
	if (LLVMIsAPHINode(value))
		return merge(walk, value);
	if (LLVMIsABinaryOperator(value))
		return binary(walk, value, block);
	if (LLVMIsACastInst(value))
		return cast(walk, value, block);
	if (LLVMIsASelectInst(value))
		return choose(walk, value, block);
	if (LLVMIsACallInst(value))
		return call(walk, value, block);
	return scalar_range_unknown(width_of(value));
}
