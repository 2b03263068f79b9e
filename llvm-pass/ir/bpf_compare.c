// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Makes icmp of llvm.bpf.compare; see bpf_compare.h. */
#include "llvm-pass/ir/bpf_compare.h"

#include <string.h>
#include <llvm-c/DebugInfo.h>

static bool is_compare(LLVMValueRef function)
{
	static const char name[] = "llvm.bpf.compare";
	unsigned int id = LLVMGetIntrinsicID(function);

	return id && id == LLVMLookupIntrinsicID(name, strlen(name));
}

/* True for a comparison of whole numbers by a predicate that there is. */
static bool is_lowered(LLVMValueRef call)
{
	LLVMValueRef predicate;
	unsigned long long number;

	if (!LLVMIsACallInst(call) || LLVMGetNumArgOperands(call) != 3)
		return false;
	predicate = LLVMGetOperand(call, 0);
	if (!LLVMIsAConstantInt(predicate) ||
	    LLVMTypeOf(LLVMGetOperand(call, 1)) != LLVMTypeOf(LLVMGetOperand(call, 2)) ||
	    LLVMGetTypeKind(LLVMTypeOf(LLVMGetOperand(call, 1))) != LLVMIntegerTypeKind)
		return false;
	number = LLVMConstIntGetZExtValue(predicate);
	return number >= LLVMIntEQ && number <= LLVMIntSLE;
}

static void lower(LLVMValueRef call, LLVMBuilderRef builder)
{
	LLVMIntPredicate predicate =
		(LLVMIntPredicate)LLVMConstIntGetZExtValue(LLVMGetOperand(call, 0));
	LLVMValueRef comparison;

	LLVMPositionBuilderBefore(builder, call);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(call));
	comparison = LLVMBuildICmp(builder, predicate, LLVMGetOperand(call, 1),
				   LLVMGetOperand(call, 2), "");
	LLVMReplaceAllUsesWith(call, comparison);
	LLVMInstructionEraseFromParent(call);
}

bool bpf_compare_lower(LLVMModuleRef module)
{
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetModuleContext(module));
	bool any = false;

	for (LLVMValueRef function = LLVMGetFirstFunction(module); function;
	     function = LLVMGetNextFunction(function)) {
		LLVMUseRef next;

		if (!is_compare(function))
			continue;
		for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = next) {
			LLVMValueRef call = LLVMGetUser(use);

			next = LLVMGetNextUse(use);
			if (!is_lowered(call))
				continue;
			lower(call, builder);
			any = true;
		}
	}
	LLVMDisposeBuilder(builder);
	return any;
}
