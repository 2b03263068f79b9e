// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * zero-read where only some paths are zero:
 *
 *	u64 z = 0;
 *	if (flag)
 *		z = bytes;
 *	if (i > 7) return 0;
 *	c = ((u8 *)&z)[i];
 *	if (flag && c >= sizeof(v)) return 0;
 *	return v[c];			// safe without flag because c is 0 there
 *
 * The load cannot be folded, but the verifier walks both paths, and up to 6.7 and from 7.3 on it
 * knows c to be 0 on the one without flag. What every verifier tracks is a load of a whole slot at
 * a fixed offset, through or, into a comparison with 0. So
 *
 *	c = load p			any = slot0 | slot1 | ...	; of all the object
 *				==>	c = any == 0 ? 0 : load p	; a branch
 *
 * On the path where all slots are 0 the verifier decides the branch and c is the constant 0. On
 * the others it takes both sides: c is what it was before, or 0, which is one of the values that
 * it was before. It is right for every index, width and byte order: if all of the object is 0 then
 * so is any part of it. docs/hazards/zero-read-rebuild.md has what this and the forms that choose
 * the slot by the index cost; this one is the cheapest at every size, and it knows a zero wherever
 * the verifiers without the hazard do unless only a part of the object is 0 and the index is in it.
 */
#include "llvm-pass/hazards/zero-read-rebuild.h"

#include <stdio.h>

#include "llvm-pass/value_uses.h"

/*
 * The largest object, in bytes: a read of 128 bytes costs 33 instructions more, at run time and
 * each time the verifier comes by.
 */
#define MOST_BYTES 128

/* What all objects of a function may take of its stack for an alignment to be raised. */
#define ROOM_TO_ALIGN (BPF_STACK_SIZE - 64)

static bool has_pieces(const struct stack_object *object)
{
	uint64_t whole = object->size - object->size % STACK_SLOT;

	return whole == object->size || stack_piece_size(object, whole);
}

static unsigned int wanted_alignment(const struct stack_object *object)
{
	return (unsigned int)stack_piece_size(object, 0);
}

/* True if the object is aligned for loads of its pieces, or can be without a larger stack. */
static bool can_align(const struct function_facts *facts, const struct stack_object *object)
{
	uint64_t total = 0;

	if (LLVMGetAlignment(object->alloca) >= wanted_alignment(object))
		return true;
	for (size_t i = 0; i < facts->objects.object_count; i++) {
		uint64_t size = facts->objects.objects[i].size;

		if (size > BPF_STACK_SIZE)
			return false;
		total += (size + STACK_SLOT - 1) / STACK_SLOT * STACK_SLOT;
	}
	return total <= ROOM_TO_ALIGN;
}

static const char *find_obstacle(const struct function_facts *facts,
				 const struct stack_paths *paths, const struct stack_object *object,
				 LLVMValueRef load)
{
	if (LLVMGetVolatile(load))
		return "the read is volatile, and a volatile read must stay";
	if (LLVMGetOrdering(load) != LLVMAtomicOrderingNotAtomic)
		return "the read is atomic, and an atomic read must stay";
	if (object->size > MOST_BYTES)
		return "to test an object of more than 128 bytes for 0 costs too much";
	if (!has_pieces(object) || !paths->whole[object - facts->objects.objects])
		return "it is zeroed in pieces smaller than the slots that the verifier keeps";
	if (!can_align(facts, object))
		return "its slots are not aligned, and the stack is too full to align them";
	return NULL;
}

/* True if the read is of one object, at an offset that varies. */
static bool is_variable(const struct stack_access *accesses, size_t count)
{
	return count == 1 && accesses->kind == STACK_READ && accesses->sure &&
	       !offsets_are_fixed(accesses->offsets);
}

bool zero_read_rebuild_find(const struct function_facts *facts, const struct stack_paths *paths,
			    const struct stack_access *accesses, size_t count,
			    struct finding *finding)
{
	const struct stack_object *object = &facts->objects.objects[accesses->object];
	LLVMValueRef load = accesses->instruction;
	struct stack_path_facts path;

	if (!is_variable(accesses, count) ||
	    LLVMGetTypeKind(LLVMTypeOf(load)) != LLVMIntegerTypeKind)
		return false;
	path = stack_paths_before(paths, load, object);
	/* Bytes that were not written may not be read: up to 6.2 the verifier refuses that. */
	if (!path.zero_on_some || !path.written_on_all)
		return false;
	/* In a loop the verifier knows most indices: it walks round by round. */
	if (bridge_in_loop(facts->analyses, load) || !value_may_decide(load, facts->analyses))
		return false;
	*finding = (struct finding){
		.place = load,
		.object = object,
		.as = &zero_read_rebuild,
		.obstacle = find_obstacle(facts, paths, object, load),
	};
	return true;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	char name[OBJECT_NAME_SIZE];

	snprintf(text, size,
		 "every byte of %s is 0 on a path that leads here, but the verifier of Linux %s "
		 "takes what is read at a variable offset for unknown",
		 object_name(finding->object, name), kernels);
}

/* Builds the or of all pieces of the object, which is 0 if and only if they all are. */
static LLVMValueRef build_any(LLVMBuilderRef builder, const struct stack_object *object)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(object->alloca));
	LLVMTypeRef byte = LLVMInt8TypeInContext(context);
	LLVMTypeRef word = LLVMInt64TypeInContext(context);
	LLVMValueRef any = NULL;

	for (uint64_t offset = 0; offset < object->size; offset += STACK_SLOT) {
		uint64_t size = stack_piece_size(object, offset);
		LLVMValueRef index = LLVMConstInt(word, offset, false);
		LLVMValueRef from =
			LLVMBuildInBoundsGEP2(builder, byte, object->alloca, &index, 1, "");
		LLVMTypeRef type = LLVMIntTypeInContext(context, (unsigned int)size * 8);
		LLVMValueRef piece = LLVMBuildLoad2(builder, type, from, "");

		LLVMSetAlignment(piece, (unsigned int)size);
		piece = LLVMBuildZExt(builder, piece, word, "");
		any = any ? LLVMBuildOr(builder, any, piece, "") : piece;
	}
	/* A byte may be indeterminate that the read does not reach: no branch may hang on it. */
	return LLVMBuildFreeze(builder, any, "");
}

static void mend(const struct finding *finding)
{
	LLVMValueRef load = finding->place, any, some, value, incoming[2];
	LLVMTypeRef type = LLVMTypeOf(load);
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(type));
	LLVMBasicBlockRef blocks[2];

	if (LLVMGetAlignment(finding->object->alloca) < wanted_alignment(finding->object))
		LLVMSetAlignment(finding->object->alloca, wanted_alignment(finding->object));
	LLVMPositionBuilderBefore(builder, load);
	any = build_any(builder, finding->object);
	some = LLVMBuildICmp(builder, LLVMIntNE, any, LLVMConstNull(LLVMTypeOf(any)), "");
	blocks[0] = LLVMGetInstructionParent(load);
	blocks[1] = bridge_split_if(some, load);

	LLVMPositionBuilderBefore(builder, load);
	value = LLVMBuildPhi(builder, type, "");
	LLVMReplaceAllUsesWith(load, value);
	incoming[0] = LLVMConstNull(type);
	incoming[1] = load;
	LLVMAddIncoming(value, incoming, blocks, 2);

	LLVMInstructionRemoveFromParent(load);
	LLVMPositionBuilderBefore(builder, LLVMGetBasicBlockTerminator(blocks[1]));
	LLVMInsertIntoBuilder(builder, load);
	LLVMDisposeBuilder(builder);
}

const struct hazard zero_read_rebuild = {
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend tests it for 0 first",
	.mended = "read only where the object is not 0",
};
