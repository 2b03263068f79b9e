// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The cheaper mend of helper-write: what is written before the call is written from an opaque zero.
 *
 *	*(u64 *)(r10 - 8) = 0		==>	r1 = r10; r1 -= r10
 *						*(u64 *)(r10 - 8) = r1
 *
 * The bytes are the same when the program runs. The zero is made once for each block that writes.
 */
#include "llvm-pass/hazards/helper-write/helper-write.h"

#include <llvm-c/DebugInfo.h>

#include "llvm-pass/bytes/stack_paths.h"
#include "llvm-pass/rewrite/stack_pieces.h"

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

/* Where the pieces of a memset are stored again. */
struct again {
	const struct stale_bytes *stale;
	LLVMBuilderRef builder;
	LLVMValueRef zero;
};

static void store_piece(void *context, int64_t offset, unsigned int size)
{
	const struct again *again = context;

	stack_piece_store(again->builder, again->zero, again->stale->object->alloca, offset, size);
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
	stack_pieces(stale->object->alloca, stale->align, &bytes, store_piece, &again);
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
