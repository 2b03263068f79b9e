// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The cheaper mend of helper-write: what is written before the call is written from an opaque zero.
 *
 *	*(u64 *)(r10 - 8) = 0		==>	r1 = r10; r1 -= r10
 *						*(u64 *)(r10 - 8) = r1
 *
 * The bytes are the same when the program runs. The zero is made once for each block that writes.
 */
#include "llvm-pass/hazards/helper-write.h"

#include <llvm-c/DebugInfo.h>

#include "llvm-pass/stack_paths.h"

struct byte_set helper_write_rewritten(const struct known_write *known)
{
	struct byte_set bytes = { { 0 } };
	int64_t first = known->access->offsets.first, end = first + (int64_t)known->access->size;

	if (LLVMIsAStoreInst(known->access->instruction)) {
		byte_set_add(&bytes, (struct byte_span){ first, end });
		return bytes;
	}
	for (int64_t i = first; i < end; i++)
		if (byte_set_has(&known->bytes, (size_t)i)) {
			int64_t slot = i - i % STACK_SLOT, after = slot + STACK_SLOT;

			byte_set_add(&bytes, (struct byte_span){ slot > first ? slot : first,
								 after < end ? after : end });
		}
	return bytes;
}

bool helper_write_can_align(const struct stack_objects *objects, const struct stack_object *object)
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
	return object->size >= STACK_SLOT && total <= BPF_STACK_SIZE - 64;
}

/* The widest store that starts at offset, stays below end, and is aligned. */
static unsigned int piece_at(unsigned int alignment, int64_t offset, int64_t end)
{
	unsigned int size = alignment < STACK_SLOT ? alignment : STACK_SLOT;

	while (offset % size || offset + size > end)
		size /= 2;
	return size;
}

void helper_write_pieces(const struct stale_bytes *stale, const struct byte_set *bytes,
			 helper_write_piece *piece, void *context)
{
	unsigned int alignment;

	if (stale->align && LLVMGetAlignment(stale->object->alloca) < STACK_SLOT)
		LLVMSetAlignment(stale->object->alloca, STACK_SLOT);
	alignment = LLVMGetAlignment(stale->object->alloca);
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

LLVMValueRef helper_write_address(LLVMBuilderRef builder, LLVMValueRef start, int64_t offset)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(start));
	LLVMValueRef index = LLVMConstInt(LLVMInt64TypeInContext(context), (uint64_t)offset, false);

	return LLVMBuildInBoundsGEP2(builder, LLVMInt8TypeInContext(context), start, &index, 1, "");
}

/* Where the pieces of a memset are stored again. */
struct again {
	const struct stale_bytes *stale;
	LLVMBuilderRef builder;
	LLVMValueRef zero;
};

static void store_piece(void *context, int64_t offset, unsigned int size)
{
	const struct again *again = context;
	LLVMTypeRef type =
		LLVMIntTypeInContext(LLVMGetTypeContext(LLVMTypeOf(again->zero)), size * 8);
	LLVMValueRef value = again->zero, store;

	if (type != LLVMTypeOf(value))
		value = LLVMBuildTrunc(again->builder, value, type, "");
	store = LLVMBuildStore(
		again->builder, value,
		helper_write_address(again->builder, again->stale->object->alloca, offset));
	LLVMSetAlignment(store, size);
}

/* Stores behind memset what it wrote; of it, what is overwritten so is then a dead store. */
static void write_again(const struct stale_bytes *stale, const struct known_write *known,
			LLVMValueRef zero)
{
	LLVMValueRef call = known->access->instruction;
	struct byte_set bytes = helper_write_rewritten(known);
	struct again again = { stale,
			       LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(zero))),
			       zero };

	LLVMPositionBuilderBefore(again.builder, LLVMGetNextInstruction(call));
	LLVMSetCurrentDebugLocation2(again.builder, LLVMInstructionGetDebugLoc(call));
	helper_write_pieces(stale, &bytes, store_piece, &again);
	LLVMDisposeBuilder(again.builder);
}

static void rewrite(const struct stale_bytes *stale, const struct known_write *known,
		    LLVMValueRef zero)
{
	LLVMValueRef write = known->access->instruction;

	if (LLVMIsAStoreInst(write))
		LLVMSetOperand(write, 0, opaque_zero_add(zero, LLVMGetOperand(write, 0), write));
	else
		write_again(stale, known, zero);
}

/* A call before this one may have had it rewritten already. */
static bool is_rewritten(const struct known_write *known)
{
	return LLVMIsAStoreInst(known->access->instruction) &&
	       opaque_zero_is_in(LLVMGetOperand(known->access->instruction, 0));
}

static const struct known_write *find_write(const struct stale_bytes *stale,
					    LLVMValueRef instruction)
{
	for (size_t i = 0; i < stale->write_count; i++)
		if (stale->writes[i].access->instruction == instruction &&
		    !is_rewritten(&stale->writes[i]))
			return &stale->writes[i];
	return NULL;
}

static void mend_block(const struct stale_bytes *stale, LLVMBasicBlockRef block)
{
	LLVMValueRef zero = NULL, next;

	for (LLVMValueRef i = LLVMGetFirstInstruction(block); i; i = next) {
		const struct known_write *known = find_write(stale, i);

		next = LLVMGetNextInstruction(i);
		if (!known)
			continue;
		if (!zero)
			zero = opaque_zero_build(stale->form, i);
		rewrite(stale, known, zero);
	}
}

static void mend(const struct finding *finding)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(finding->place));

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		mend_block(finding->details, block);
}

const struct hazard helper_write_initialise = {
	.explain = helper_write_explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend initialises them with numbers that the verifier does "
		  "not know",
	.mended = "initialised with numbers that the verifier does not know",
};
