/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The operands that are numbers, and where they are used: what the printers go over. */
#ifndef BPFMEND_NUMBER_OPERAND_H
#define BPFMEND_NUMBER_OPERAND_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/* Of integers, those that a register of BPF holds. */
#define NUMBER_WIDTH 64

/*
 * True if an operand of an instruction is a computed number of at most NUMBER_WIDTH bits. *place is
 * where it is used: the instruction, or, of a phi, the end of the block that it comes from.
 */
static inline bool number_operand(LLVMValueRef user, unsigned int i, LLVMValueRef *value,
				  LLVMValueRef *place)
{
	*value = LLVMGetOperand(user, i);
	*place = user;
	if ((!LLVMIsAInstruction(*value) && !LLVMIsAArgument(*value)) ||
	    LLVMGetTypeKind(LLVMTypeOf(*value)) != LLVMIntegerTypeKind ||
	    LLVMGetIntTypeWidth(LLVMTypeOf(*value)) > NUMBER_WIDTH)
		return false;
	if (LLVMIsAPHINode(user))
		*place = LLVMGetBasicBlockTerminator(LLVMGetIncomingBlock(user, i));
	return true;
}

/* How many instructions stand before this one in its block. */
static inline unsigned int instruction_position(LLVMValueRef instruction)
{
	unsigned int position = 0;

	while ((instruction = LLVMGetPreviousInstruction(instruction)))
		position++;
	return position;
}

#endif
