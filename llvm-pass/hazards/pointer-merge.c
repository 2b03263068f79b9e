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
 * not to be, by LLVM or because it points into a packet; nothing else changes.
 */
#include "llvm-pass/hazards/hazard.h"

#include <stdio.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/packet_pointer.h"

/* How many merges one after the other are followed. */
#define MOST_MERGES 4

struct test {
	LLVMValueRef compare;
	LLVMValueRef merged; /* a phi */
	bool eq;
};

static bool is_null(LLVMValueRef value)
{
	return LLVMIsAConstantPointerNull(value);
}

/* True for a comparison of a merged pointer with NULL. */
static bool is_test(LLVMValueRef value, struct test *test)
{
	LLVMIntPredicate predicate;

	if (!LLVMIsAICmpInst(value) || !is_null(LLVMGetOperand(value, 1)) ||
	    !LLVMIsAPHINode(LLVMGetOperand(value, 0)))
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

/* True for what the verifier does not know to be no NULL: a packet's start, or the stack. */
static bool is_doubted(LLVMValueRef pointer)
{
	LLVMValueRef start = start_of(pointer);

	return LLVMIsAIntToPtrInst(start) || LLVMIsAAllocaInst(start);
}

/* What the arms of a merge are. */
struct arms {
	bool null; /* one is NULL */
	bool doubted; /* one is a pointer that the verifier takes for a possible NULL */
	bool unproved; /* one may be NULL or not, as far as LLVM knows */
};

static void look_at_arms(bridge_analyses *analyses, LLVMValueRef phi, unsigned int merges,
			 struct arms *arms)
{
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		LLVMValueRef arm = LLVMGetIncomingValue(phi, i);
		LLVMValueRef end = LLVMGetBasicBlockTerminator(LLVMGetIncomingBlock(phi, i));

		if (is_null(arm)) {
			arms->null = true;
		} else if (LLVMIsAPHINode(arm) && !merges) {
			arms->unproved = true;
		} else if (LLVMIsAPHINode(arm)) {
			look_at_arms(analyses, arm, merges - 1, arms);
		} else {
			arms->doubted |= is_doubted(arm);
			arms->unproved |= !packet_pointer_is(analyses, arm) &&
					  !bridge_not_null(analyses, arm, end);
		}
	}
}

/* True if some way leads to a merge's block on which this phi is NULL, and the other is not. */
static bool is_partner(LLVMValueRef merged, LLVMValueRef other)
{
	if (other == merged || LLVMGetTypeKind(LLVMTypeOf(other)) != LLVMPointerTypeKind)
		return false;
	for (unsigned int i = 0; i < LLVMCountIncoming(merged); i++)
		if (!is_null(LLVMGetIncomingValue(merged, i)) &&
		    (is_null(LLVMGetIncomingValue(other, i)) ||
		     LLVMIsUndef(LLVMGetIncomingValue(other, i))))
			return true;
	return false;
}

/* True if a pointer is compared with NULL itself: its uses are its own affair then. */
static bool is_tested(LLVMValueRef pointer)
{
	for (LLVMUseRef use = LLVMGetFirstUse(pointer); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAICmpInst(user) && is_null(LLVMGetOperand(user, 1)))
			return true;
	}
	return false;
}

/* True if an instruction reads or writes through a pointer, or through what is added to it. */
static bool is_used_behind(const struct function_facts *facts, LLVMValueRef pointer,
			   LLVMBasicBlockRef from, LLVMBasicBlockRef to)
{
	for (LLVMUseRef use = LLVMGetFirstUse(pointer); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		bool accesses = LLVMIsALoadInst(user) ||
				(LLVMIsAStoreInst(user) && LLVMGetOperand(user, 1) == pointer);

		if (accesses && bridge_edge_dominates(facts->analyses, from, to,
						      LLVMGetInstructionParent(user)))
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
		    start_of(LLVMGetOperand(user, test->eq ? 1 : 2)) == partner)
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
		if (is_partner(test->merged, i) && !is_tested(i) && stands_for(facts, test, i))
			return true;
	return false;
}

/*
 * A loaded pointer whose place on the stack is one of two that a store chooses from: LLVM 16 sinks
 * the stores of two branches into one, and then neither place becomes a register. True if the load
 * from the other place is used where this one is found NULL. None of its loads may be tested.
 */
static bool other_place_stands(const struct function_facts *facts, const struct test *test,
			       LLVMValueRef other)
{
	bool stands = false;

	for (LLVMUseRef use = LLVMGetFirstUse(other); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef load = LLVMGetUser(use);

		if (!LLVMIsALoadInst(load) ||
		    LLVMGetTypeKind(LLVMTypeOf(load)) != LLVMPointerTypeKind)
			continue;
		if (is_tested(load))
			return false;
		stands |= stands_for(facts, test, load);
	}
	return stands;
}

/* True if a chosen address is where a pointer that the verifier doubts is stored. */
static bool is_stored_to(LLVMValueRef choice)
{
	for (LLVMUseRef use = LLVMGetFirstUse(choice); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAStoreInst(user) && LLVMGetOperand(user, 1) == choice &&
		    is_doubted(LLVMGetOperand(user, 0)))
			return true;
	}
	return false;
}

static bool is_stored_test(const struct function_facts *facts, LLVMValueRef value,
			   struct test *test)
{
	LLVMValueRef place;

	if (!LLVMIsAICmpInst(value) || !is_null(LLVMGetOperand(value, 1)) ||
	    !LLVMIsALoadInst(LLVMGetOperand(value, 0)))
		return false;
	*test = (struct test){ value, LLVMGetOperand(value, 0),
			       LLVMGetICmpPredicate(value) == LLVMIntEQ };
	place = LLVMGetOperand(test->merged, 0);
	if (!LLVMIsAAllocaInst(place))
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(place); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef choice = LLVMGetUser(use);

		if ((!LLVMIsAPHINode(choice) && !LLVMIsASelectInst(choice)) ||
		    !is_stored_to(choice))
			continue;
		for (int i = LLVMIsASelectInst(choice) != NULL; i < LLVMGetNumOperands(choice);
		     i++) {
			LLVMValueRef other = LLVMGetOperand(choice, (unsigned int)i);

			if (other != place && LLVMIsAAllocaInst(other) &&
			    other_place_stands(facts, test, other))
				return true;
		}
	}
	return false;
}

static int look_at(const struct function_facts *facts, LLVMValueRef instruction,
		   struct findings *findings)
{
	struct finding finding = { .place = instruction };
	struct arms arms = { .null = false };
	struct test test;

	if (is_stored_test(facts, instruction, &test)) {
		finding.obstacle = "the pointers are on the stack, because one store to either of "
				   "them was made of two";
		return findings_add(findings, finding);
	}
	if (!is_test(instruction, &test))
		return 0;
	look_at_arms(facts->analyses, test.merged, MOST_MERGES, &arms);
	if (!arms.null || !arms.doubted || !has_partner(facts, &test))
		return 0;
	if (arms.unproved)
		finding.obstacle = "LLVM cannot prove which of the pointers are NULL";
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

/* Builds a number that is 1 where a merged pointer is not NULL, and 0 where it is. */
static LLVMValueRef build_flag(LLVMBuilderRef builder, LLVMValueRef phi)
{
	LLVMTypeRef type = LLVMInt64TypeInContext(LLVMGetTypeContext(LLVMTypeOf(phi)));
	LLVMValueRef flag;

	LLVMPositionBuilderBefore(builder, phi);
	flag = LLVMBuildPhi(builder, type, "");
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		LLVMBasicBlockRef block = LLVMGetIncomingBlock(phi, i);
		LLVMValueRef arm = LLVMGetIncomingValue(phi, i), value;

		if (LLVMIsAPHINode(arm))
			value = build_flag(builder, arm);
		else
			value = LLVMConstInt(type, !is_null(arm), false);
		LLVMAddIncoming(flag, &value, &block, 1);
	}
	return flag;
}

static void mend(const struct finding *finding)
{
	LLVMValueRef place = finding->place, flag, compare;
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(place)));

	flag = build_flag(builder, LLVMGetOperand(place, 0));
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
