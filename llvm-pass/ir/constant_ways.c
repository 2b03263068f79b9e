// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks at what is merged, and at what is returned; see constant_ways.h. */
#include "llvm-pass/ir/constant_ways.h"

#include <stddef.h>

/*
 * A switch may lend its own number to a phi, in place of the constant that it is in that case: that
 * is a range.
 */
static bool merges_constants(LLVMValueRef phi)
{
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		LLVMBasicBlockRef from = LLVMGetIncomingBlock(phi, i);

		if (!LLVMIsAConstantInt(LLVMGetIncomingValue(phi, i)) ||
		    LLVMIsASwitchInst(LLVMGetBasicBlockTerminator(from)))
			return false;
	}
	return true;
}

static bool returns_constants(LLVMValueRef function)
{
	if (!LLVMIsAFunction(function) || LLVMIsDeclaration(function) ||
	    LLVMGetLinkage(function) != LLVMInternalLinkage)
		return false;
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block)) {
		LLVMValueRef last = LLVMGetBasicBlockTerminator(block), value;

		if (!LLVMIsAReturnInst(last))
			continue;
		value = LLVMGetNumOperands(last) ? LLVMGetOperand(last, 0) : NULL;
		if (!value || (!LLVMIsAConstantInt(value) &&
			       !(LLVMIsAPHINode(value) && merges_constants(value))))
			return false;
	}
	return true;
}

bool constant_ways_lead_to(LLVMValueRef value)
{
	if (LLVMIsAPHINode(value))
		return merges_constants(value);
	return LLVMIsACallInst(value) && returns_constants(LLVMGetCalledValue(value));
}
