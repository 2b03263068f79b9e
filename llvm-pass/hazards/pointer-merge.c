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
 * pointers on the stack, they become registers first; see pointer_slots.h.
 */
#include "llvm-pass/hazards/hazard.h"

#include <stdio.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/merged_pointer.h"
#include "llvm-pass/pointer_slots.h"

/* How many merges one after the other are followed to find out which pointers are merged alike. */
#define MOST_MERGES 4
/* How deep a condition is taken apart. */
#define MOST_CONDITIONS 4

#define UNPROVED "LLVM cannot prove which of the pointers are NULL"

struct test {
	LLVMValueRef compare;
	LLVMValueRef merged; /* a phi, or a load */
	bool eq;
};

static bool is_null(LLVMValueRef value)
{
	return LLVMIsAConstantPointerNull(value);
}

/* True for a comparison with NULL. */
static bool is_test(LLVMValueRef value, struct test *test)
{
	LLVMIntPredicate predicate;

	if (!LLVMIsAICmpInst(value) || !is_null(LLVMGetOperand(value, 1)))
		return false;
	predicate = LLVMGetICmpPredicate(value);
	*test = (struct test){ value, LLVMGetOperand(value, 0), predicate == LLVMIntEQ };
	return predicate == LLVMIntEQ || predicate == LLVMIntNE;
}

/* What a chain of getelementptr starts from. */
static LLVMValueRef start_of(LLVMValueRef address)
{
	while (LLVMIsAGetElementPtrInst(address))
		address = LLVMGetOperand(address, 0);
	return address;
}

/* True if a pointer is NULL or undefined on some way into the merges it is made of. */
static bool may_be_null(LLVMValueRef pointer, unsigned int merges)
{
	if (is_null(pointer) || LLVMIsUndef(pointer))
		return true;
	if (!LLVMIsAPHINode(pointer) || !merges)
		return false;
	for (unsigned int i = 0; i < LLVMCountIncoming(pointer); i++)
		if (may_be_null(LLVMGetIncomingValue(pointer, i), merges - 1))
			return true;
	return false;
}

/* True if two phis of one block, or two arms, are merged so that one is NULL, the other is not. */
static bool are_partners(LLVMValueRef merged, LLVMValueRef other, unsigned int merges)
{
	if (is_null(merged) || LLVMIsUndef(merged) || merged == other)
		return false;
	if (!LLVMIsAPHINode(merged) || !LLVMIsAPHINode(other) ||
	    LLVMGetInstructionParent(merged) != LLVMGetInstructionParent(other))
		return may_be_null(other, merges);
	for (unsigned int i = 0; i < LLVMCountIncoming(merged) && merges; i++)
		if (are_partners(LLVMGetIncomingValue(merged, i), LLVMGetIncomingValue(other, i),
				 merges - 1))
			return true;
	return false;
}

/*
 * True if a condition that is true, or one that is not, says of a pointer that it is not NULL:
 * the test itself, or what is true only if both of its halves are.
 */
static bool implies(LLVMValueRef condition, bool is, const struct test *test, unsigned int depth)
{
	LLVMValueRef second, constant;

	if (condition == test->compare)
		return is != test->eq;
	if (!LLVMIsAInstruction(condition) || !depth)
		return false;
	if (LLVMGetInstructionOpcode(condition) == (is ? LLVMAnd : LLVMOr)) {
		second = LLVMGetOperand(condition, 1);
	} else if (LLVMIsASelectInst(condition)) {
		constant = LLVMGetOperand(condition, is ? 2 : 1);
		second = LLVMGetOperand(condition, is ? 1 : 2);
		if (!LLVMIsAConstantInt(constant) || LLVMConstIntGetZExtValue(constant) == is)
			return false;
	} else {
		return false;
	}
	return implies(LLVMGetOperand(condition, 0), is, test, depth - 1) ||
	       implies(second, is, test, depth - 1);
}

/* True if every way to a block leads over a branch that says that a pointer is not NULL. */
static bool is_tested_before(const struct function_facts *facts, const struct test *test,
			     LLVMBasicBlockRef block)
{
	LLVMBasicBlockRef from = LLVMGetFirstBasicBlock(facts->function);

	for (; from; from = LLVMGetNextBasicBlock(from)) {
		LLVMValueRef branch = LLVMGetBasicBlockTerminator(from);

		if (!LLVMIsABranchInst(branch) || !LLVMIsConditional(branch))
			continue;
		for (unsigned int i = 0; i < 2; i++)
			if (implies(LLVMGetCondition(branch), !i, test, MOST_CONDITIONS) &&
			    bridge_edge_dominates(facts->analyses, from,
						  LLVMGetSuccessor(branch, i), block))
				return true;
	}
	return false;
}

/* True if a value is compared with NULL itself before a block: its uses there are its own affair.
 */
static bool is_value_tested(const struct function_facts *facts, LLVMValueRef pointer,
			    LLVMBasicBlockRef block)
{
	struct test test;

	for (LLVMUseRef use = LLVMGetFirstUse(pointer); use; use = LLVMGetNextUse(use))
		if (is_test(LLVMGetUser(use), &test) && is_tested_before(facts, &test, block))
			return true;
	return false;
}

/* The same, also for what was loaded from the same slot. */
static bool is_tested(const struct function_facts *facts, LLVMValueRef pointer,
		      LLVMBasicBlockRef block)
{
	LLVMValueRef slot;

	if (!LLVMIsALoadInst(pointer))
		return is_value_tested(facts, pointer, block);
	slot = LLVMGetOperand(pointer, 0);
	for (LLVMUseRef use = LLVMGetFirstUse(slot); use; use = LLVMGetNextUse(use))
		if (LLVMIsALoadInst(LLVMGetUser(use)) &&
		    is_value_tested(facts, LLVMGetUser(use), block))
			return true;
	return false;
}

/* True if an instruction behind an edge reads or writes through an address that starts from a
 * pointer, which was not tested itself. */
static bool is_used_behind(const struct function_facts *facts, LLVMValueRef address,
			   LLVMBasicBlockRef from, LLVMBasicBlockRef to)
{
	for (LLVMUseRef use = LLVMGetFirstUse(address); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		bool accesses = LLVMIsALoadInst(user) ||
				(LLVMIsAStoreInst(user) && LLVMGetOperand(user, 1) == address);

		if (accesses &&
		    bridge_edge_dominates(facts->analyses, from, to,
					  LLVMGetInstructionParent(user)) &&
		    !is_tested(facts, start_of(address), LLVMGetInstructionParent(user)))
			return true;
		if (LLVMIsAGetElementPtrInst(user) && is_used_behind(facts, user, from, to))
			return true;
	}
	return false;
}

/* True if the partner is used where the test says that the merged pointer is NULL. */
static bool stands_for(const struct function_facts *facts, const struct test *test,
		       LLVMValueRef partner)
{
	for (LLVMUseRef use = LLVMGetFirstUse(test->compare); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		LLVMBasicBlockRef block = LLVMGetInstructionParent(user);

		if (LLVMIsASelectInst(user) && LLVMGetOperand(user, 0) == test->compare &&
		    start_of(LLVMGetOperand(user, test->eq ? 1 : 2)) == partner &&
		    !is_tested(facts, partner, block))
			return true;
		if (LLVMIsABranchInst(user) &&
		    is_used_behind(facts, partner, block, LLVMGetSuccessor(user, test->eq ? 0 : 1)))
			return true;
	}
	return false;
}

static bool has_partner(const struct function_facts *facts, const struct test *test)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(test->merged);

	for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && LLVMIsAPHINode(i);
	     i = LLVMGetNextInstruction(i))
		if (LLVMGetTypeKind(LLVMTypeOf(i)) == LLVMPointerTypeKind &&
		    are_partners(test->merged, i, MOST_MERGES) && stands_for(facts, test, i))
			return true;
	return false;
}

/* ---- Pointers in slots ---- */

/* True if a load from another slot is used where this one is found NULL. */
static bool other_slot_stands(const struct function_facts *facts, const struct test *test,
			      LLVMValueRef other)
{
	for (LLVMUseRef use = LLVMGetFirstUse(other); use; use = LLVMGetNextUse(use))
		if (LLVMIsALoadInst(LLVMGetUser(use)) && stands_for(facts, test, LLVMGetUser(use)))
			return true;
	return false;
}

/* True if the other one of two slots, that a store chooses from, stands for the tested one. */
static bool is_stored_test(const struct function_facts *facts, const struct test *test,
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

static int look_at_slot(const struct function_facts *facts, const struct test *test,
			struct findings *findings)
{
	struct finding finding = { .place = test->compare };
	LLVMValueRef slot = LLVMGetOperand(test->merged, 0);
	struct merged_arms arms = { .null = false };
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
		else if (arms.unproved)
			finding.obstacle = UNPROVED;
		error = findings_add(findings, finding);
	}
	pointer_slots_free(&slots);
	return error;
}

/* ---- The hazard ---- */

static int look_at(const struct function_facts *facts, LLVMValueRef instruction,
		   struct findings *findings)
{
	struct finding finding = { .place = instruction };
	struct merged_arms arms = { .null = false };
	struct test test;
	int error;

	if (!is_test(instruction, &test))
		return 0;
	if (LLVMIsALoadInst(test.merged))
		return look_at_slot(facts, &test, findings);
	if (!LLVMIsAPHINode(test.merged) || !has_partner(facts, &test))
		return 0;
	error = merged_pointer_look_at(facts->analyses, test.merged, instruction, &arms);
	if (error || !arms.null || !arms.doubted)
		return error;
	if (arms.unproved)
		finding.obstacle = UNPROVED;
	return findings_add(findings, finding);
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
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend tests a number in its place, and so does a flag of "
		  "your own",
	.mended = "tested a number in its place",
};
