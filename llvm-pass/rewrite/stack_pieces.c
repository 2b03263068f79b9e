// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Cuts; see stack_pieces.h. */
#include "llvm-pass/rewrite/stack_pieces.h"

#include "llvm-pass/bytes/stack_paths.h"
#include "llvm-pass/rewrite/stack_room.h"

bool stack_pieces_can_align(const struct stack_objects *objects, const struct stack_object *object)
{
	uint64_t total = 0;

	if (LLVMGetAlignment(object->alloca) >= STACK_SLOT)
		return true;
	for (size_t i = 0; i < objects->object_count; i++) {
		uint64_t size = objects->objects[i].size;

		if (size > BPF_STACK_SIZE)
			return false;
		total += (size + STACK_SLOT - 1) / STACK_SLOT * STACK_SLOT;
	}
	/* What code generation spills must find room, too. */
	return object->size >= STACK_SLOT && total <= BPF_STACK_SIZE - 64 &&
	       stack_room_may_align(
		       LLVMGetBasicBlockParent(LLVMGetInstructionParent(object->alloca)));
}

/* The widest store that starts at offset, stays below end, and is aligned. */
static unsigned int piece_at(unsigned int alignment, int64_t offset, int64_t end)
{
	unsigned int size = alignment < STACK_SLOT ? alignment : STACK_SLOT;

	while (offset % size || offset + size > end)
		size /= 2;
	return size;
}

void stack_pieces(LLVMValueRef alloca, bool align, const struct byte_set *bytes, stack_piece *piece,
		  void *context)
{
	unsigned int alignment;

	if (align && LLVMGetAlignment(alloca) < STACK_SLOT)
		LLVMSetAlignment(alloca, STACK_SLOT);
	alignment = LLVMGetAlignment(alloca);
	for (int64_t i = 0; i < BPF_STACK_SIZE;) {
		int64_t end = i;
		unsigned int size;

		while (end < BPF_STACK_SIZE && byte_set_has(bytes, (size_t)end))
			end++;
		if (end == i) {
			i++;
			continue;
		}
		size = piece_at(alignment, i, end);
		piece(context, i, size);
		i += size;
	}
}

LLVMValueRef stack_piece_address(LLVMBuilderRef builder, LLVMValueRef start, int64_t offset)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(start));
	LLVMValueRef index = LLVMConstInt(LLVMInt64TypeInContext(context), (uint64_t)offset, false);

	return LLVMBuildInBoundsGEP2(builder, LLVMInt8TypeInContext(context), start, &index, 1, "");
}

bool stack_piece_is(LLVMValueRef address, int64_t *offset)
{
	LLVMValueRef index;

	if (!LLVMIsAGetElementPtrInst(address) || LLVMGetNumIndices(address) != 1 ||
	    LLVMGetTypeKind(LLVMGetGEPSourceElementType(address)) != LLVMIntegerTypeKind ||
	    LLVMGetIntTypeWidth(LLVMGetGEPSourceElementType(address)) != 8)
		return false;
	index = LLVMGetOperand(address, 1);
	if (!LLVMIsAConstantInt(index))
		return false;
	*offset = LLVMConstIntGetSExtValue(index);
	return true;
}

void stack_piece_store(LLVMBuilderRef builder, LLVMValueRef zero, LLVMValueRef start,
		       int64_t offset, unsigned int size)
{
	LLVMTypeRef type = LLVMIntTypeInContext(LLVMGetTypeContext(LLVMTypeOf(zero)), size * 8);
	LLVMValueRef store;

	if (type != LLVMTypeOf(zero))
		zero = LLVMBuildTrunc(builder, zero, type, "");
	store = LLVMBuildStore(builder, zero, stack_piece_address(builder, start, offset));
	LLVMSetAlignment(store, size);
}
