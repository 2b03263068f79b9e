// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Walks up from a place to the definitions; see scalar_walk.h. */
#include "llvm-pass/ranges/scalar_walk.h"

#include <stddef.h>

#include "llvm-pass/ir/function_calls.h"
#include "llvm-pass/ranges/number_form.h"
#include "llvm-pass/support/planted.h"
#include "llvm-pass/ranges/scalar_memo.h"

/* From that step on, merges are passed over. */
#define MERGE_STEPS 256
/* How many merges are taken apart behind one another; beyond, the dominator is asked. */
#define MOST_MERGES 3
#define MOST_PREDECESSORS 16

/* True if the question is open already, from the one with that number on. */
static bool is_open(const struct scalar_walk *walk, LLVMValueRef value, LLVMBasicBlockRef block,
		    unsigned int first)
{
	for (unsigned int i = first; i < walk->depth; i++)
		if (walk->open[i].value == value && walk->open[i].block == block)
			return true;
	return false;
}

/* The blocks that lead to one. Returns how many, or more than there is room for. */
static size_t predecessors_of(LLVMBasicBlockRef block, LLVMBasicBlockRef *blocks)
{
	size_t count = 0;

	for (LLVMUseRef use = LLVMGetFirstUse(LLVMBasicBlockAsValue(block)); use;
	     use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		size_t i = 0;
		LLVMBasicBlockRef from;

		if (!LLVMIsAInstruction(user) || !LLVMIsATerminatorInst(user))
			continue;
		from = LLVMGetInstructionParent(user);
		while (i < count && blocks[i] != from)
			i++;
		if (i < count)
			continue;
		if (count == MOST_PREDECESSORS)
			return count + 1;
		blocks[count++] = from;
	}
	return count;
}

static unsigned int merges(const struct scalar_walk *walk, LLVMValueRef value)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < walk->depth; i++)
		count += walk->open[i].value == value;
	return count;
}

static struct scalar_range walk_in(struct scalar_walk *walk, LLVMValueRef value,
				   LLVMBasicBlockRef block);

static struct scalar_range from(struct scalar_walk *walk, LLVMValueRef value,
				LLVMBasicBlockRef block, LLVMBasicBlockRef next)
{
	struct scalar_condition assumed = scalar_walk_leave(walk);
	struct scalar_range range;

	if (PLANTED(another_turn))
		walk->assumed = assumed;
	range = scalar_walk_over(walk, value, walk_in(walk, value, block), block, next);
	walk->assumed = assumed;
	return range;
}

/*
 * The range of a value that was computed before the block: of what leads there. A value that is
 * computed outside of a loop does not change in it, so the way round the loop adds nothing. Only
 * if that is a way of this value alone: what else was computed in the turn before, of this value
 * perhaps, may be anything that this can be.
 */
static struct scalar_range on_entry(struct scalar_walk *walk, LLVMValueRef value,
				    LLVMBasicBlockRef block)
{
	unsigned int width = LLVMGetIntTypeWidth(LLVMTypeOf(value));
	struct scalar_range range = scalar_empty(width);
	LLVMBasicBlockRef before[MOST_PREDECESSORS], dominator;
	size_t count = predecessors_of(block, before);

	if (count == 1)
		return from(walk, value, before[0], block);
	if (is_open(walk, value, block, walk->way))
		return range;
	if (is_open(walk, value, block, 0) || count > MOST_PREDECESSORS ||
	    walk->depth == SCALAR_WALK_DEPTH || walk->steps > MERGE_STEPS ||
	    merges(walk, value) >= MOST_MERGES) {
		dominator = bridge_dominator(walk->analyses, block);
		return dominator ? scalar_walk_in(walk, value, dominator)
				 : scalar_range_unknown(width);
	}
	walk->open[walk->depth++] = (struct scalar_question){ value, block };
	for (size_t i = 0; i < count; i++)
		range = scalar_join(range, from(walk, value, before[i], block));
	walk->depth--;
	return range;
}

/*
 * With all rules on, what is computed of something learns from what that is known to be now. Only
 * below the place where it is computed: above, in a loop, the operands are those of last time.
 */
static struct scalar_range recomputed(struct scalar_walk *walk, LLVMValueRef value,
				      LLVMBasicBlockRef block)
{
	struct scalar_range range = scalar_range_unknown(LLVMGetIntTypeWidth(LLVMTypeOf(value)));

	if (!scalar_walk_follows(walk, VERIFIER_OPERANDS) || !LLVMIsAInstruction(value) ||
	    LLVMIsAPHINode(value) || walk->depth == SCALAR_WALK_DEPTH || merges(walk, NULL) > 4 ||
	    !bridge_dominates(walk->analyses, LLVMGetInstructionParent(value), block))
		return range;
	walk->open[walk->depth++] = (struct scalar_question){ NULL, block };
	range = scalar_walk_result(walk, value, block);
	walk->depth--;
	return range;
}

/*
 * True if nothing above the block can tell of the value. What the value is made of may be older
 * than itself, and may have been compared in another form.
 */
static bool begins_in(const struct scalar_walk *walk, LLVMValueRef value, LLVMBasicBlockRef block)
{
	if (scalar_walk_follows(walk, VERIFIER_SAME_NUMBER)) {
		value = number_form_of(value).base;
		if (LLVMIsABinaryOperator(value) && LLVMGetInstructionOpcode(value) == LLVMAnd &&
		    LLVMIsAConstantInt(LLVMGetOperand(value, 1)))
			value = number_form_of(LLVMGetOperand(value, 0)).base;
	}
	return block == LLVMGetEntryBasicBlock(LLVMGetBasicBlockParent(block)) ||
	       (LLVMIsAInstruction(value) && LLVMGetInstructionParent(value) == block);
}

/* What the condition that is assumed tells of a value. */
static struct scalar_range assume(struct scalar_walk *walk, LLVMValueRef value,
				  struct scalar_range range)
{
	struct scalar_condition assumed = walk->assumed;

	/* Not of the numbers that the condition itself compares. */
	walk->assumed.block = NULL;
	range = scalar_walk_refine(walk, value, range, assumed.value, assumed.holds, assumed.block);
	walk->assumed = assumed;
	return range;
}

/*
 * The range of an argument where its function starts: what all callers give. The verifier walks a
 * static function with its caller's registers.
 */
static struct scalar_range given(struct scalar_walk *walk, LLVMValueRef argument)
{
	LLVMValueRef function = LLVMGetParamParent(argument);
	LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(function);
	unsigned int width = LLVMGetIntTypeWidth(LLVMTypeOf(argument));
	unsigned int position = function_argument_position(argument);
	struct scalar_range range = scalar_empty(width);
	struct scalar_condition assumed;

	if (is_open(walk, argument, entry, 0) || walk->depth == SCALAR_WALK_DEPTH ||
	    !function_has_only_calls(function))
		return scalar_range_unknown(width);
	assumed = scalar_walk_leave(walk);
	walk->open[walk->depth++] = (struct scalar_question){ argument, entry };
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef call = LLVMGetUser(use), value = LLVMGetOperand(call, position);

		if (LLVMTypeOf(value) != LLVMTypeOf(argument))
			range = scalar_range_unknown(width);
		else
			range = scalar_join(
				range, scalar_walk_in(walk, value, LLVMGetInstructionParent(call)));
	}
	walk->depth--;
	walk->assumed = assumed;
	/* No call that is reached, as far as the walk can tell: that proves nothing. */
	return range.empty ? scalar_range_unknown(width) : range;
}

static struct scalar_range walk_in(struct scalar_walk *walk, LLVMValueRef value,
				   LLVMBasicBlockRef block)
{
	struct scalar_range range = scalar_range_unknown(LLVMGetIntTypeWidth(LLVMTypeOf(value)));

	if (LLVMIsAConstantInt(value))
		return scalar_range_constant(range.width, LLVMConstIntGetZExtValue(value));
	if (walk->steps++ > walk->most || !(LLVMIsAInstruction(value) || LLVMIsAArgument(value)))
		return range;
	if (LLVMIsAInstruction(value) && LLVMGetInstructionParent(value) == block)
		range = scalar_walk_result(walk, value, block);
	else if (LLVMIsAArgument(value) &&
		 block == LLVMGetEntryBasicBlock(LLVMGetBasicBlockParent(block)))
		range = given(walk, value);
	else
		range = recomputed(walk, value, block);
	if (!begins_in(walk, value, block))
		range = scalar_meet(range, on_entry(walk, value, block));
	if (walk->assumed.block == block)
		range = assume(walk, value, range);
	return range;
}

struct scalar_range scalar_walk_in(struct scalar_walk *walk, LLVMValueRef value,
				   LLVMBasicBlockRef block)
{
	unsigned int outer = walk->way;
	struct scalar_range range;

	walk->way = walk->depth;
	range = walk_in(walk, value, block);
	walk->way = outer;
	return range;
}

/*
 * What sums of the same number and a constant tell of it: two comparisons of x - 20 leave an
 * interval of that, which each of them alone may not leave of x.
 */
static struct scalar_range from_sums(struct scalar_walk *walk, LLVMValueRef value,
				     LLVMBasicBlockRef block)
{
	struct scalar_range range = scalar_range_unknown(LLVMGetIntTypeWidth(LLVMTypeOf(value)));
	struct number_form form = number_form_of(value);

	/* All functions use a constant, and LLVM does not keep who does. */
	if (LLVMIsAConstant(form.base))
		return range;
	for (LLVMUseRef use = LLVMGetFirstUse(form.base); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef sum = LLVMGetUser(use);
		struct number_form of_sum;

		if (!LLVMIsABinaryOperator(sum) || LLVMGetInstructionOpcode(sum) != LLVMAdd ||
		    !bridge_dominates(walk->analyses, LLVMGetInstructionParent(sum), block))
			continue;
		of_sum = number_form_of(sum);
		if (number_tells_of(&of_sum, &form))
			range = scalar_meet(range, number_range_as(scalar_walk_in(walk, sum, block),
								   &of_sum, &form, true));
	}
	return range;
}

static struct scalar_range range_at(bridge_analyses *analyses, verifier_rules rules,
				    LLVMValueRef value, LLVMValueRef place)
{
	struct scalar_walk walk = { .analyses = analyses,
				    .rules = rules,
				    .most = scalar_memo_patience(analyses, SCALAR_WALK_STEPS) };
	unsigned int width = LLVMGetIntTypeWidth(LLVMTypeOf(value));
	struct scalar_range range = scalar_walk_in(&walk, value, LLVMGetInstructionParent(place));
	int64_t first, last;

	if (walk.steps > walk.most)
		scalar_memo_note_vain(analyses);
	/* The verifier goes all the way: of what lies beyond, it is taken to lose nothing. */
	if (scalar_walk_is_in_vain(&walk))
		return scalar_range_at(analyses, VERIFIER_ALL_RULES, value, place);
	if (scalar_walk_follows(&walk, VERIFIER_OPERANDS))
		range = scalar_meet(range,
				    from_sums(&walk, value, LLVMGetInstructionParent(place)));
	if (scalar_walk_follows(&walk, VERIFIER_OPERANDS) &&
	    bridge_range(analyses, value, place, &first, &last))
		range = scalar_meet(range, scalar_signed(width, first, last));
	/* What "never happens" is no proof of anything. */
	if (range.empty && scalar_walk_follows(&walk, VERIFIER_OPERANDS))
		return scalar_range_unknown(width);
	return range;
}

struct scalar_range scalar_range_at(bridge_analyses *analyses, verifier_rules rules,
				    LLVMValueRef value, LLVMValueRef place)
{
	struct scalar_range range;

	if (scalar_memo_get(analyses, rules, value, place, &range))
		return range;
	range = range_at(analyses, rules, value, place);
	scalar_memo_add(analyses, rules, value, place, range);
	return range;
}
