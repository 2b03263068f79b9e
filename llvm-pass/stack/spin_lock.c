// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks for calls that take a lock; see spin_lock.h. */
#include "llvm-pass/stack/spin_lock.h"

#include <string.h>

#include "llvm-pass/stack/call_effects.h"

/* BPF_FUNC_spin_lock. */
#define SPIN_LOCK 93

/* Also bpf_res_spin_lock_irqsave(). */
static bool takes_lock(LLVMValueRef call)
{
	static const char resilient[] = "bpf_res_spin_lock";
	const char *kfunc = called_kfunc(call);

	return called_helper(call) == SPIN_LOCK ||
	       (kfunc && !strncmp(kfunc, resilient, strlen(resilient)));
}

static bool has_lock(LLVMValueRef function)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
		     i = LLVMGetNextInstruction(i))
			if (takes_lock(i))
				return true;
	return false;
}

bool spin_lock_may_be_held(LLVMValueRef function)
{
	LLVMModuleRef module = LLVMGetGlobalParent(function);

	if (has_lock(function))
		return true;
	if (LLVMGetLinkage(function) != LLVMInternalLinkage &&
	    LLVMGetLinkage(function) != LLVMPrivateLinkage)
		return false;
	for (LLVMValueRef other = LLVMGetFirstFunction(module); other;
	     other = LLVMGetNextFunction(other))
		if (has_lock(other))
			return true;
	return false;
}
