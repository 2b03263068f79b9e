// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Makes branches of selects; see select_branch.h. */
#include "llvm-pass/rewrite/select_branch.h"

#include <llvm-c/DebugInfo.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/support/planted.h"

bool select_branch_is(LLVMValueRef value)
{
	return LLVMIsASelectInst(value) &&
	       LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMPointerTypeKind &&
	       LLVMIsAInstruction(LLVMGetOperand(value, 0));
}

/* A phi where the ways of a branch on a condition meet: what it is if true, then if not. */
struct ways {
	LLVMBasicBlockRef blocks[2];
	LLVMBasicBlockRef join;
};

static LLVMValueRef build_phi(LLVMBuilderRef builder, const struct ways *ways, LLVMValueRef yes,
			      LLVMValueRef no)
{
	LLVMBasicBlockRef blocks[2] = { ways->blocks[0], ways->blocks[1] };
	LLVMValueRef values[2] = { yes, no }, phi;

	LLVMPositionBuilderBefore(builder, LLVMGetFirstInstruction(ways->join));
	phi = LLVMBuildPhi(builder, LLVMTypeOf(yes), "");
	LLVMAddIncoming(phi, values, blocks, 2);
	return phi;
}

static bool is_known_before(LLVMValueRef value, LLVMBasicBlockRef block)
{
	return !LLVMIsAInstruction(value) || LLVMGetInstructionParent(value) != block;
}

/* Makes phis of the selects in the joining block that the condition decides. */
static void build_pointers(LLVMBuilderRef builder, const struct ways *ways, LLVMValueRef condition)
{
	LLVMValueRef next;

	for (LLVMValueRef i = LLVMGetFirstInstruction(ways->join); i; i = next) {
		next = LLVMGetNextInstruction(i);
		if (!select_branch_is(i) || LLVMGetOperand(i, 0) != condition ||
		    !is_known_before(LLVMGetOperand(i, 1), ways->join) ||
		    !is_known_before(LLVMGetOperand(i, 2), ways->join))
			continue;
		LLVMReplaceAllUsesWith(
			i, build_phi(builder, ways, LLVMGetOperand(i, 1), LLVMGetOperand(i, 2)));
		LLVMInstructionEraseFromParent(i);
	}
}

void select_branch_build(LLVMValueRef select)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(select));
	LLVMValueRef condition = LLVMGetOperand(select, 0), place, flag, compare;
	LLVMTypeRef type = LLVMInt64TypeInContext(context);
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
	struct ways ways;

	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(select));
	ways.blocks[1] = LLVMGetInstructionParent(select);
	ways.blocks[0] = bridge_split_if(
		PLANTED(unfrozen) ? condition : bridge_freeze(condition, select), select);
	ways.join = LLVMGetInstructionParent(select);
	build_pointers(builder, &ways, condition);
	flag = build_phi(builder, &ways, LLVMConstInt(type, 1, false), LLVMConstNull(type));
	for (place = flag; LLVMIsAPHINode(place);)
		place = LLVMGetNextInstruction(place);
	LLVMPositionBuilderBefore(builder, place);
	compare = LLVMBuildICmp(builder, LLVMIntNE, flag, LLVMConstNull(type), "");
	LLVMDisposeBuilder(builder);
	bridge_replace_dominated(condition, compare, ways.join);
}
