// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * retval-range: a return value that is within the range its program type allows, computed in a way
 * that the verifier cannot follow.
 *
 *	return flag & 1 ? -1 : 0;	w0 &= 1		; [0, 1]
 *					w0 = -w0	; up to 6.16: anything
 *					exit		; "should have been in [-4095, 0]"
 *
 * InstCombine makes sext i1 of a choice between -1 and 0, and "sub 0, x" where the flag is a bit of
 * an integer. DAGCombiner does the same to a select of constants one of which is 0, in its own
 * ways:
 *
 *	sext c				-c		unless c is one comparison
 *	x & 1 ? K : 0			-(x & 1) & K	SimplifySelectCC()
 *	x < 0 ? K : 0, x & 8 ? K : 0	x s>> 31 & K	the same; x << 28 first
 *	x < 0 ? 0 : -1			~(x s>> 31)	or the other way round; see complements()
 *	y < 0 ? 0 : -1 and K : 0	the same in the IR, if y is wider than what is returned; see
 *					retval-range-sign.c
 *
 * What remains is selected as a branch with a constant on either side. The verifier took any
 * BPF_NEG for unknown until 6.17, and takes the complement of a negative range for unknown in all
 * releases. LSM programs are checked since 6.12.
 *
 * The mend keeps the expression and takes its constant 0 from a register that code generation knows
 * nothing of: a choice is a branch then, and a negation a subtraction, whose range every verifier
 * follows. It costs one instruction, and a second where a branch replaces arithmetic.
 */
#include "llvm-pass/hazards/hazard.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/ir/barrier.h"
#include "llvm-pass/hazards/retval-range/retval-range.h"
#include "llvm-pass/bpf/return_ranges.h"

/* How many values are followed back from a return. */
#define MOST_VALUES 128

/* The values that may be returned, each once, in the order they were found. */
struct returned {
	LLVMValueRef values[MOST_VALUES];
	size_t count;
};

static bool is_power_of_two(LLVMValueRef value)
{
	uint64_t bits;

	if (!LLVMIsAConstantInt(value) || width_of(value) > 64)
		return false;
	bits = LLVMConstIntGetZExtValue(value);
	return bits && !(bits & (bits - 1));
}

static bool is_negation(LLVMValueRef value)
{
	return LLVMIsABinaryOperator(value) && LLVMGetInstructionOpcode(value) == LLVMSub &&
	       is_constant(LLVMGetOperand(value, 0), 0) && width_of(value) <= 64;
}

/* True if the value is one of two constants. */
static bool is_choice(LLVMValueRef value, struct choice *choice)
{
	if (LLVMIsASExtInst(value) && width_of(LLVMGetOperand(value, 0)) == 1) {
		*choice = (struct choice){ LLVMGetOperand(value, 0), -1, 0 };
		return width_of(value) <= 64;
	}
	if (!LLVMIsASelectInst(value) || !width_of(value) || width_of(value) > 64 ||
	    width_of(LLVMGetOperand(value, 0)) != 1 ||
	    !LLVMIsAConstantInt(LLVMGetOperand(value, 1)) ||
	    !LLVMIsAConstantInt(LLVMGetOperand(value, 2)))
		return false;
	*choice = (struct choice){ LLVMGetOperand(value, 0),
				   LLVMConstIntGetSExtValue(LLVMGetOperand(value, 1)),
				   LLVMConstIntGetSExtValue(LLVMGetOperand(value, 2)) };
	return true;
}

static bool chooses(const struct choice *choice, int64_t yes, int64_t no)
{
	return choice->yes == yes && choice->no == no;
}

/* Whether the function may use registers of 32 bits, as clang and llc take its CPU. */
static bool has_alu32(LLVMValueRef function)
{
	unsigned int length = 0;
	LLVMAttributeRef cpu = LLVMGetStringAttributeAtIndex(function, LLVMAttributeFunctionIndex,
							     "target-cpu", strlen("target-cpu"));
	LLVMAttributeRef features = LLVMGetStringAttributeAtIndex(
		function, LLVMAttributeFunctionIndex, "target-features", strlen("target-features"));
	const char *text;

	if (features) {
		text = LLVMGetStringAttributeValue(features, &length);
		if (length && strstr(text, "+alu32"))
			return true;
	}
	if (!cpu)
		return false;
	text = LLVMGetStringAttributeValue(cpu, &length);
	return length == 2 && (!memcmp(text, "v3", 2) || !memcmp(text, "v4", 2));
}

/* The width that a value has where it is computed: DAGCombiner moves a truncation up. */
static unsigned int computed_width(LLVMValueRef value)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(value));
	unsigned int returned =
		LLVMGetIntTypeWidth(LLVMGetReturnType(LLVMGlobalGetValueType(function)));
	unsigned int width = width_of(value);

	return returned < width ? returned : width;
}

/*
 * True for "(x & bit) == 0 ? 0 : K", which becomes "-(x & 1) & K", or "x << n s>> 31 & K" if bit is
 * another than 1.
 */
static bool masks_bit(LLVMValueRef value, const struct choice *choice, unsigned int *variant)
{
	LLVMValueRef masked = LLVMGetOperand(choice->condition, 0), bit;

	if (LLVMGetICmpPredicate(choice->condition) != LLVMIntEQ || choice->yes ||
	    choice->no == -1 || !is_constant(LLVMGetOperand(choice->condition, 1), 0))
		return false;
	if (!LLVMIsABinaryOperator(masked) || LLVMGetInstructionOpcode(masked) != LLVMAnd)
		return false;
	bit = LLVMGetOperand(masked, 1);
	if (!is_power_of_two(bit))
		return false;
	*variant = is_constant(bit, 1) ? NEGATED_MASKED : SHIFTED_MASKED;
	return width_of(masked) == computed_width(value) ||
	       !has_alu32(LLVMGetBasicBlockParent(LLVMGetInstructionParent(value)));
}

/* True for "x < 0 ? K : 0", which becomes "x s>> 31 & K". */
static bool masks_sign(const struct choice *choice)
{
	return LLVMGetICmpPredicate(choice->condition) == LLVMIntSLT &&
	       is_constant(LLVMGetOperand(choice->condition, 1), 0) && !choice->no && choice->yes &&
	       choice->yes != -1;
}

/*
 * True for "x < 0 ? 0 : -1" and "x > -1 ? -1 : 0", which become the complement of "x s>> 31": of
 * the first in any case; of the second, x is complemented before the shift, at no harm, unless the
 * shift has another width than the result.
 */
static bool complements(LLVMValueRef value, const struct choice *choice)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(value));
	LLVMIntPredicate predicate = LLVMGetICmpPredicate(choice->condition);
	LLVMValueRef compared = LLVMGetOperand(choice->condition, 0);
	LLVMValueRef with = LLVMGetOperand(choice->condition, 1);

	if (predicate == LLVMIntSLT && is_constant(with, 0))
		return chooses(choice, 0, -1);
	if (predicate != LLVMIntSGT || !is_constant(with, -1) || !chooses(choice, -1, 0))
		return false;
	if (!has_alu32(function))
		return width_of(compared) < 64;
	return width_of(compared) == 64 && computed_width(value) < 64;
}

/* True if "not a" costs nothing because a is a comparison. */
static bool is_comparison(LLVMValueRef value)
{
	return LLVMIsAICmpInst(value);
}

/* True if a choice by anything but one comparison becomes a negation. */
static bool negates_flag(struct choice choice)
{
	LLVMValueRef flag = choice.condition;
	LLVMOpcode operation =
		LLVMIsABinaryOperator(flag) ? LLVMGetInstructionOpcode(flag) : (LLVMOpcode)0;

	if (operation == LLVMXor && is_constant(LLVMGetOperand(flag, 1), -1))
		return chooses(&choice, 0, -1);
	if (chooses(&choice, -1, 0))
		return true;
	/* not (a | b) is made (not a & not b) where that is free, and negated; else 1 is
	 * subtracted. */
	return chooses(&choice, 0, -1) && (operation == LLVMOr || operation == LLVMAnd) &&
	       is_comparison(LLVMGetOperand(flag, 0)) && is_comparison(LLVMGetOperand(flag, 1));
}

static bool is_within(const struct return_range *range, int64_t first, int64_t last)
{
	return range->first <= first && last <= range->last;
}

/* True if the value is within the range and the verifier does not see it; says in which way. */
static bool is_lost(const struct function_facts *facts, const struct return_range *range,
		    LLVMValueRef value, unsigned int *variant)
{
	struct choice choice;
	int64_t first, last;

	if (is_sign_arithmetic(value, &choice, variant))
		return is_within(range, choice.yes, choice.yes) &&
		       is_within(range, choice.no, choice.no);
	*variant = NEGATED;
	if (is_negation(value))
		return !LLVMIsAConstant(LLVMGetOperand(value, 1)) &&
		       bridge_range(facts->analyses, LLVMGetOperand(value, 1), value, &first,
				    &last) &&
		       first != INT64_MIN && is_within(range, -last, -first);
	if (!is_choice(value, &choice) || !is_within(range, choice.yes, choice.yes) ||
	    !is_within(range, choice.no, choice.no))
		return false;
	if (!LLVMIsAICmpInst(choice.condition))
		return negates_flag(choice);
	if (masks_bit(value, &choice, variant))
		return true;
	*variant = masks_sign(&choice) ? SHIFTED_MASKED : COMPLEMENTED;
	return *variant == SHIFTED_MASKED || complements(value, &choice);
}

/* Notes a value to look at, unless it is one already or there is no room. */
static void note(struct returned *returned, LLVMValueRef value)
{
	if (!LLVMIsAInstruction(value) || returned->count == MOST_VALUES)
		return;
	for (size_t i = 0; i < returned->count; i++)
		if (returned->values[i] == value)
			return;
	returned->values[returned->count++] = value;
}

static bool is_signed_minmax(LLVMValueRef value)
{
	unsigned int id;

	if (!LLVMIsAIntrinsicInst(value))
		return false;
	id = LLVMGetIntrinsicID(LLVMGetCalledValue(value));
	return id == LLVMLookupIntrinsicID("llvm.smax", strlen("llvm.smax")) ||
	       id == LLVMLookupIntrinsicID("llvm.smin", strlen("llvm.smin"));
}

/* Notes the values that one stands for. */
static void note_sources(struct returned *returned, LLVMValueRef value)
{
	if (LLVMIsAPHINode(value)) {
		for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
			note(returned, LLVMGetIncomingValue(value, i));
	} else if (LLVMIsASelectInst(value)) {
		note(returned, LLVMGetOperand(value, 1));
		note(returned, LLVMGetOperand(value, 2));
	} else if (is_signed_minmax(value)) {
		note(returned, LLVMGetOperand(value, 0));
		note(returned, LLVMGetOperand(value, 1));
	} else if (LLVMIsATruncInst(value) || LLVMIsASExtInst(value) || LLVMIsAFreezeInst(value)) {
		note(returned, LLVMGetOperand(value, 0));
	}
}

static void find_returned(LLVMValueRef function, struct returned *returned)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block)) {
		LLVMValueRef last = LLVMGetBasicBlockTerminator(block);

		if (LLVMIsAReturnInst(last) && LLVMGetNumOperands(last))
			note(returned, LLVMGetOperand(last, 0));
	}
	for (size_t i = 0; i < returned->count; i++)
		note_sources(returned, returned->values[i]);
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	struct returned returned = { .count = 0 };
	struct return_range range;
	int error = 0;

	if (!return_range_of(facts->function, &range) ||
	    LLVMGetTypeKind(LLVMGetReturnType(LLVMGlobalGetValueType(facts->function))) !=
		    LLVMIntegerTypeKind)
		return 0;
	find_returned(facts->function, &returned);
	for (size_t i = 0; i < returned.count && !error; i++) {
		struct finding finding = { .place = returned.values[i] };

		if (is_lost(facts, &range, finding.place, &finding.variant))
			error = findings_add(findings, finding);
	}
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(finding->place));
	static const char *const ways[] = {
		[NEGATED] = "negates",
		[NEGATED_MASKED] = "negates and masks",
		[COMPLEMENTED] = "complements",
		[SHIFTED_MASKED] = "shifts and masks",
	};
	struct return_range range = { 0, 0 };
	struct choice choice;
	unsigned int variant;
	char values[64] = "";

	return_range_of(function, &range);
	if (is_sign_arithmetic(finding->place, &choice, &variant) ||
	    is_choice(finding->place, &choice))
		snprintf(values, sizeof(values), ", %" PRId64 " or %" PRId64, choice.yes,
			 choice.no);
	snprintf(text, size,
		 "LLVM %s a number to return this value%s, and the verifier of Linux %s loses its "
		 "range: \"At program exit the register R0 has ... should have "
		 "been in [%" PRId64 ", %" PRId64 "]\"",
		 ways[finding->variant], values, kernels, range.first, range.last);
}

/* A 0 of the type, in a register of 64 bits, which code generation knows nothing of. */
static LLVMValueRef build_zero(LLVMValueRef before)
{
	LLVMTypeRef type = LLVMTypeOf(before);
	LLVMContextRef context = LLVMGetTypeContext(type);
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
	LLVMTypeRef word = LLVMInt64TypeInContext(context);
	LLVMValueRef zero = barrier_build(LLVMConstNull(word), before);

	LLVMPositionBuilderBefore(builder, before);
	if (word != type)
		zero = LLVMBuildTrunc(builder, zero, type, "");
	LLVMDisposeBuilder(builder);
	return zero;
}

static void mend_sext(LLVMValueRef sext)
{
	LLVMTypeRef type = LLVMTypeOf(sext);
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(type));
	LLVMValueRef zero = build_zero(sext), select;

	LLVMPositionBuilderBefore(builder, sext);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(sext));
	select =
		LLVMBuildSelect(builder, LLVMGetOperand(sext, 0), LLVMConstAllOnes(type), zero, "");
	LLVMDisposeBuilder(builder);
	LLVMReplaceAllUsesWith(sext, select);
	LLVMInstructionEraseFromParent(sext);
}

/* A value that is made of one that is mended already may not be what it was any more; it stays. */
static void mend(const struct finding *finding)
{
	LLVMValueRef place = finding->place;
	struct choice choice;
	unsigned int variant;

	if (is_sign_arithmetic(place, &choice, &variant))
		mend_sign_arithmetic(place, &choice, build_zero(place));
	else if (LLVMIsASExtInst(place))
		mend_sext(place);
	else if (is_choice(place, &choice))
		LLVMSetOperand(place, choice.yes ? 2 : 1, build_zero(place));
	else if (is_negation(place))
		LLVMSetOperand(place, 0, build_zero(place));
}

const struct hazard retval_range = {
	.detect = detect,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend keeps the range, and so does an asm volatile(\"\") "
		  "before one of two return statements",
	.mended = "kept the range",
};
