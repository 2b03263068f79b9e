/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What a call instruction calls, where that is no function of the program's. */
#ifndef BPFMEND_CALLED_H
#define BPFMEND_CALLED_H

#include <stdbool.h>
#include <string.h>
#include <llvm-c/Core.h>

/* True for a call of an intrinsic, whatever types it is overloaded with: "llvm.memcpy". */
static inline bool calls_intrinsic(LLVMValueRef value, const char *name)
{
	LLVMValueRef called = LLVMIsACallInst(value) ? LLVMGetCalledValue(value) : NULL;

	return called && LLVMIsAFunction(called) && LLVMGetIntrinsicID(called) &&
	       LLVMGetIntrinsicID(called) == LLVMLookupIntrinsicID(name, strlen(name));
}

/* True for inline assembly. */
static inline bool calls_assembly(LLVMValueRef value)
{
	return LLVMIsACallInst(value) && LLVMIsAInlineAsm(LLVMGetCalledValue(value));
}

#endif
