// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds what a loop counts to; see loop_bounds.h. */
#include "llvm-pass/ir/loop_bounds.h"

struct search {
	bridge_analyses *analyses;
	LLVMBasicBlockRef header;
	LLVMBasicBlockRef before;
	struct loop_bound *bounds;
	size_t count;
};

/* True for a number that has its value before the loop starts. */
static bool is_older(const struct search *search, LLVMValueRef value)
{
	return LLVMIsAInstruction(value) &&
	       LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMIntegerTypeKind &&
	       bridge_dominates(search->analyses, LLVMGetInstructionParent(value), search->before);
}

/* Notes the comparisons among the users of a value that the loop changes. */
static void look_at_users(struct search *search, LLVMValueRef value)
{
	for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		unsigned int other;

		if (!LLVMIsAICmpInst(user) || search->count == LOOP_BOUNDS ||
		    !bridge_dominates(search->analyses, search->header,
				      LLVMGetInstructionParent(user)))
			continue;
		other = LLVMGetOperand(user, 0) == value;
		if (is_older(search, LLVMGetOperand(user, other)))
			search->bounds[search->count++] =
				(struct loop_bound){ user, other,
						     LLVMGetBasicBlockTerminator(search->before) };
	}
}

size_t loop_bounds_of(bridge_analyses *analyses, LLVMValueRef phi,
		      struct loop_bound bounds[LOOP_BOUNDS])
{
	struct search search = { .analyses = analyses, .bounds = bounds };

	search.header = LLVMGetInstructionParent(phi);
	search.before = bridge_preheader(analyses, search.header);
	if (!search.before)
		return 0;
	look_at_users(&search, phi);
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++)
		if (LLVMGetIncomingBlock(phi, i) != search.before &&
		    LLVMIsAInstruction(LLVMGetIncomingValue(phi, i)))
			look_at_users(&search, LLVMGetIncomingValue(phi, i));
	return search.count;
}
