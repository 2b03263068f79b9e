// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What a branch that is taken tells of values and of the memory; see paths.h. */
#include <string.h>

#include "audit/effects/numbers.h"
#include "audit/paths/paths.h"

#define MOST_DEPTH 12

/* The signs that a value may have which compares so with a number. */
static unsigned int signs_of(LLVMIntPredicate predicate, int64_t number)
{
	switch (predicate) {
	case LLVMIntEQ:
		return number < 0 ? IS_NEGATIVE : number ? IS_POSITIVE : IS_ZERO;
	case LLVMIntNE:
		return number ? IS_ANY : IS_NEGATIVE | IS_POSITIVE;
	case LLVMIntSLT:
		return number <= 0 ? IS_NEGATIVE : number == 1 ? IS_NEGATIVE | IS_ZERO : IS_ANY;
	case LLVMIntSLE:
		return number < 0 ? IS_NEGATIVE : number == 0 ? IS_NEGATIVE | IS_ZERO : IS_ANY;
	case LLVMIntSGT:
		return number >= 0 ? IS_POSITIVE : number == -1 ? IS_POSITIVE | IS_ZERO : IS_ANY;
	case LLVMIntSGE:
		return number > 0 ? IS_POSITIVE : number == 0 ? IS_POSITIVE | IS_ZERO : IS_ANY;
	case LLVMIntUGT:
		/* IS_ERR(): the last 4095 addresses. */
		return number < 0 ? IS_NEGATIVE : number == 0 ? IS_NEGATIVE | IS_POSITIVE : IS_ANY;
	case LLVMIntULT:
		return number == 1 ? IS_ZERO : number < 0 ? IS_ANY : IS_ZERO | IS_POSITIVE;
	default:
		return IS_ANY;
	}
}

/* How many bytes there are, or that no more than those of the prefix are. */
static void learn_size(struct trace *trace, struct state *state, LLVMIntPredicate predicate,
		       LLVMValueRef a, LLVMValueRef b)
{
	if (!is_size(trace, a))
		return;
	if (predicate == LLVMIntEQ && LLVMIsAConstantInt(b))
		state->size = (int64_t)LLVMConstIntGetZExtValue(b);
	if ((predicate == LLVMIntULE || predicate == LLVMIntSLE) && LLVMIsAConstantInt(b) &&
	    !LLVMConstIntGetZExtValue(b))
		state->size = 0;
	if (state->prefix && longer_of(trace, b) == state->prefix &&
	    (predicate == LLVMIntEQ || predicate == LLVMIntULE || predicate == LLVMIntULT ||
	     predicate == LLVMIntSLE || predicate == LLVMIntSLT))
		state->all = true;
}

static bool is_argument(LLVMValueRef value)
{
	while (LLVMIsAIntToPtrInst(value) || LLVMIsAPtrToIntInst(value))
		value = LLVMGetOperand(value, 0);
	return LLVMIsAArgument(value);
}

/* Whether a value points into the memory asked about. */
static bool is_ours(const struct trace *trace, LLVMValueRef value)
{
	for (size_t i = facts_of(trace, value); i != NONE; i = trace->facts[i].next)
		if (object_is_asked(trace, trace->facts[i].object))
			return true;
	return false;
}

/* A path on which there is no memory leaves nothing of it as it was. */
static void learn_pointer(struct trace *trace, struct state *state, LLVMValueRef value)
{
	for (size_t i = facts_of(trace, value); i != NONE; i = trace->facts[i].next)
		if (object_is_asked(trace, trace->facts[i].object) &&
		    offsets_equal(trace->facts[i].offset, offsets_fixed(0)) && is_argument(value))
			state->all = true;
}

static int64_t signed_constant(LLVMValueRef value)
{
	return LLVMIsAConstantInt(value) ? LLVMConstIntGetSExtValue(value) : 0;
}

/*
 * An int and its extension are of one sign, and so is what is cut to an int: what functions return,
 * errors and counts of bytes, fits.
 */
static bool keeps_sign(LLVMValueRef value)
{
	return LLVMIsASExtInst(value) || LLVMIsAFreezeInst(value) ||
	       (LLVMIsATruncInst(value) && LLVMGetIntTypeWidth(LLVMTypeOf(value)) >= 32);
}

/* Notes what is known of a value, and of what it is computed from where that has the same sign. */
static bool narrow(struct trace *trace, struct state *state, LLVMValueRef value, unsigned int signs,
		   bool equal, bool unequal, uint64_t number)
{
	struct known known = state_known(trace, state, value);

	if (known.signs == IS_ANY && keeps_sign(value))
		known.signs = state_known(trace, state, LLVMGetOperand(value, 0)).signs;
	if (known.is && ((equal && known.number != number) || (unequal && known.number == number)))
		return false;
	if (known.excludes && equal && known.number == number)
		return false;
	known.signs &= signs;
	if (!known.signs)
		return false;
	if (equal) {
		known.is = true;
		known.excludes = false;
		known.number = number;
	} else if (unequal && !known.is) {
		known.excludes = true;
		known.number = number;
	}
	if (known.same && !narrow(trace, state, known.same, signs, equal, unequal, number))
		return false;
	if (!LLVMIsAConstant(value))
		state_learn(state, known);
	/* A number and its extension are of one sign, where it is extended by it. */
	if (equal && is_size(trace, value))
		state->size = (int64_t)number;
	if (keeps_sign(value) && ((!equal && !unequal) || !number))
		return narrow(trace, state, LLVMGetOperand(value, 0), signs, equal, unequal,
			      number);
	if (LLVMIsAZExtInst(value) && (equal || unequal) && !number)
		return narrow(trace, state, LLVMGetOperand(value, 0), signs, equal, unequal, 0);
	return true;
}

/* The value that another one is on this path. */
static LLVMValueRef same_as(struct trace *trace, const struct state *state, LLVMValueRef value)
{
	for (unsigned int i = 0; i < 4; i++) {
		struct known known = state_known(trace, state, value);

		if (!known.same)
			break;
		value = known.same;
	}
	return value;
}

static bool assume(struct trace *trace, struct state *state, LLVMValueRef condition, bool truth,
		   unsigned int depth);

/* The condition that a number stands for: unlikely(x) is a call with !!x made a long. */
static LLVMValueRef condition_in(LLVMValueRef value)
{
	for (;;) {
		size_t length;

		if (LLVMIsAZExtInst(value) || LLVMIsASExtInst(value))
			value = LLVMGetOperand(value, 0);
		else if (LLVMIsACallInst(value) && LLVMIsAFunction(LLVMGetCalledValue(value)) &&
			 !strncmp(LLVMGetValueName2(LLVMGetCalledValue(value), &length),
				  "llvm.expect.", 12))
			value = LLVMGetOperand(value, 0);
		else
			return value;
	}
}

static bool is_condition(LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	return LLVMGetTypeKind(type) == LLVMIntegerTypeKind && LLVMGetIntTypeWidth(type) == 1 &&
	       LLVMIsAInstruction(value);
}

static bool assume_comparison(struct trace *trace, struct state *state, LLVMValueRef condition,
			      bool truth, unsigned int depth)
{
	LLVMIntPredicate predicate = LLVMGetICmpPredicate(condition);
	LLVMValueRef a = LLVMGetOperand(condition, 0), b = LLVMGetOperand(condition, 1);

	if (!truth)
		predicate = predicate_inverse(predicate);
	/* A number that this path makes a constant compares as that does. */
	if (LLVMIsAConstantInt(same_as(trace, state, a)))
		a = same_as(trace, state, a);
	if (LLVMIsAConstant(a) && !LLVMIsAConstant(b)) {
		LLVMValueRef other = a;

		a = b;
		b = other;
		predicate = predicate_swapped(predicate);
	}
	/* What is only compared with 0 to make a condition of a condition. */
	if ((predicate == LLVMIntEQ || predicate == LLVMIntNE) && LLVMIsAConstantInt(b) &&
	    !LLVMConstIntGetZExtValue(b) && is_condition(condition_in(a)))
		return assume(trace, state, condition_in(a), predicate == LLVMIntNE, depth + 1);
	learn_size(trace, state, predicate, a, b);
	learn_size(trace, state, predicate_swapped(predicate), b, a);
	if (same_as(trace, state, a) == same_as(trace, state, b) && predicate == LLVMIntNE)
		return false;
	/* What one of them is for sure, the other is not: 0 bytes came, and there are some. */
	if (predicate == LLVMIntEQ &&
	    !(state_known(trace, state, a).signs & state_known(trace, state, b).signs))
		return false;
	/* What points elsewhere is not it: nothing else has the program's memory in it. */
	if (predicate == LLVMIntEQ && LLVMGetTypeKind(LLVMTypeOf(a)) == LLVMPointerTypeKind &&
	    !LLVMIsAConstant(b) &&
	    is_ours(trace, same_as(trace, state, a)) != is_ours(trace, same_as(trace, state, b)))
		return false;
	if (LLVMIsAConstantPointerNull(b) || LLVMIsAConstantInt(b)) {
		int64_t number = signed_constant(b);

		if (LLVMIsAConstantPointerNull(b) && predicate == LLVMIntEQ)
			learn_pointer(trace, state, same_as(trace, state, a));
		return narrow(trace, state, a, signs_of(predicate, number), predicate == LLVMIntEQ,
			      predicate == LLVMIntNE,
			      LLVMIsAConstantInt(b) ? LLVMConstIntGetZExtValue(b) : 0);
	}
	return true;
}

/* One of two conditions is so, or both: what holds in either case does. */
static bool assume_either(struct trace *trace, struct state *state, LLVMValueRef a, LLVMValueRef b,
			  bool truth, unsigned int depth)
{
	struct state other = *state;
	bool first = assume(trace, state, a, truth, depth);
	bool second = assume(trace, &other, b, truth, depth);

	state_settle(trace, state);
	state_settle(trace, &other);
	if (!first)
		*state = other;
	else if (second)
		state_meet(state, &other);
	return first || second;
}

static bool assume(struct trace *trace, struct state *state, LLVMValueRef condition, bool truth,
		   unsigned int depth)
{
	struct known known = state_known(trace, state, condition);
	uint64_t number;

	if (known.is && known.number != truth)
		return false;
	if (known.same && depth < MOST_DEPTH)
		return assume(trace, state, known.same, truth, depth + 1);
	if (!LLVMIsAInstruction(condition) || depth == MOST_DEPTH)
		return true;
	switch (LLVMGetInstructionOpcode(condition)) {
	case LLVMICmp:
		return assume_comparison(trace, state, condition, truth, depth);
	case LLVMAnd:
	case LLVMOr:
		if (truth != (LLVMGetInstructionOpcode(condition) == LLVMAnd))
			return assume_either(trace, state, LLVMGetOperand(condition, 0),
					     LLVMGetOperand(condition, 1), truth, depth + 1);
		if (truth == (LLVMGetInstructionOpcode(condition) == LLVMAnd))
			return assume(trace, state, LLVMGetOperand(condition, 0), truth,
				      depth + 1) &&
			       assume(trace, state, LLVMGetOperand(condition, 1), truth, depth + 1);
		return true;
	case LLVMXor:
		if (constants_value(&trace->constants, LLVMGetOperand(condition, 1), &number) &&
		    number == 1)
			return assume(trace, state, LLVMGetOperand(condition, 0), !truth,
				      depth + 1);
		return true;
	case LLVMSelect:
		/* a && b is select a, b, false; a || b is select a, true, b. */
		if (truth && LLVMIsAConstantInt(LLVMGetOperand(condition, 2)) &&
		    !LLVMConstIntGetZExtValue(LLVMGetOperand(condition, 2)))
			return assume(trace, state, LLVMGetOperand(condition, 0), true,
				      depth + 1) &&
			       assume(trace, state, LLVMGetOperand(condition, 1), true, depth + 1);
		if (!truth && LLVMIsAConstantInt(LLVMGetOperand(condition, 1)) &&
		    LLVMConstIntGetZExtValue(LLVMGetOperand(condition, 1)))
			return assume(trace, state, LLVMGetOperand(condition, 0), false,
				      depth + 1) &&
			       assume(trace, state, LLVMGetOperand(condition, 2), false, depth + 1);
		return true;
	case LLVMCall: {
		LLVMValueRef called = LLVMGetCalledValue(condition);
		size_t length;

		if (LLVMIsAFunction(called) &&
		    !strncmp(LLVMGetValueName2(called, &length), "llvm.expect.", 12))
			return assume(trace, state, LLVMGetOperand(condition, 0), truth, depth + 1);
		return narrow(trace, state, condition, truth ? IS_POSITIVE : IS_ZERO, true, false,
			      truth ? 1 : 0);
	}
	case LLVMTrunc:
	case LLVMFreeze:
		/* A bool in memory is a byte. */
		return narrow(trace, state, condition, truth ? IS_POSITIVE : IS_ZERO, true, false,
			      truth ? 1 : 0);
	default:
		return narrow(trace, state, condition, truth ? IS_POSITIVE : IS_ZERO, true, false,
			      truth ? 1 : 0);
	}
}

bool state_assume(struct trace *trace, struct state *state, LLVMValueRef condition, bool truth)
{
	struct known known = { .value = condition,
			       .signs = truth ? IS_POSITIVE : IS_ZERO,
			       .is = true,
			       .number = truth };

	if (!assume(trace, state, condition, truth, 0))
		return false;
	/* Others may depend on it: selects, and branches that come later. */
	if (LLVMIsAInstruction(condition) && LLVMGetNextUse(LLVMGetFirstUse(condition)))
		state_learn(state, known);
	return true;
}
