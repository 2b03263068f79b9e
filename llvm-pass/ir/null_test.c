// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks at what hangs on a test for NULL; see null_test.h. */
#include "llvm-pass/ir/null_test.h"

#include "llvm-pass/ir/address_start.h"

/* How deep a condition is taken apart. */
#define MOST_CONDITIONS 4

bool null_test_is(LLVMValueRef value, struct null_test *test)
{
	LLVMIntPredicate predicate;

	if (!LLVMIsAICmpInst(value) || !LLVMIsAConstantPointerNull(LLVMGetOperand(value, 1)))
		return false;
	predicate = LLVMGetICmpPredicate(value);
	*test = (struct null_test){ value, LLVMGetOperand(value, 0), predicate == LLVMIntEQ };
	return predicate == LLVMIntEQ || predicate == LLVMIntNE;
}

/*
 * True if a condition that is true, or one that is not, says of a pointer that it is not NULL:
 * the test itself, or what is true only if both of its halves are.
 */
static bool implies(LLVMValueRef condition, bool is, const struct null_test *test,
		    unsigned int depth)
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
static bool is_tested_before(bridge_analyses *analyses, const struct null_test *test,
			     LLVMBasicBlockRef block)
{
	LLVMBasicBlockRef from = LLVMGetFirstBasicBlock(LLVMGetBasicBlockParent(block));

	for (; from; from = LLVMGetNextBasicBlock(from)) {
		LLVMValueRef branch = LLVMGetBasicBlockTerminator(from);

		if (!LLVMIsABranchInst(branch) || !LLVMIsConditional(branch))
			continue;
		for (unsigned int i = 0; i < 2; i++)
			if (implies(LLVMGetCondition(branch), !i, test, MOST_CONDITIONS) &&
			    bridge_edge_dominates(analyses, from, LLVMGetSuccessor(branch, i),
						  block))
				return true;
	}
	return false;
}

/* True if a value is compared with NULL itself before a block: its uses there are its own affair.
 */
static bool is_value_tested(bridge_analyses *analyses, LLVMValueRef pointer,
			    LLVMBasicBlockRef block)
{
	struct null_test test;

	for (LLVMUseRef use = LLVMGetFirstUse(pointer); use; use = LLVMGetNextUse(use))
		if (null_test_is(LLVMGetUser(use), &test) &&
		    is_tested_before(analyses, &test, block))
			return true;
	return false;
}

/* The same, also for what was loaded from the same slot. */
static bool is_tested(bridge_analyses *analyses, LLVMValueRef pointer, LLVMBasicBlockRef block)
{
	LLVMValueRef slot;

	if (!LLVMIsALoadInst(pointer))
		return is_value_tested(analyses, pointer, block);
	slot = LLVMGetOperand(pointer, 0);
	for (LLVMUseRef use = LLVMGetFirstUse(slot); use; use = LLVMGetNextUse(use))
		if (LLVMIsALoadInst(LLVMGetUser(use)) &&
		    is_value_tested(analyses, LLVMGetUser(use), block))
			return true;
	return false;
}

/* True if an instruction behind an edge reads or writes through an address that starts from a
 * pointer, which was not tested itself. */
static bool is_used_behind(bridge_analyses *analyses, LLVMValueRef address, LLVMBasicBlockRef from,
			   LLVMBasicBlockRef to)
{
	for (LLVMUseRef use = LLVMGetFirstUse(address); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		bool accesses = LLVMIsALoadInst(user) ||
				(LLVMIsAStoreInst(user) && LLVMGetOperand(user, 1) == address);

		if (accesses &&
		    bridge_edge_dominates(analyses, from, to, LLVMGetInstructionParent(user)) &&
		    !is_tested(analyses, address_start(address), LLVMGetInstructionParent(user)))
			return true;
		if (LLVMIsAGetElementPtrInst(user) && is_used_behind(analyses, user, from, to))
			return true;
	}
	return false;
}

bool null_test_stands_for(bridge_analyses *analyses, const struct null_test *test,
			  LLVMValueRef partner)
{
	for (LLVMUseRef use = LLVMGetFirstUse(test->compare); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		LLVMBasicBlockRef block = LLVMGetInstructionParent(user);

		if (LLVMIsASelectInst(user) && LLVMGetOperand(user, 0) == test->compare &&
		    address_start(LLVMGetOperand(user, test->eq ? 1 : 2)) == partner &&
		    !is_tested(analyses, partner, block))
			return true;
		if (LLVMIsABranchInst(user) &&
		    is_used_behind(analyses, partner, block,
				   LLVMGetSuccessor(user, test->eq ? 0 : 1)))
			return true;
	}
	return false;
}
