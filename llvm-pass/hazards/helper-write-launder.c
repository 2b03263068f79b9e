// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The other mend of helper-write: behind the call, an opaque zero is added to what is read later.
 *
 *	call 147			==>	call 147
 *						r1 = r10; r1 -= r10
 *						r2 = *(u64 *)(r10 - 8)
 *						r2 ^= r1
 *						*(u64 *)(r10 - 8) = r2
 *
 * The bytes stay what they are. They can be read there on every kernel: a helper whose prototype
 * does not say that it writes wants them initialised, and one whose prototype does initialises
 * them. Only bytes that the helper is given are touched, and of these a verifier that is told the
 * truth knows nothing any more.
 */
#include "llvm-pass/hazards/helper-write.h"

#include <llvm-c/DebugInfo.h>

struct laundry {
	const struct stale_bytes *stale;
	LLVMBuilderRef builder;
	LLVMValueRef zero;
};

const char *helper_write_launder_obstacle(const struct stale_bytes *stale)
{
	if (!stale->write->sure || !stack_access_inside(stale->write, stale->object))
		return "how many bytes of which object the helper writes is known only when it runs";
	if (stale->read_inside)
		return "the function that calls the helper may read the bytes itself";
	return NULL;
}

static void launder_piece(void *context, int64_t offset, unsigned int size)
{
	const struct laundry *laundry = context;
	LLVMBuilderRef builder = laundry->builder;
	LLVMTypeRef type = LLVMIntTypeInContext(LLVMGetTypeContext(LLVMTypeOf(laundry->zero)),
						size * 8);
	LLVMValueRef address = helper_write_address(builder, laundry->stale->object, offset);
	LLVMValueRef zero = laundry->zero, value = LLVMBuildLoad2(builder, type, address, ""),
		     store;

	LLVMSetAlignment(value, size);
	if (type != LLVMTypeOf(zero))
		zero = LLVMBuildTrunc(builder, zero, type, "");
	store = LLVMBuildStore(builder, LLVMBuildXor(builder, value, zero, ""), address);
	LLVMSetAlignment(store, size);
}

/* Whole slots, where the helper is given them: fewer instructions than single bytes. */
static struct byte_set whole_slots(const struct stale_bytes *stale)
{
	const struct known_write given = { .access = stale->write, .bytes = stale->bytes };

	return helper_write_rewritten(&given);
}

static void mend(const struct finding *finding)
{
	const struct stale_bytes *stale = finding->details;
	LLVMValueRef behind = LLVMGetNextInstruction(finding->place);
	struct byte_set bytes = whole_slots(stale);
	struct laundry laundry = { .stale = stale };

	laundry.zero = opaque_zero_build(stale->form, behind);
	laundry.builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(laundry.zero)));
	LLVMPositionBuilderBefore(laundry.builder, behind);
	LLVMSetCurrentDebugLocation2(laundry.builder, LLVMInstructionGetDebugLoc(finding->place));
	helper_write_pieces(stale, &bytes, launder_piece, &laundry);
	LLVMDisposeBuilder(laundry.builder);
}

const struct hazard helper_write_launder = {
	.explain = helper_write_explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend makes the verifier forget them behind the call",
	.mended = "made the verifier forget the bytes behind the call",
};
