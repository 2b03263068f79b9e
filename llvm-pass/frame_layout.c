// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Adds up the allocas of an entry block; see frame_layout.h. */
#include "llvm-pass/frame_layout.h"

#include <stdbool.h>
#include <llvm-c/Target.h>

#include "llvm-pass/constant_number.h"
#include "llvm-pass/stack_objects.h"

static uint64_t round_up(uint64_t number, uint64_t step)
{
	return (number + step - 1) / step * step;
}

/* The size of an alloca's object in bytes, or FRAME_UNKNOWN if it is not fixed. */
static uint64_t size_of(LLVMTargetDataRef layout, LLVMValueRef alloca)
{
	LLVMValueRef count = LLVMGetOperand(alloca, 0);
	uint64_t element, size;

	if (!constant_number_is(count) || !LLVMTypeIsSized(LLVMGetAllocatedType(alloca)))
		return FRAME_UNKNOWN;
	element = LLVMABISizeOfType(layout, LLVMGetAllocatedType(alloca));
	if (__builtin_mul_overflow(element, LLVMConstIntGetZExtValue(count), &size) ||
	    size > UINT32_MAX)
		return FRAME_UNKNOWN;
	return size;
}

/* The depth of all objects up to and with one, or of all, if that one is aligned like that. */
static uint64_t depth_of(bridge_analyses *analyses, LLVMValueRef alloca, uint64_t alignment,
			 bool all)
{
	LLVMBasicBlockRef entry = LLVMGetInstructionParent(alloca);
	LLVMValueRef function = LLVMGetBasicBlockParent(entry);
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(LLVMGetGlobalParent(function));
	uint64_t depth = 0;

	if (entry != LLVMGetEntryBasicBlock(function))
		return FRAME_UNKNOWN;
	for (LLVMValueRef i = LLVMGetFirstInstruction(entry); i; i = LLVMGetNextInstruction(i)) {
		uint64_t size, aligned;

		if (!LLVMIsAAllocaInst(i))
			continue;
		size = size_of(layout, i);
		if (size == FRAME_UNKNOWN)
			return FRAME_UNKNOWN;
		aligned = bridge_frame_alignment(analyses, i, LLVMGetLastBasicBlock(function));
		if (i == alloca && aligned < alignment)
			aligned = alignment;
		depth = round_up(depth + size, aligned);
		if (i == alloca && !all)
			return depth;
		/* No verifier takes such a frame, and hundreds of objects are not added up again
		 * for each access. */
		if (depth > BPF_STACK_SIZE)
			return FRAME_UNKNOWN;
	}
	return depth;
}

uint64_t frame_layout_depth(bridge_analyses *analyses, LLVMValueRef alloca)
{
	return depth_of(analyses, alloca, 1, false);
}

uint64_t frame_layout_size(bridge_analyses *analyses, LLVMValueRef alloca, uint64_t alignment)
{
	uint64_t depth = depth_of(analyses, alloca, alignment, true);

	return depth == FRAME_UNKNOWN ? depth : round_up(depth, 8);
}
