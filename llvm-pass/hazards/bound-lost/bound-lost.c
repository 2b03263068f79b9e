// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * bound-lost: a number that the source bounds, and whose bound the verifier cannot see any more.
 *
 *	if (n > 0 && n < 256)		r1 = r0; r1 += -1
 *		use(buffer, n);		if r1 > 254 goto out
 *					r5 = r0	; "R5 min value is negative"
 *
 * InstCombine folds both checks into one of n - 1; verifiers before 7.0 do not see that it tells
 * of n. The same becomes of remainders, of negations, of numbers that are compared in one width
 * and used in another. Detection asks the same question twice at each index into checked memory
 * and each size that a helper or kfunc is given: what is this number with all rules on, and what
 * with the rules of a kernel's verifier (verifier_rules.def)? Where the access is inside by the
 * first answer and not by the second, the bound is lost, and is stated again: bound-lost-restate.c.
 *
 * What the source does not bound has no proof, so nothing is inserted, and the program stays
 * rejected.
 */
#include "llvm-pass/hazards/bound-lost/bound-lost.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "llvm-pass/rewrite/frame_base.h"

struct scalar_range lost_known(const struct lost_search *search, verifier_rules rules,
			       LLVMValueRef value, LLVMValueRef place)
{
	return scalar_range_at(search->facts->analyses, rules, value, place);
}

static bool is_of_bounds(const struct refused *refused)
{
	return !refused->unset && !refused->unset_stack && !refused->rounds;
}

const char *lost_refusing(const struct lost_search *search, LLVMValueRef other)
{
	const struct function_facts *facts = search->facts;

	for (size_t i = 0; i < facts->refused_count; i++)
		if (facts->refused[i].function == facts->function &&
		    is_of_bounds(&facts->refused[i]) &&
		    (facts->refused[i].at == search->place || facts->refused[i].at == other))
			return facts->refused[i].kernels;
	return NULL;
}

void lost_trust(const struct lost_search *search)
{
	if (search->facts->trusts)
		*search->facts->trusts = true;
}

static struct lost_number *known_number(const struct lost_search *search, LLVMValueRef place,
					unsigned int operand)
{
	for (size_t i = 0; i < search->findings->count; i++) {
		struct lost_number *number = search->findings->items[i].details;

		if (search->findings->items[i].place == place && number->operand == operand)
			return number;
	}
	return NULL;
}

void lost_want(struct lost_search *search, LLVMValueRef place, struct lost_number number,
	       const char *kernels)
{
	size_t before = search->findings->count;

	number.first = number.least;
	number.last = number.most;
	lost_note(search, place, number, kernels);
	if (!search->error && search->findings->count > before)
		search->findings->items[before].if_licensed = true;
}

void lost_note(struct lost_search *search, LLVMValueRef place, struct lost_number number,
	       const char *kernels)
{
	struct lost_number *known = known_number(search, place, number.operand);
	struct finding finding = { .place = place, .kernels = kernels };

	if (!known) {
		known = malloc(sizeof(*known));
		if (!known) {
			search->error = -ENOMEM;
			return;
		}
		*known = number;
		lost_find_sums(search->facts->analyses, place, known);
		finding.details = known;
		search->error = findings_add(search->findings, finding);
		return;
	}
	if (number.least > known->least)
		known->least = number.least;
	if (number.most < known->most)
		known->most = number.most;
}

/* Both ends of what is copied, or the one of what is set, if it is of one size. */
static void look_at_copy(struct lost_search *search, LLVMValueRef call)
{
	LLVMValueRef size = LLVMGetOperand(call, 2);

	if (!LLVMIsAConstantInt(size))
		return;
	for (unsigned int i = 0; i < 2; i++)
		if (LLVMGetTypeKind(LLVMTypeOf(LLVMGetOperand(call, i))) == LLVMPointerTypeKind)
			lost_look_at_address(search, LLVMGetOperand(call, i),
					     LLVMConstIntGetZExtValue(size));
}

static void look_at(struct lost_search *search, LLVMValueRef instruction)
{
	LLVMTypeRef type = LLVMTypeOf(instruction);

	search->place = instruction;
	switch (LLVMGetInstructionOpcode(instruction)) {
	case LLVMLoad:
		lost_look_at_address(search, LLVMGetOperand(instruction, 0),
				     LLVMStoreSizeOfType(search->layout, type));
		break;
	case LLVMStore:
		type = LLVMTypeOf(LLVMGetOperand(instruction, 0));
		lost_look_at_address(search, LLVMGetOperand(instruction, 1),
				     LLVMStoreSizeOfType(search->layout, type));
		break;
	case LLVMAtomicRMW:
	case LLVMAtomicCmpXchg:
		type = LLVMTypeOf(LLVMGetOperand(instruction, 1));
		lost_look_at_address(search, LLVMGetOperand(instruction, 0),
				     LLVMStoreSizeOfType(search->layout, type));
		break;
	case LLVMCall:
		if (LLVMIsAMemIntrinsic(instruction))
			look_at_copy(search, instruction);
		else
			lost_look_at_call(search, instruction);
		break;
	default:
		break;
	}
}

/* Assembly takes numbers that are as wide as a register or a part of it that has a name. */
static bool fits_register(LLVMValueRef place, const struct lost_number *number)
{
	unsigned int width =
		LLVMGetIntTypeWidth(LLVMTypeOf(LLVMGetOperand(place, number->operand)));

	return width == 8 || width == 16 || width == 32 || width == 64;
}

/* A bound that is not proved is lost all the same, and is not stated. */
static const char *licence(const struct function_facts *facts, const struct finding *finding)
{
	if (!fits_register(finding->place, finding->details))
		return "no register is as wide as it";
	if (finding->if_licensed)
		return proof_why_not(bound_find(facts->analyses, finding->place, finding->details));
	return proof_why_not(bound_licence(facts->analyses, finding->place, finding->details));
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	struct lost_search search = { .facts = facts, .findings = findings };

	search.layout = LLVMGetModuleDataLayout(LLVMGetGlobalParent(facts->function));
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function);
	     block && !search.error; block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !search.error;
		     i = LLVMGetNextInstruction(i))
			look_at(&search, i);
	return search.error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	static const char *const uses[] = {
		[LOST_INDEX] = "index",
		[LOST_MOVED_INDEX] = "index",
		[LOST_SIZE] = "size",
		[LOST_LOOP_END] = "end of the loop",
	};
	const struct lost_number *number = finding->details;

	snprintf(text, size,
		 "this %s is from %" PRId64 " to %" PRId64 ", but the verifier of Linux %s loses "
		 "track of that in the instructions that LLVM makes of it",
		 uses[number->use], number->first, number->last, kernels);
}

/* Of 64 bits, as a signed number. */
static void unproved(const struct finding *finding, char *text, size_t size)
{
	const struct lost_number *number = finding->details;

	*text = '\0';
	if (!number->refuted)
		return;
	snprintf(text, size,
		 "the %s must be from %" PRId64 " to %" PRId64 ", and a solver that was asked "
		 "whether the source keeps it there says that it can be %" PRId64,
		 number->use == LOST_SIZE ? "length" : "index", number->least, number->most,
		 (int64_t)number->example);
}

static void mend(const struct finding *finding)
{
	bound_restate(finding->place, finding->details);
	/* The mask tells code generation bits of the index, which pointer-or is made of. */
	if (LLVMIsAGetElementPtrInst(finding->place) && frame_base_is_stack(finding->place))
		frame_base_hide(finding->place);
}

const struct hazard bound_lost = {
	.detect = detect,
	.licence = licence,
	.explain = explain,
	.unproved = unproved,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend states the bound again right before the use, and so "
		  "does an asm volatile(\"\" : \"+r\"(x)) followed by the check",
	.mended = "stated the bound again",
	.lives_long = true,
};
