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
 * knows c to be 0 on the one without flag. What every verifier tracks is a whole slot loaded at a
 * fixed offset and compared with 0. So
 *
 *	c = load p	==>	if (slot0 || slot1 || ...)	; all slots of the object
 *					c = load p;
 *				else
 *					c = 0;
 *
 * On the path where all slots are 0 the verifier decides each branch and c is the constant 0. On
 * the others it may take both sides: c is what it was before, or 0, which is one of the values that
 * it was before. It is right for every index, width and byte order: if all of the object is 0 then
 * so is any part of it. A comparison with 0 is allowed of pointers too, which a slot may hold; to
 * or the slots together would not be.
 *
 * docs/hazards/zero-read-rebuild.md has what this and other forms, most of which choose the slot by
 * the index, cost the verifier: none that allows pointers is cheaper. It knows a zero wherever the
 * verifiers without the hazard do, unless only a part of the object is 0 and the index stays in it.
 */
#include "llvm-pass/hazards/zero-read-rebuild.h"

#include <stdio.h>

#include "llvm-pass/value_uses.h"

/*
 * The largest object, in bytes: a read of 128 bytes costs 34 instructions more, for the verifier
 * each time it comes by, and at run time where all are 0.
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

bool zero_read_rebuild_find(const struct function_facts *facts, struct stack_paths *paths,
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

/* Builds the question whether the piece of the object at offset is anything but 0. */
static LLVMValueRef build_question(LLVMBuilderRef builder, const struct stack_object *object,
				   uint64_t offset)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(object->alloca));
	unsigned int size = (unsigned int)stack_piece_size(object, offset);
	LLVMValueRef index = LLVMConstInt(LLVMInt64TypeInContext(context), offset, false);
	LLVMValueRef from = LLVMBuildInBoundsGEP2(builder, LLVMInt8TypeInContext(context),
						  object->alloca, &index, 1, "");
	LLVMTypeRef type = LLVMIntTypeInContext(context, size * 8);
	LLVMValueRef piece = LLVMBuildLoad2(builder, type, from, "");

	LLVMSetAlignment(piece, size);
	/* A byte that the read does not reach may be indeterminate: no branch may hang on it. */
	piece = LLVMBuildFreeze(builder, piece, "");
	return LLVMBuildICmp(builder, LLVMIntNE, piece, LLVMConstNull(type), "");
}

/*
 * Splits the load's block before it and builds the questions, each in a block of its own behind
 * the first. Returns the block that is reached if the answer to one is yes, and in *zero the one
 * that goes to the load's block if all are no.
 */
static LLVMBasicBlockRef build_questions(LLVMBuilderRef builder, const struct finding *finding,
					 LLVMBasicBlockRef *zero)
{
	const struct stack_object *object = finding->object;
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(object->alloca));
	LLVMBasicBlockRef read, done;

	LLVMPositionBuilderBefore(builder, finding->place);
	*zero = LLVMGetInstructionParent(finding->place);
	read = bridge_split_if(build_question(builder, object, 0), finding->place);
	done = LLVMGetInstructionParent(finding->place);
	for (uint64_t offset = STACK_SLOT; offset < object->size; offset += STACK_SLOT) {
		LLVMBasicBlockRef next = LLVMInsertBasicBlockInContext(context, read, "");

		LLVMSetSuccessor(LLVMGetBasicBlockTerminator(*zero), 1, next);
		LLVMPositionBuilderAtEnd(builder, next);
		LLVMBuildCondBr(builder, build_question(builder, object, offset), read, done);
		*zero = next;
	}
	return read;
}

static void mend(const struct finding *finding)
{
	LLVMValueRef load = finding->place, incoming[] = { NULL, load }, value;
	LLVMTypeRef type = LLVMTypeOf(load);
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(type));
	LLVMBasicBlockRef blocks[2];

	if (LLVMGetAlignment(finding->object->alloca) < wanted_alignment(finding->object))
		LLVMSetAlignment(finding->object->alloca, wanted_alignment(finding->object));
	blocks[1] = build_questions(builder, finding, &blocks[0]);

	LLVMPositionBuilderBefore(builder, load);
	value = LLVMBuildPhi(builder, type, "");
	LLVMReplaceAllUsesWith(load, value);
	incoming[0] = LLVMConstNull(type);
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
