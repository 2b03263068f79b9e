// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * packet-width: the address of a packet, kept in 32 bits for a while.
 *
 *	__u32 data = xdp->data;			w1 = *(u32 *)(r1 + 0)
 *	barrier_var(data);			r1 <<= 32	; "... <<= operator prohibited"
 *	p = (void *)(long)data;			r1 >>= 32
 *
 * The context's data, data_end and data_meta are declared __u32, and the kernel puts 64 bits into
 * the register that they are loaded to. Code that makes a pointer of what it loads at once needs no
 * instruction for it. Where the 32 bits go through something first, as a merge of two ways, empty
 * assembly, a function, or four bytes of the stack, LLVM puts the zeroes before them only then: by
 * "w1 = w1", or two shifts. A verifier takes what comes out for a number, or refuses to compute so
 * with a pointer, or to store half of it ("invalid size of register spill").
 *
 * The mend puts the zeroes before them where they are loaded, and has all 64 bits go that way
 * (full_width.h, word_slot.h); a function that they go through is put in the place of its call. In
 * IR the loaded number is of 32 bits and zext of it is what it is, wherever it stands: each rewrite
 * is an identity, and no prover is asked. That the kernel has more in the register is nothing that
 * IR knows of; it is what the plain code, where it loads, does with it, too.
 *
 * A sum of 32 bits may wrap where one of 64 does not: such code is only told of.
 */
#include "llvm-pass/hazards/hazard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/hazards/packet-width/full_width.h"
#include "llvm-pass/hazards/packet-width/packet_word.h"
#include "llvm-pass/hazards/packet-width/word_call.h"
#include "llvm-pass/hazards/packet-width/word_slot.h"
#include "llvm-pass/verifier/walk.h"

/* A longer function stays where it is, unless it has no other call. */
#define MOST_INLINED 300

static const struct hazard packet_width_call, packet_width_slot, packet_width_sum;

/* What a finding's details are. */
struct details {
	bridge_analyses *analyses;
};

static int add(bridge_analyses *analyses, struct finding finding, struct findings *findings)
{
	struct details *details = malloc(sizeof(*details));

	if (!details)
		return -ENOMEM;
	details->analyses = analyses;
	finding.details = details;
	return findings_add(findings, finding);
}

/* A load whose extension is one instruction with it. */
static bool is_extended_load(LLVMValueRef zext)
{
	LLVMValueRef load = LLVMGetOperand(zext, 0);

	return LLVMIsALoadInst(load) &&
	       LLVMGetInstructionParent(load) == LLVMGetInstructionParent(zext);
}

static bool is_extension(bridge_analyses *analyses, LLVMValueRef instruction)
{
	return LLVMIsAZExtInst(instruction) && packet_word_is_64(instruction) &&
	       packet_word_is_32(LLVMGetOperand(instruction, 0)) &&
	       !is_extended_load(instruction) &&
	       packet_word_is(analyses, LLVMGetOperand(instruction, 0));
}

/* A mask that takes nothing away. */
static bool is_mask(bridge_analyses *analyses, LLVMValueRef instruction)
{
	return packet_word_is_mask(instruction) &&
	       packet_word_is_short(analyses, LLVMGetOperand(instruction, 0)) &&
	       packet_word_is(analyses, LLVMGetOperand(instruction, 0));
}

static bool are_words(bridge_analyses *analyses, LLVMValueRef of)
{
	return packet_word_is_32(LLVMGetOperand(of, 0)) &&
	       packet_word_is(analyses, LLVMGetOperand(of, 0)) &&
	       packet_word_is(analyses, LLVMGetOperand(of, 1));
}

/* A number that is compared with a constant is as well compared before it is cut. */
static bool meets_constant(bridge_analyses *analyses, LLVMValueRef comparison)
{
	LLVMValueRef number = LLVMGetOperand(comparison, 0);

	return packet_word_is_32(number) && LLVMIsAConstantInt(LLVMGetOperand(comparison, 1)) &&
	       !LLVMIsALoadInst(number) && packet_word_is(analyses, number);
}

/* A comparison that is the same of extended numbers. */
static bool is_comparison(bridge_analyses *analyses, LLVMValueRef instruction)
{
	if (!LLVMIsAICmpInst(instruction))
		return false;
	switch (LLVMGetICmpPredicate(instruction)) {
	case LLVMIntEQ:
	case LLVMIntNE:
	case LLVMIntUGT:
	case LLVMIntUGE:
	case LLVMIntULT:
	case LLVMIntULE:
		return are_words(analyses, instruction) || meets_constant(analyses, instruction);
	default:
		return false;
	}
}

static bool is_operation(LLVMValueRef instruction, LLVMOpcode opcode)
{
	return LLVMIsABinaryOperator(instruction) &&
	       LLVMGetInstructionOpcode(instruction) == opcode;
}

/* What is left of the lower halves is the lower half of what is left. */
static bool is_difference(bridge_analyses *analyses, LLVMValueRef instruction)
{
	return is_operation(instruction, LLVMSub) && are_words(analyses, instruction);
}

static bool is_wide_sum(bridge_analyses *analyses, LLVMValueRef instruction)
{
	LLVMValueRef sum;

	if (!LLVMIsAZExtInst(instruction) || !packet_word_is_64(instruction))
		return false;
	sum = LLVMGetOperand(instruction, 0);
	return packet_word_is_32(sum) && is_operation(sum, LLVMAdd) &&
	       (packet_word_is(analyses, LLVMGetOperand(sum, 0)) ||
		packet_word_is(analyses, LLVMGetOperand(sum, 1)));
}

/* One warning tells of all that is made of a number. */
static bool is_told(const struct findings *findings, LLVMValueRef place)
{
	if (!LLVMIsAZExtInst(place))
		return false;
	for (size_t i = 0; i < findings->count; i++)
		if (LLVMIsAZExtInst(findings->items[i].place) &&
		    LLVMGetOperand(findings->items[i].place, 0) == LLVMGetOperand(place, 0))
			return true;
	return false;
}

/* True if a store to the same bytes was found. */
static bool has_slot(bridge_analyses *analyses, const struct findings *findings,
		     const struct word_slot *slot)
{
	for (size_t i = 0; i < findings->count; i++) {
		struct word_slot other;

		if (findings->items[i].as == &packet_width_slot &&
		    word_slot_of(analyses, findings->items[i].place, &other) &&
		    other.object == slot->object && other.offset == slot->offset)
			return true;
	}
	return false;
}

static int look_at(bridge_analyses *analyses, LLVMValueRef instruction, struct findings *findings)
{
	struct finding finding = { .place = instruction };
	struct word_slot slot;

	if (word_slot_of(analyses, instruction, &slot)) {
		if (has_slot(analyses, findings, &slot))
			return 0;
		finding.as = &packet_width_slot;
		if (!slot.understood)
			finding.obstacle = "more is done with what it is stored in than to load "
					   "and store these four bytes";
	} else if (is_wide_sum(analyses, instruction)) {
		finding.as = &packet_width_sum;
		finding.obstacle = "a sum of 32 bits wraps where one of 64 does not";
	} else if (is_extension(analyses, instruction) || is_mask(analyses, instruction) ||
		   is_comparison(analyses, instruction) || is_difference(analyses, instruction)) {
		finding.harmless = is_told(findings, instruction);
	} else {
		return 0;
	}
	return add(analyses, finding, findings);
}

static int look_at_call(bridge_analyses *analyses, LLVMValueRef call, struct findings *findings)
{
	struct finding finding = { .place = call, .as = &packet_width_call };

	if (!word_call_is(analyses, call))
		return 0;
	if (!bridge_may_inline(call, MOST_INLINED))
		finding.obstacle = "the function cannot be put in the place of its call, or is "
				   "long and has more of them";
	return add(analyses, finding, findings);
}

static int look(bridge_analyses *analyses, LLVMValueRef function, struct findings *findings,
		int (*at)(bridge_analyses *, LLVMValueRef, struct findings *))
{
	int error = 0;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block && !error;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i))
			error = at(analyses, i, findings);
	return error;
}

/* What is left to do where functions were put in the place of calls is found by the next visit. */
static int detect(const struct function_facts *facts, struct findings *findings)
{
	int error = look(facts->analyses, facts->function, findings, look_at_call);

	for (size_t i = 0; i < findings->count; i++)
		if (!findings->items[i].obstacle)
			return error;
	return error ? error : look(facts->analyses, facts->function, findings, look_at);
}

/* What becomes of it. A program that is refused for something else was not walked so far. */
static bool refused_for(enum reason reason)
{
	return reason == REASON_POINTER_ARITHMETIC || reason == REASON_POINTER_COMPARISON ||
	       reason == REASON_POINTER_LEAK || reason == REASON_POINTER_KINDS ||
	       reason == REASON_POINTER_BOUNDS || reason == REASON_NOT_A_POINTER ||
	       reason == REASON_PACKET || reason == REASON_ARGUMENT_KIND;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	(void)finding;
	snprintf(
		text, size,
		"an address in the packet was kept in 32 bits, as the context declares it, before "
		"it is used here: LLVM makes 64 of them again by \"w1 = w1\" or by shifts, and the "
		"verifier of Linux %s rejects that, or takes it for a number",
		kernels);
}

static void explain_call(const struct finding *finding, const char *kernels, char *text,
			 size_t size)
{
	(void)finding;
	snprintf(text, size,
		 "an address in the packet goes in or out of this call in 32 bits, as the context "
		 "declares it: LLVM makes 64 of them again by \"w1 = w1\" or by shifts, or stores "
		 "half of a pointer, and the verifier of Linux %s rejects that, or takes it for a "
		 "number",
		 kernels);
}

static void explain_slot(const struct finding *finding, const char *kernels, char *text,
			 size_t size)
{
	(void)finding;
	snprintf(text, size,
		 "this stores an address in the packet in four bytes of the stack, as the context "
		 "declares it, and the verifier of Linux %s rejects that: \"invalid size of "
		 "register spill\"",
		 kernels);
}

static void explain_sum(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	(void)finding;
	snprintf(text, size,
		 "this adds to an address in the packet in 32 bits, as the context declares it, "
		 "and the verifier of Linux %s rejects that: \"32-bit pointer arithmetic "
		 "prohibited\", or \"pointer arithmetic with <<= operator prohibited\"",
		 kernels);
}

static LLVMValueRef built_of(struct full_width *width, LLVMValueRef place, LLVMBuilderRef builder)
{
	LLVMValueRef a, b;

	if (LLVMIsAZExtInst(place))
		return full_width_of(width, LLVMGetOperand(place, 0));
	if (packet_word_is_mask(place))
		return LLVMGetOperand(place, 0);
	a = full_width_of(width, LLVMGetOperand(place, 0));
	b = full_width_of(width, LLVMGetOperand(place, 1));
	if (LLVMIsAICmpInst(place))
		return LLVMBuildICmp(builder, LLVMGetICmpPredicate(place), a, b, "");
	return LLVMBuildTrunc(builder, LLVMBuildSub(builder, a, b, ""), LLVMTypeOf(place), "");
}

static void mend(const struct finding *finding)
{
	const struct details *details = finding->details;
	LLVMValueRef place = finding->place, built;
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(place)));
	struct full_width width = { .analyses = details->analyses };

	LLVMPositionBuilderBefore(builder, place);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(place));
	built = built_of(&width, place, builder);
	LLVMDisposeBuilder(builder);
	/* In code that nothing reaches it may be its own operand. */
	if (built == place)
		return;
	LLVMReplaceAllUsesWith(place, built);
	LLVMInstructionEraseFromParent(place);
	full_width_finish(&width);
}

static void mend_slot(const struct finding *finding)
{
	const struct details *details = finding->details;
	struct word_slot slot;

	if (word_slot_of(details->analyses, finding->place, &slot) && slot.understood)
		word_slot_widen(&slot);
}

static void mend_call(const struct finding *finding)
{
	bridge_inline(finding->place);
}

static const char advice[] =
	"-mllvm -bpfmend-mode=mend keeps all of the address, and so does a pointer variable that "
	"is set where the context is read: void *data = (void *)(long)ctx->data";

static const struct hazard packet_width_call = {
	.refused_for = refused_for,
	.explain = explain_call,
	.mend = mend_call,
	.advice = advice,
	.mended = "put the function in the place of its call",
};

static const struct hazard packet_width_slot = {
	.refused_for = refused_for,
	.explain = explain_slot,
	.mend = mend_slot,
	.advice = advice,
	.mended = "stored all of the address",
};

static const struct hazard packet_width_sum = {
	.refused_for = refused_for,
	.explain = explain_sum,
	.advice = "make it a pointer first, and add to that: (void *)(long)ctx->data + 14",
};

const struct hazard packet_width = {
	.detect = detect,
	.refused_for = refused_for,
	.explain = explain,
	.mend = mend,
	.advice = advice,
	.mended = "kept all of the address",
};
