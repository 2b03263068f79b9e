// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * pointer-or: an address on the stack whose offset is added with "or".
 *
 *	char b[8]			; at fp-8, 8-byte aligned
 *	... b[i & 7] ...		r1 &= 7
 *					r2 = r10; r2 += -8
 *					r2 |= r1	; "bitwise operator |= on pointer
 * prohibited"
 *
 * DAGCombiner::visitADD() turns a + b into a | b where no bit can be set in both; see
 * frame_address.h. It strikes a variable offset that lies below the object's alignment, and as
 * well a constant that follows a variable one (&pairs[i].second). A constant alone folds into the
 * address. All LLVM versions up to 22 do it, and no kernel's verifier accepts it. Where the index
 * is bounded by a comparison, SelectionDAG does not know the bound, and the addition stays.
 *
 * Whether it does is seen in the code that the backend makes, which is asked where an offset may be
 * so small. The instruction that the "|=" came from is the getelementptr, or near to it: one that
 * it is an operand of, or that stands in the same block.
 *
 * The mend passes the pointer, not the offset, through a barrier before the first variable offset
 * is added. The FrameIndex was to be put there into a register of its own anyway, so no
 * instruction is added, while an offset may have other users, which would cost a copy; and what
 * the verifier knows of the offset cannot get lost, whether a mask or a comparison bounds it.
 *
 * Pointers that are tested together are in pointer-or-tests.c.
 */
#include "llvm-pass/hazards/pointer-or/pointer-or-tests.h"

#include <errno.h>
#include <stdio.h>
#include <llvm-c/Target.h>

#include "llvm-pass/emit/emitted.h"
#include "llvm-pass/ir/value_map.h"
#include "llvm-pass/rewrite/frame_address.h"
#include "llvm-pass/rewrite/frame_base.h"

/* How many operands are followed, one behind the other, to what an instruction came from. */
#define MOST_OPERANDS 4

/* What an "|=" in the code is taken for. */
struct search {
	const struct function_facts *facts;
	struct value_map chosen; /* suspects that are or'ed: 1 where it is a constant that is */
	bool constant; /* of this one */
	int error;
};

static bool is_suspect(LLVMValueRef instruction)
{
	return LLVMIsAGetElementPtrInst(instruction) ? frame_may_or(instruction)
						     : pointer_or_tests_may(instruction);
}

static bool suspect(LLVMValueRef function)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
		     i = LLVMGetNextInstruction(i))
			if (is_suspect(i))
				return true;
	return false;
}

static bool choose(struct search *search, LLVMValueRef instruction)
{
	if (!is_suspect(instruction))
		return false;
	if (value_map_get(&search->chosen, instruction) == VALUE_MAP_NONE && !search->error)
		search->error = value_map_add(&search->chosen, instruction, search->constant);
	return true;
}

/* Chooses what an instruction is, or was made of. */
static bool choose_operands(struct search *search, LLVMValueRef instruction, unsigned int depth)
{
	bool any = false;

	if (!LLVMIsAInstruction(instruction))
		return false;
	if (choose(search, instruction))
		return true;
	for (int k = 0; k < LLVMGetNumOperands(instruction) && depth; k++)
		any |= choose_operands(search, LLVMGetOperand(instruction, (unsigned int)k),
				       depth - 1);
	return any;
}

/* A comparison is joined with another one by what uses it. */
static bool choose_users(struct search *search, LLVMValueRef instruction)
{
	bool any = false;

	for (LLVMUseRef use = LLVMGetFirstUse(instruction); use; use = LLVMGetNextUse(use))
		if (LLVMIsAInstruction(LLVMGetUser(use)))
			any |= choose(search, LLVMGetUser(use));
	return any;
}

static bool choose_in_block(struct search *search, LLVMBasicBlockRef block)
{
	bool any = false;

	for (LLVMValueRef i = LLVMGetFirstInstruction(block); i; i = LLVMGetNextInstruction(i))
		any |= choose(search, i);
	return any;
}

/* What the programmer wrote himself: an "or" of numbers, assembly. */
static bool is_written(LLVMValueRef instruction)
{
	return LLVMIsACallInst(instruction) ||
	       (LLVMIsABinaryOperator(instruction) &&
		LLVMGetInstructionOpcode(instruction) == LLVMOr && !is_suspect(instruction));
}

static void choose_for(struct search *search, LLVMValueRef from)
{
	LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(search->facts->function);

	if (from && (choose_operands(search, from, MOST_OPERANDS) || choose_users(search, from) ||
		     is_written(from) || choose_in_block(search, LLVMGetInstructionParent(from))))
		return;
	for (; block; block = LLVMGetNextBasicBlock(block))
		choose_in_block(search, block);
}

static const struct stack_object *object_of(const struct search *search, LLVMValueRef gep)
{
	const struct stack_objects *objects = &search->facts->objects;
	LLVMValueRef alloca = frame_sum_of(gep).alloca;

	for (size_t i = 0; i < objects->object_count; i++)
		if (objects->objects[i].alloca == alloca)
			return &objects->objects[i];
	return NULL;
}

static int add_finding(const struct search *search, LLVMValueRef chosen, struct findings *findings)
{
	struct finding finding = { .place = chosen };

	if (!LLVMIsAGetElementPtrInst(chosen)) {
		finding.as = &pointer_or_tests;
	} else {
		finding.object = object_of(search, chosen);
		if (value_map_get(&search->chosen, chosen) == 1)
			finding.advice = "-mllvm -bpfmend-mode=mend keeps the addition";
	}
	return findings_add(findings, finding);
}

/* In the order of the function: who mends one may delete those before it that it rests on. */
static int add_findings(const struct search *search, struct findings *findings)
{
	int error = search->error;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(search->facts->function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i))
			if (value_map_get(&search->chosen, i) != VALUE_MAP_NONE)
				error = add_finding(search, i, findings);
	return error;
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	const struct emission *emission = &facts->code->emission;
	const struct violations *violations = &facts->code->violations;
	size_t which = emitted_function(emission, facts->function);
	struct search search = { .facts = facts };
	int error;

	for (size_t i = 0; i < violations->count; i++) {
		const struct violation *violation = &violations->list[i];
		size_t place;

		if (violation->function != which || violation->kind != VIOLATION_OR)
			continue;
		place = emission->code.functions[which].first + violation->instruction;
		search.constant = BPF_SRC(emission->code.code[place].code) == BPF_K;
		choose_for(&search, emission->from[place]);
	}
	error = add_findings(&search, findings);
	value_map_free(&search.chosen);
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	char name[OBJECT_NAME_SIZE];

	snprintf(text, size,
		 "LLVM adds this offset to the address of %s with \"|=\", because no bit can be "
		 "set in both, and the verifier of Linux %s rejects that: \"bitwise operator |= on "
		 "pointer prohibited\"",
		 object_name(finding->object, name), kernels);
}

static void mend(const struct finding *finding)
{
	frame_base_hide_start(finding->place);
}

const struct hazard pointer_or = {
	.suspect = suspect,
	.violation = true,
	.detect = detect,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend keeps the addition, and so does a bound written as a "
		  "comparison instead of a mask",
	.mended = "kept the addition",
};
