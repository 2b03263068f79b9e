// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Takes conditions apart; see joined_condition.h. */
#include "llvm-pass/ir/joined_condition.h"

bool joined_condition_is(LLVMValueRef condition, LLVMValueRef *a, LLVMValueRef *b, bool *either)
{
	*a = LLVMGetOperand(condition, 0);
	switch (LLVMGetInstructionOpcode(condition)) {
	case LLVMAnd:
	case LLVMOr:
		*b = LLVMGetOperand(condition, 1);
		*either = LLVMGetInstructionOpcode(condition) == LLVMOr;
		return true;
	case LLVMSelect:
		*either = LLVMIsAConstantInt(LLVMGetOperand(condition, 1));
		*b = LLVMGetOperand(condition, *either ? 2 : 1);
		return LLVMIsAConstantInt(LLVMGetOperand(condition, *either ? 1 : 2)) &&
		       LLVMConstIntGetZExtValue(LLVMGetOperand(condition, *either ? 1 : 2)) ==
			       *either;
	default:
		return false;
	}
}
