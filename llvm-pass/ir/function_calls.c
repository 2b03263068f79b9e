// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks at the uses of a function; see function_calls.h. */
#include "llvm-pass/ir/function_calls.h"

#include <stddef.h>

#include "llvm-pass/ir/constant_number.h"

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
		    LLVMGetCalledFunctionType(user) != LLVMGlobalGetValueType(function))
			return false;
		for (unsigned int i = 0; i < LLVMGetNumArgOperands(user); i++)
			if (LLVMGetOperand(user, i) == function)
				return false;
	}
	return true;
}

LLVMValueRef call_argument(LLVMValueRef call, unsigned int position)
{
	return position < LLVMGetNumArgOperands(call) ? LLVMGetOperand(call, position) : NULL;
}

bool call_constant(LLVMValueRef call, unsigned int position, uint64_t *number)
{
	LLVMValueRef value = call_argument(call, position);

	if (!value || !constant_number_is(value))
		return false;
	*number = LLVMConstIntGetZExtValue(value);
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
