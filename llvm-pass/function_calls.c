// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks at the uses of a function; see function_calls.h. */
#include "llvm-pass/function_calls.h"

bool function_has_only_calls(LLVMValueRef function)
{
	LLVMLinkage linkage = LLVMGetLinkage(function);

	if ((linkage != LLVMInternalLinkage && linkage != LLVMPrivateLinkage) ||
	    LLVMIsFunctionVarArg(LLVMGlobalGetValueType(function)) || !LLVMGetFirstUse(function))
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		/* Also not one that is given its own address. */
		if (!LLVMIsACallInst(user) || LLVMGetCalledValue(user) != function ||
		    LLVMGetNumArgOperands(user) != LLVMCountParams(function))
			return false;
		for (unsigned int i = 0; i < LLVMGetNumArgOperands(user); i++)
			if (LLVMGetOperand(user, i) == function)
				return false;
	}
	return true;
}

unsigned int function_argument_position(LLVMValueRef argument)
{
	LLVMValueRef at = LLVMGetFirstParam(LLVMGetParamParent(argument));
	unsigned int position = 0;

	for (; at != argument; at = LLVMGetNextParam(at))
		position++;
	return position;
}
