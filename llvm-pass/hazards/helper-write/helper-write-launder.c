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
#include "llvm-pass/hazards/helper-write/helper-write.h"

#include <llvm-c/DebugInfo.h>

#include "llvm-pass/bytes/stack_paths.h"
#include "llvm-pass/rewrite/stack_pieces.h"

struct laundry {
	const struct stale_bytes *stale;
	LLVMBuilderRef builder;
	LLVMValueRef zero;
};

static bool same_writer(const struct stack_access *a, const struct stack_access *b)
{
	return a->kind == STACK_WRITE && b->kind == STACK_WRITE &&
	       a->writer.helper == b->writer.helper && a->writer.argument == b->writer.argument;
}

/* Notes the objects that the argument may point into. Returns false if their slots lie not alike.
 */
static bool find_objects(const struct function_facts *facts, struct stale_bytes *stale)
{
	LLVMValueRef call = stale->write->instruction;
	size_t count;
	const struct stack_access *accesses = stack_objects_accesses(&facts->objects, call, &count);

	if (!called_helper(call))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct stack_object *object = &facts->objects.objects[accesses[i].object];

		if (!same_writer(&accesses[i], stale->write))
			continue;
		if (accesses[i].elsewhere || stale->alloca_count == ADDRESS_TARGETS ||
		    !stack_access_inside(&accesses[i], object) ||
		    accesses[i].offsets.first % STACK_SLOT !=
			    stale->write->offsets.first % STACK_SLOT ||
		    !stack_pieces_can_align(&facts->objects, object))
			return false;
		stale->allocas[stale->alloca_count++] = object->alloca;
	}
	stale->pointer = LLVMGetOperand(call, stale->write->writer.argument);
	return true;
}

const char *helper_write_prepare_launder(const struct function_facts *facts,
					 struct stale_bytes *stale)
{
	if (!stack_access_inside(stale->write, stale->object) ||
	    (!stale->write->sure && !find_objects(facts, stale)))
		return "how many bytes of which object the helper writes is known only when it "
		       "runs";
	if (stale->read_inside)
		return "the function that calls the helper may read the bytes itself";
	return NULL;
}

bool helper_write_join(struct stale_bytes *stale, const struct stale_bytes *other)
{
	int64_t apart = stale->write->offsets.first - other->write->offsets.first;

	if (!stale->pointer || stale->pointer != other->pointer ||
	    stale->write->instruction != other->write->instruction)
		return false;
	for (int64_t i = 0; i < BPF_STACK_SIZE; i++)
		if (byte_set_has(&other->bytes, (size_t)i))
			byte_set_add(&stale->bytes, (struct byte_span){ i + apart, i + apart + 1 });
	return true;
}

/* Where the piece at an object's offset is. */
static LLVMValueRef build_address(const struct laundry *laundry, int64_t offset)
{
	const struct stale_bytes *stale = laundry->stale;

	if (stale->pointer)
		return stack_piece_address(laundry->builder, stale->pointer,
					   offset - stale->write->offsets.first);
	return stack_piece_address(laundry->builder, stale->object->alloca, offset);
}

static void launder_piece(void *context, int64_t offset, unsigned int size)
{
	const struct laundry *laundry = context;
	LLVMBuilderRef builder = laundry->builder;
	LLVMTypeRef type =
		LLVMIntTypeInContext(LLVMGetTypeContext(LLVMTypeOf(laundry->zero)), size * 8);
	LLVMValueRef address = build_address(laundry, offset);
	LLVMValueRef value = LLVMBuildLoad2(builder, type, address, ""), store;

	LLVMSetAlignment(value, size);
	value = opaque_zero_hide(builder, laundry->zero, value);
	store = LLVMBuildStore(builder, value, address);
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

	for (unsigned int i = 0; i < stale->alloca_count; i++)
		if (LLVMGetAlignment(stale->allocas[i]) < STACK_SLOT)
			LLVMSetAlignment(stale->allocas[i], STACK_SLOT);
	laundry.zero = opaque_zero_build(stale->form, behind);
	laundry.builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(laundry.zero)));
	LLVMPositionBuilderBefore(laundry.builder, behind);
	LLVMSetCurrentDebugLocation2(laundry.builder, LLVMInstructionGetDebugLoc(finding->place));
	stack_pieces(stale->object->alloca, stale->align, &bytes, launder_piece, &laundry);
	LLVMDisposeBuilder(laundry.builder);
}

const struct hazard helper_write_launder = {
	.explain = helper_write_explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend makes the verifier forget them behind the call",
	.mended = "made the verifier forget the bytes behind the call",
};
