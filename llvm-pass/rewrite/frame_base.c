// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Splits getelementptr and puts barriers between; see frame_base.h. */
#include "llvm-pass/rewrite/frame_base.h"

#include <stddef.h>

#include "llvm-pass/ir/barrier.h"
#include "llvm-pass/rewrite/frame_address.h"

/* A getelementptr with more indices is hidden whole. */
#define MAX_INDICES 32

bool frame_base_is_stack(LLVMValueRef gep)
{
	while (LLVMIsAGetElementPtrInst(gep))
		gep = LLVMGetOperand(gep, 0);
	return LLVMIsAAllocaInst(gep);
}

/* The type that the first count indices lead to. */
static LLVMTypeRef type_behind(LLVMValueRef gep, unsigned int count)
{
	LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);

	for (unsigned int i = 2; i <= count; i++) {
		LLVMValueRef index = LLVMGetOperand(gep, i);

		if (LLVMGetTypeKind(type) == LLVMStructTypeKind)
			type = LLVMStructGetTypeAtIndex(
				type, (unsigned int)LLVMConstIntGetZExtValue(index));
		else
			type = LLVMGetElementType(type);
	}
	return type;
}

static LLVMValueRef build_like(LLVMValueRef gep, LLVMTypeRef type, LLVMValueRef base,
			       LLVMValueRef *indices, unsigned int count)
{
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(type));
	LLVMValueRef built;

	LLVMPositionBuilderBefore(builder, gep);
	built = LLVMIsInBounds(gep) ? LLVMBuildInBoundsGEP2(builder, type, base, indices, count, "")
				    : LLVMBuildGEP2(builder, type, base, indices, count, "");
	LLVMDisposeBuilder(builder);
	return built;
}

/* Replaces a getelementptr by two, with a barrier behind its leading constants. */
static void split(LLVMValueRef gep, unsigned int leading)
{
	unsigned int count = LLVMGetNumIndices(gep);
	LLVMValueRef indices[MAX_INDICES], pointer;

	for (unsigned int i = 0; i < count; i++)
		indices[i] = LLVMGetOperand(gep, i + 1);
	pointer = build_like(gep, LLVMGetGEPSourceElementType(gep), LLVMGetOperand(gep, 0), indices,
			     leading);
	pointer = barrier_build(pointer, gep);
	indices[leading - 1] = LLVMConstNull(LLVMTypeOf(indices[leading - 1]));
	pointer = build_like(gep, type_behind(gep, leading), pointer, &indices[leading - 1],
			     count - leading + 1);
	LLVMReplaceAllUsesWith(gep, pointer);
	LLVMInstructionEraseFromParent(gep);
}

/*
 * Puts a barrier behind the base of a getelementptr, unless another place of the chain did; one
 * barrier for all of the block that add the same offset to it.
 */
void frame_base_hide(LLVMValueRef gep)
{
	LLVMValueRef base = LLVMGetOperand(gep, 0), barrier = NULL;

	if (barrier_is(base))
		return;
	for (LLVMValueRef i = LLVMGetFirstInstruction(LLVMGetInstructionParent(gep)); i;
	     i = LLVMGetNextInstruction(i)) {
		if (i != gep && (!LLVMIsAGetElementPtrInst(i) || !frame_same_sum(i, gep)))
			continue;
		if (!barrier)
			barrier = barrier_build(base, i);
		if (i != gep)
			LLVMSetOperand(i, 0, barrier);
	}
	LLVMSetOperand(gep, 0, barrier);
}

void frame_base_hide_start(LLVMValueRef gep)
{
	struct frame_start start = frame_address_start(gep);

	if (start.constants && LLVMGetNumIndices(start.gep) <= MAX_INDICES)
		split(start.gep, start.constants);
	else
		frame_base_hide(start.gep);
}
