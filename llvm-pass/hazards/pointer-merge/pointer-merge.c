// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * pointer-merge: one of two pointers is NULL, and a test of the one stands for the other.
 *
 *	if (v4) { ip = p; ip6 = NULL; }		r2 = p or 0
 *	else	{ ip6 = p; ip = NULL; }		r4 = 0 or p
 *	...
 *	ip ? ip->protocol : ip6->nexthdr	if r2 == 0 goto +1	; both ways, of p too
 *				*(u8 *)(r4 + 6)		; "invalid mem access 'scalar'"
 *
 * The verifier knows that a map value is not NULL once it was tested; of a pointer into a packet or
 * the stack it does not know it at all. So it walks the way where r2 is p and "is 0", too, and
 * there r4 is 0. LLVM does know, and threads such tests away if nothing stands between the merge
 * and the test. Where something does,
 *
 *	phi ptr [p, A], [NULL, B] == NULL	==>	phi i64 [1, A], [0, B] == 0
 *
 * a number says the same, and the verifier knows it on each way. Every arm must be NULL or proved
 * not to be, by LLVM or because it points into a packet; nothing else changes. Where LLVM left the
 * pointers on the stack, they become registers first; see pointer_slots.h. Where selects choose
 * them, these become a branch first; see select_branch.h.
 */
#include "llvm-pass/hazards/pointer-merge/pointer-merge-condition.h"

#include <stdio.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/hazards/pointer-merge/merged_pointer.h"
#include "llvm-pass/ir/null_test.h"
#include "llvm-pass/hazards/pointer-merge/pointer_slots.h"
#include "llvm-pass/rewrite/select_branch.h"

/* How many merges one after the other are followed to find out which pointers are merged alike. */
#define MOST_MERGES 4
/* How many ways are followed in all: merges of merges have many. */
#define MOST_WAYS 4096
#define UNPROVED "LLVM cannot prove which of the pointers are NULL"

static bool is_null(LLVMValueRef value)
{
	return LLVMIsAConstantPointerNull(value);
}

/* True if a pointer is NULL or undefined on some way into the merges it is made of. */
static bool may_be_null(LLVMValueRef pointer, unsigned int merges, unsigned int *ways)
{
	if (is_null(pointer) || LLVMIsUndef(pointer))
		return true;
	if (!LLVMIsAPHINode(pointer) || !merges)
		return false;
	for (unsigned int i = 0; i < LLVMCountIncoming(pointer) && (*ways)++ < MOST_WAYS; i++)
		if (may_be_null(LLVMGetIncomingValue(pointer, i), merges - 1, ways))
			return true;
	return false;
}

/* True if two phis of one block, or two arms, are merged so that one is NULL, the other is not. */
static bool are_partners(LLVMValueRef merged, LLVMValueRef other, unsigned int merges,
			 unsigned int *ways)
{
	if (is_null(merged) || LLVMIsUndef(merged) || merged == other)
		return false;
	if (!LLVMIsAPHINode(merged) || !LLVMIsAPHINode(other) ||
	    LLVMGetInstructionParent(merged) != LLVMGetInstructionParent(other))
		return may_be_null(other, merges, ways);
	for (unsigned int i = 0; i < LLVMCountIncoming(merged) && merges; i++)
		if ((*ways)++ < MOST_WAYS &&
		    are_partners(LLVMGetIncomingValue(merged, i), LLVMGetIncomingValue(other, i),
				 merges - 1, ways))
			return true;
	return false;
}

static bool has_partner(const struct function_facts *facts, const struct null_test *test)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(test->merged);
	unsigned int ways = 0;

	for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && LLVMIsAPHINode(i);
	     i = LLVMGetNextInstruction(i))
		if (LLVMGetTypeKind(LLVMTypeOf(i)) == LLVMPointerTypeKind &&
		    are_partners(test->merged, i, MOST_MERGES, &ways) &&
		    null_test_stands_for(facts->analyses, test, i))
			return true;
	return false;
}

/* The same for a pointer that the test itself chooses: "b = a ? NULL : p". */
static bool chooses_partner(const struct function_facts *facts, const struct null_test *test)
{
	for (LLVMUseRef use = LLVMGetFirstUse(test->compare); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (select_branch_is(user) && LLVMGetOperand(user, 0) == test->compare &&
		    is_null(LLVMGetOperand(user, test->eq ? 2 : 1)) &&
		    null_test_stands_for(facts->analyses, test, user))
			return true;
	}
	return false;
}

/* The same where the pointers are chosen by one condition. */
static bool has_chosen_partner(const struct function_facts *facts, const struct null_test *test)
{
	LLVMValueRef condition = LLVMGetOperand(test->merged, 0);
	unsigned int ways = 0;

	for (LLVMUseRef use = LLVMGetFirstUse(condition); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (user == test->merged || !select_branch_is(user) ||
		    LLVMGetOperand(user, 0) != condition)
			continue;
		for (unsigned int i = 1; i < 3; i++)
			if (!is_null(LLVMGetOperand(test->merged, i)) &&
			    may_be_null(LLVMGetOperand(user, i), MOST_MERGES, &ways) &&
			    null_test_stands_for(facts->analyses, test, user))
				return true;
	}
	return false;
}

/* ---- Pointers in slots ---- */

/* True if a load from another slot is used where this one is found NULL. */
static bool other_slot_stands(const struct function_facts *facts, const struct null_test *test,
			      LLVMValueRef other)
{
	for (LLVMUseRef use = LLVMGetFirstUse(other); use; use = LLVMGetNextUse(use))
		if (LLVMIsALoadInst(LLVMGetUser(use)) &&
		    null_test_stands_for(facts->analyses, test, LLVMGetUser(use)))
			return true;
	return false;
}

/* True if the other one of two slots, that a store chooses from, stands for the tested one. */
static bool is_stored_test(const struct function_facts *facts, const struct null_test *test,
			   const struct pointer_slots *slots)
{
	for (size_t i = 0; i < slots->choice_count; i++) {
		LLVMValueRef choice = slots->choices[i];

		for (int j = 0; j < LLVMGetNumOperands(choice); j++) {
			LLVMValueRef other = LLVMGetOperand(choice, (unsigned int)j);

			if (other != slots->slots[0] && LLVMIsAAllocaInst(other) &&
			    other_slot_stands(facts, test, other))
				return true;
		}
	}
	return false;
}

/* Looks at the pointers that are stored to a place. */
static int look_at_stores(const struct function_facts *facts, LLVMValueRef place,
			  struct merged_arms *arms)
{
	int error = 0;

	for (LLVMUseRef use = LLVMGetFirstUse(place); use && !error; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use), value;

		if (!LLVMIsAStoreInst(user) || LLVMGetOperand(user, 1) != place)
			continue;
		value = LLVMGetOperand(user, 0);
		if (LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMPointerTypeKind)
			error = merged_pointer_look_at(facts->analyses, value, user, arms);
	}
	return error;
}

/* The same for a slot and for the choices that it is one of. */
static int look_at_slot_stores(const struct function_facts *facts,
			       const struct pointer_slots *slots, struct merged_arms *arms)
{
	int error = look_at_stores(facts, slots->slots[0], arms);

	for (size_t i = 0; i < slots->choice_count && !error; i++)
		for (int j = 0; j < LLVMGetNumOperands(slots->choices[i]); j++)
			if (LLVMGetOperand(slots->choices[i], (unsigned int)j) == slots->slots[0]) {
				error = look_at_stores(facts, slots->choices[i], arms);
				break;
			}
	return error;
}

static int look_at_slot(const struct function_facts *facts, const struct null_test *test,
			struct findings *findings)
{
	struct finding finding = { .place = test->compare };
	LLVMValueRef slot = LLVMGetOperand(test->merged, 0);
	struct merged_arms arms = { .ask = false };
	struct pointer_slots slots;
	int error;

	if (!LLVMIsAAllocaInst(slot))
		return 0;
	error = pointer_slots_find(slot, &slots);
	if (!error)
		error = look_at_slot_stores(facts, &slots, &arms);
	if (!error && arms.doubted && is_stored_test(facts, test, &slots)) {
		if (!slots.understood)
			finding.obstacle = "the pointers are on the stack, and not all that "
					   "writes to them is understood";
		error = findings_add(findings, finding);
	}
	pointer_slots_free(&slots);
	return error;
}

/* ---- The hazard ---- */

/* True if another pointer hangs on the test of a merged one. */
static bool stands_for_another(const struct function_facts *facts, const struct null_test *test)
{
	bool selected = select_branch_is(test->merged);

	if (!selected && !LLVMIsAPHINode(test->merged))
		return false;
	return (selected ? has_chosen_partner(facts, test) : has_partner(facts, test)) ||
	       chooses_partner(facts, test);
}

static int look_at_merged(const struct function_facts *facts, const struct null_test *test,
			  struct merged_arms *arms)
{
	int error;

	if (!select_branch_is(test->merged))
		return merged_pointer_look_at(facts->analyses, test->merged, test->compare, arms);
	error = merged_pointer_look_at(facts->analyses, LLVMGetOperand(test->merged, 1),
				       test->merged, arms);
	if (error)
		return error;
	return merged_pointer_look_at(facts->analyses, LLVMGetOperand(test->merged, 2),
				      test->merged, arms);
}

static int look_at(const struct function_facts *facts, LLVMValueRef instruction,
		   struct findings *findings)
{
	struct finding finding = { .place = instruction };
	struct merged_arms arms = { .ask = false };
	struct null_test test;
	int error;

	if (!null_test_is(instruction, &test))
		return pointer_merge_condition_find(facts, instruction, findings);
	if (LLVMIsALoadInst(test.merged))
		return look_at_slot(facts, &test, findings);
	if (!stands_for_another(facts, &test))
		return 0;
	error = look_at_merged(facts, &test, &arms);
	return error || !arms.null || !arms.doubted ? error : findings_add(findings, finding);
}

/* Each pointer that is no NULL has to be proved to be none. */
static const char *licence(const struct function_facts *facts, const struct finding *finding)
{
	struct merged_arms arms = { .ask = true };
	struct pointer_slots slots;
	struct null_test test;
	int error = 0;

	if (!null_test_is(finding->place, &test))
		return UNPROVED;
	if (LLVMIsALoadInst(test.merged)) {
		error = pointer_slots_find(LLVMGetOperand(test.merged, 0), &slots);
		if (!error)
			error = look_at_slot_stores(facts, &slots, &arms);
		pointer_slots_free(&slots);
	} else {
		error = look_at_merged(facts, &test, &arms);
	}
	return error || arms.unproved ? UNPROVED : NULL;
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	int error = 0;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function); block && !error;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i))
			error = look_at(facts, i, findings);
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	(void)finding;
	snprintf(
		text, size,
		"a pointer is tested for NULL to know that another one is not, and the verifier of "
		"Linux %s does not know that a pointer into a packet or the stack is never NULL: "
		"\"invalid mem access 'scalar'\"",
		kernels);
}

static void mend(const struct finding *finding)
{
	LLVMValueRef place = finding->place, merged = LLVMGetOperand(place, 0), flag, compare;
	LLVMBuilderRef builder;

	if (LLVMIsALoadInst(merged))
		pointer_slots_promote(LLVMGetOperand(merged, 0));
	else if (select_branch_is(merged))
		select_branch_build(merged);
	merged = LLVMGetOperand(place, 0);
	flag = LLVMIsAPHINode(merged) ? merged_pointer_build_flag(merged) : NULL;
	if (!flag)
		return;
	builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(place)));
	LLVMPositionBuilderBefore(builder, place);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(place));
	compare = LLVMBuildICmp(builder, LLVMGetICmpPredicate(place), flag,
				LLVMConstNull(LLVMTypeOf(flag)), "");
	LLVMDisposeBuilder(builder);
	LLVMReplaceAllUsesWith(place, compare);
	LLVMInstructionEraseFromParent(place);
}

const struct hazard pointer_merge = {
	.detect = detect,
	.licence = licence,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend tests a number in its place, and so does a flag of "
		  "your own",
	.mended = "tested a number in its place",
	.lives_long = true,
};
