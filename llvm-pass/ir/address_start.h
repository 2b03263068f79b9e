/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The pointer that a chain of getelementptr starts from. Relies on LLVM's C API only. Walks along
 * operands are bounded, here and elsewhere: in code that nothing reaches, an instruction may be its
 * own operand.
 */
#ifndef BPFMEND_ADDRESS_START_H
#define BPFMEND_ADDRESS_START_H

#include <llvm-c/Core.h>

/* More than any chain that a compiler writes. */
#define MOST_LINKS 1000

/* The start; of a longer chain, one of its links. */
static inline LLVMValueRef address_start(LLVMValueRef address)
{
	for (unsigned int i = 0; i < MOST_LINKS && LLVMIsAGetElementPtrInst(address); i++)
		address = LLVMGetOperand(address, 0);
	return address;
}

#endif
