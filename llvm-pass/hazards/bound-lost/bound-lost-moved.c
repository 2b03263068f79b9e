// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * States the bound of an index again where the verifier must not see what varies, or the constant
 * behind it, below 0: in packets and in all other memory but the stack.
 *
 *	a = start + x			a = start + (x - FIRST, stated again)
 *	if (a - 6 > stop) ...		if (a + FIRST - 6 > stop) ...
 *	... a[-7]			... a[FIRST - 7]
 *
 * x is at least FIRST, so both forms are the same address. What is checked and what is read share
 * one register, as the verifier wants it of a packet: it ties the end to that. LLVM adds the
 * constants up this way by itself, unless they go into the index. Relies on checked_memory.h for
 * what an address adds to another.
 */
#include "llvm-pass/hazards/bound-lost/bound-lost.h"

#include <llvm-c/DebugInfo.h>

#include "llvm-pass/ranges/checked_memory.h"

static LLVMValueRef behind(LLVMBuilderRef builder, LLVMValueRef address, int64_t bytes)
{
	LLVMTypeRef byte = LLVMInt8TypeInContext(LLVMGetTypeContext(LLVMTypeOf(address)));
	LLVMTypeRef offset = LLVMInt64TypeInContext(LLVMGetTypeContext(LLVMTypeOf(address)));
	LLVMValueRef index = LLVMConstInt(offset, (uint64_t)bytes, true);

	return bytes ? LLVMBuildGEP2(builder, byte, address, &index, 1, "") : address;
}

/* True if the user is a constant behind the address; *bytes is which. */
static bool adds_constant(LLVMValueRef user, LLVMValueRef address, LLVMTargetDataRef layout,
			  int64_t *bytes)
{
	struct checked_address of_user, of_address;

	if (!LLVMIsAGetElementPtrInst(user) || LLVMGetOperand(user, 0) != address ||
	    !checked_address_of(user, layout, &of_user) ||
	    !checked_address_of(address, layout, &of_address) ||
	    of_user.term_count != of_address.term_count)
		return false;
	*bytes = of_user.constant - of_address.constant;
	return true;
}

/* An address that is FIRST steps of the index behind a new one takes that one's place. */
static void move(LLVMBuilderRef builder, LLVMTargetDataRef layout, LLVMValueRef address,
		 LLVMValueRef moved, int64_t between)
{
	int64_t bytes;

	for (LLVMUseRef use = LLVMGetFirstUse(address); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (!adds_constant(user, address, layout, &bytes))
			continue;
		LLVMPositionBuilderBefore(builder, user);
		LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(user));
		LLVMReplaceAllUsesWith(user, behind(builder, moved, between + bytes));
	}
	/* What is left: the constants there are dead now. */
	LLVMPositionBuilderBefore(builder, address);
	LLVMReplaceAllUsesWith(address, behind(builder, moved, between));
}

void bound_restate_moved(LLVMBuilderRef builder, LLVMValueRef address, LLVMValueRef index,
			 int64_t first)
{
	LLVMTypeRef type = LLVMGetGEPSourceElementType(address);
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(
		LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(address))));
	int64_t step = (int64_t)LLVMABISizeOfType(layout, type);
	LLVMValueRef moved =
		LLVMBuildGEP2(builder, type, LLVMGetOperand(address, 0), &index, 1, "");

	move(builder, layout, address, moved, first * step);
}
