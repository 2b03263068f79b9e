// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * pointer-merge, by a condition: what chose between a pointer and NULL is asked again.
 *
 *	v4 = kind == 8			w2 = *(u16 *)(r1 + 12)
 *	ip = v4 ? p : NULL		if w2 == 8 goto +1; r3 = 0	; on this way w2 is not 8
 *	...				...
 *	if (v4) ... ip->protocol	if w2 != 8 goto ...		; both ways, of such a w2
 * too
 *					*(u8 *)(r3 + 9)			; "invalid mem access
 * 'scalar'"
 *
 * Instruction selection compares again wherever a condition is used. That a number is equal to
 * another one the verifier remembers; that it is not, only where the other one is the last of its
 * range, and that from 6.8 on (the kernel's history; measured: 6.1 without, 6.12 with it). LLVM
 * makes such a condition of the test of a pointer that a ternary chose.
 *
 * The mend makes a branch of the choice, with a number beside it that is compared from then on; see
 * select_branch.h. Nothing has to be proved: it is the same condition.
 */
#include "llvm-pass/hazards/pointer-merge/pointer-merge-condition.h"

#include <stdio.h>

#include "llvm-pass/ir/null_test.h"
#include "llvm-pass/rewrite/select_branch.h"

/* True for a comparison of a number for equality, which it then is. */
static bool is_condition(LLVMValueRef value, struct null_test *test)
{
	LLVMIntPredicate predicate;

	if (!LLVMIsAICmpInst(value) ||
	    LLVMGetTypeKind(LLVMTypeOf(LLVMGetOperand(value, 0))) != LLVMIntegerTypeKind)
		return false;
	predicate = LLVMGetICmpPredicate(value);
	*test = (struct null_test){ .compare = value, .eq = predicate == LLVMIntEQ };
	return predicate == LLVMIntEQ || predicate == LLVMIntNE;
}

/* True for a pointer that is NULL where the numbers are not equal. */
static bool is_chosen(LLVMValueRef value, const struct null_test *test)
{
	return select_branch_is(value) && LLVMGetOperand(value, 0) == test->compare &&
	       LLVMIsAConstantPointerNull(LLVMGetOperand(value, test->eq ? 2 : 1));
}

int pointer_merge_condition_find(const struct function_facts *facts, LLVMValueRef instruction,
				 struct findings *findings)
{
	struct finding finding = { .place = instruction, .as = &pointer_merge_condition };
	struct null_test test;

	if (!is_condition(instruction, &test))
		return 0;
	if (LLVMIsConstant(LLVMGetOperand(instruction, 1)) &&
	    LLVMIsNull(LLVMGetOperand(instruction, 1)))
		finding.kernels = "5.10-6.7";
	for (LLVMUseRef use = LLVMGetFirstUse(instruction); use; use = LLVMGetNextUse(use))
		if (is_chosen(LLVMGetUser(use), &test) &&
		    null_test_stands_for(facts->analyses, &test, LLVMGetUser(use)))
			return findings_add(findings, finding);
	return 0;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	(void)finding;
	snprintf(text, size,
		 "what chooses here between a pointer and NULL is asked again to know that the "
		 "pointer is not NULL, and the verifier of Linux %s does not remember that two "
		 "numbers were not equal: \"invalid mem access 'scalar'\"",
		 kernels);
}

/* The first choice in the function. An earlier mend may have left none. */
static LLVMValueRef first_choice(const struct null_test *test)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(test->compare);

	for (; block; block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
		     i = LLVMGetNextInstruction(i))
			if (is_chosen(i, test))
				return i;
	return NULL;
}

static void mend(const struct finding *finding)
{
	struct null_test test;
	LLVMValueRef choice;

	if (!is_condition(finding->place, &test))
		return;
	choice = first_choice(&test);
	if (choice)
		select_branch_build(choice);
}

const struct hazard pointer_merge_condition = {
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend asks a number in its place, and so does an if with "
		  "an assignment in each branch",
	.mended = "asked a number in its place",
};
