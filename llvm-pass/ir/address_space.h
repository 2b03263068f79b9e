/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Address spaces. Space 1 is the arena's: any 32 bits will do for a pointer into it, and the
 * verifier checks neither its offsets nor what is done with it. Space 0 is all other memory.
 * Relies on LLVM's C API only.
 */
#ifndef BPFMEND_ADDRESS_SPACE_H
#define BPFMEND_ADDRESS_SPACE_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/* True for a pointer that the verifier looks at. */
static inline bool address_space_is_checked(LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	return LLVMGetTypeKind(type) == LLVMPointerTypeKind && !LLVMGetPointerAddressSpace(type);
}

#endif
