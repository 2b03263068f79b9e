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
 *	c = load p	==>	if (slot0 || slot1 || ...)	; all slots that p may reach
 *					c = load p;
 *				else
 *					c = 0;
 *
 * On the path where all slots are 0 the verifier decides each branch and c is the constant 0. On
 * the others it may take both sides: c is what it was before, or 0, which is one of the values that
 * it was before. It is right for every index, width and byte order: if all of the slots are 0 then
 * so is any part of them. A comparison with 0 is allowed of pointers too, which a slot may hold; to
 * or the slots together would not be.
 *
 * docs/hazards/zero-read-rebuild.md has what this and other forms, most of which choose the slot by
 * the index, cost the verifier: none that allows pointers is cheaper.
 *
 * Where the verifier knows the index on a path, it knows what is read there, which need not
 * include 0: up to 6.6 it may know a slot to be in [1, 8] and still follow "slot == 0". So the
 * index must be one that no verifier knows.
 */
#include "llvm-pass/hazards/zero-read/zero-read-rebuild.h"

#include <stdio.h>

#include "llvm-pass/hazards/zero-read/index_source.h"
#include "llvm-pass/rewrite/stack_room.h"
#include "llvm-pass/bytes/value_uses.h"

/*
 * The largest object, in bytes: a read of 128 bytes costs 34 instructions more, for the verifier
 * each time it comes by, and at run time where all are 0.
 */
#define MOST_BYTES 128

/* What all objects of a function may take of its stack for an alignment to be raised. */
#define ROOM_TO_ALIGN (BPF_STACK_SIZE - 64)

/* Of hazards.def: plain; after a helper saw the bytes, on all kernels, where mending helps, where
 * not. */
enum { PLAIN = 0, SEEN = 1, SEEN_NEW = 6, SEEN_OLD = 7 };

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
	return total <= ROOM_TO_ALIGN && stack_room_may_align(facts->function);
}

/* Why the read itself must stay as it is, or NULL. */
static const char *find_obstacle_of_read(const struct function_facts *facts, LLVMValueRef load,
					 size_t count)
{
	if (LLVMGetVolatile(load))
		return "the read is volatile, and a volatile read must stay";
	if (LLVMGetOrdering(load) != LLVMAtomicOrderingNotAtomic)
		return "the read is atomic, and an atomic read must stay";
	if (count > 1)
		return "it may be of another object instead";
	if (bridge_in_loop(facts->analyses, load))
		return "it stands in a loop, and to test the object for 0 costs anew each time";
	if (index_source_of(LLVMGetOperand(load, 0)) != INDEX_UNKNOWN)
		return "on some path the verifier may know the index, and what is read there";
	return NULL;
}

static const char *find_obstacle(const struct function_facts *facts,
				 const struct stack_object *object, const struct stack_range *range)
{
	if (range->end - range->first > MOST_BYTES)
		return "to test an object of more than 128 bytes for 0 costs too much";
	if (!range->whole)
		return "it is zeroed in pieces smaller than the slots that the verifier keeps";
	if (!can_align(facts, object))
		return "its slots are not aligned, and the stack is too full to align them";
	return NULL;
}

/*
 * Looks at one of the objects that the load may read. Returns false if the verifier cannot know
 * it to be 0 on any path.
 */
static bool find_in_object(struct stack_paths *paths, const struct stack_access *access,
			   struct stack_path_facts *path)
{
	if (access->kind != STACK_READ || offsets_are_fixed(access->offsets))
		return false;
	*path = stack_paths_before(paths, access);
	/* Bytes that were not written may not be read: up to 6.2 the verifier refuses that. */
	return path->seen_zero_on_some && path->written_on_all;
}

/* True if an edge is taken only where a piece of the object is not 0: what build_question() asks.
 */
static bool asks_piece(LLVMValueRef branch, LLVMBasicBlockRef to, LLVMValueRef alloca)
{
	LLVMValueRef question, piece, from;

	if (!LLVMIsABranchInst(branch) || !LLVMIsConditional(branch) ||
	    LLVMGetSuccessor(branch, 0) != to || LLVMGetSuccessor(branch, 1) == to)
		return false;
	question = LLVMGetCondition(branch);
	if (!LLVMIsAICmpInst(question) || LLVMGetICmpPredicate(question) != LLVMIntNE ||
	    !LLVMIsAConstantInt(LLVMGetOperand(question, 1)) ||
	    !LLVMIsNull(LLVMGetOperand(question, 1)))
		return false;
	piece = LLVMGetOperand(question, 0);
	if (!LLVMIsAFreezeInst(piece) || !LLVMIsALoadInst(LLVMGetOperand(piece, 0)))
		return false;
	from = LLVMGetOperand(LLVMGetOperand(piece, 0), 0);
	return from == alloca ||
	       (LLVMIsAGetElementPtrInst(from) && LLVMGetOperand(from, 0) == alloca);
}

/* True if the load is reached only where a piece of the object is not 0: it is mended. */
static bool is_rebuilt(LLVMValueRef load, LLVMValueRef alloca)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(load);
	LLVMUseRef use = LLVMGetFirstUse(LLVMBasicBlockAsValue(block));

	if (!use)
		return false;
	for (; use; use = LLVMGetNextUse(use))
		if (!asks_piece(LLVMGetUser(use), block, alloca))
			return false;
	return true;
}

static int add_findings(const struct function_facts *facts, const struct stack_path_facts *path,
			const struct stack_access *access, size_t count, struct findings *findings)
{
	const struct stack_range *range = path->range;
	LLVMValueRef load = access->instruction;
	struct finding finding = {
		.place = load,
		.object = &facts->objects.objects[access->object],
		.bytes = { (int64_t)range->first, (int64_t)range->end },
		.as = &zero_read_rebuild,
		.variant = path->zero_on_some ? PLAIN : SEEN,
		.obstacle = find_obstacle_of_read(facts, load, access->sure ? count : 2),
	};
	int error = 0;

	if (!finding.obstacle)
		finding.obstacle = find_obstacle(facts, finding.object, range);
	if (!value_may_decide(load, facts->analyses)) {
		finding.harmless = true;
		finding.obstacle = "nothing hangs on what is read, and to test it for 0 has a cost";
	}
	if (finding.variant == SEEN && !finding.obstacle) {
		struct finding old = finding;

		/* Before the other: in warn mode the first of a place is what is said there. */
		old.variant = SEEN_OLD;
		old.obstacle = "up to 6.13 the verifier forgets what a helper has seen; for later "
			       "kernels mend mode tests it for 0 first";
		error = findings_add(findings, old);
		finding.variant = SEEN_NEW;
	}
	if (error || (!finding.obstacle && is_rebuilt(load, finding.object->alloca)))
		return error;
	return findings_add(findings, finding);
}

int zero_read_rebuild_find(const struct function_facts *facts, struct stack_paths *paths,
			   const struct stack_access *accesses, size_t count,
			   struct findings *findings)
{
	LLVMValueRef load = accesses->instruction;
	struct stack_path_facts path;

	/* Where the index is a constant on each path, each read is a fixed one to the verifier. */
	if (LLVMGetTypeKind(LLVMTypeOf(load)) != LLVMIntegerTypeKind ||
	    LLVMGetIntTypeWidth(LLVMTypeOf(load)) > 64 ||
	    index_source_of(LLVMGetOperand(load, 0)) == INDEX_COUNTED)
		return 0;
	for (size_t i = 0; i < count; i++)
		if (find_in_object(paths, &accesses[i], &path))
			return add_findings(facts, &path, &accesses[i], count, findings);
	return 0;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	char name[OBJECT_NAME_SIZE];

	snprintf(text, size,
		 "every byte of %s that may be read here is 0 on a path that leads here, but the "
		 "verifier of Linux %s takes what is read %s for unknown",
		 object_name(finding->object, name), kernels,
		 finding->variant == SEEN_OLD || finding->variant == SEEN
			 ? "at a variable offset after a helper saw it"
			 : "at a variable offset");
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
	uint64_t offset = (uint64_t)finding->bytes.first, end = (uint64_t)finding->bytes.end;
	LLVMBasicBlockRef read, done;

	LLVMPositionBuilderBefore(builder, finding->place);
	*zero = LLVMGetInstructionParent(finding->place);
	read = bridge_split_if(build_question(builder, object, offset), finding->place);
	done = LLVMGetInstructionParent(finding->place);
	for (offset += stack_piece_size(object, offset); offset < end;
	     offset += stack_piece_size(object, offset)) {
		LLVMBasicBlockRef next = LLVMInsertBasicBlockInContext(context, read, "");

		LLVMSetSuccessor(LLVMGetBasicBlockTerminator(*zero), 1, next);
		LLVMPositionBuilderAtEnd(builder, next);
		LLVMBuildCondBr(builder, build_question(builder, object, offset), read, done);
		*zero = next;
	}
	return read;
}

/* Replaces the uses of the load by those of word, which holds it widened with zeroes. */
static void replace_uses(LLVMBuilderRef builder, LLVMValueRef load, LLVMValueRef word)
{
	LLVMValueRef narrow = LLVMBuildTrunc(builder, word, LLVMTypeOf(load), "");

	for (LLVMUseRef use = LLVMGetFirstUse(load), next; use; use = next) {
		LLVMValueRef user = LLVMGetUser(use);

		next = LLVMGetNextUse(use);
		if (LLVMIsAZExtInst(user) && LLVMGetIntTypeWidth(LLVMTypeOf(user)) <= 64)
			LLVMReplaceAllUsesWith(user,
					       LLVMBuildTrunc(builder, word, LLVMTypeOf(user), ""));
	}
	LLVMReplaceAllUsesWith(load, narrow);
}

/*
 * The paths meet with 64 bits: of a narrower value code generation would not know that the rest is
 * 0, mask it for each use apart, and so hide from the verifier that these are the same.
 */
static void mend(const struct finding *finding)
{
	LLVMValueRef load = finding->place, incoming[2], value;
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(load));
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
	LLVMTypeRef word = LLVMInt64TypeInContext(context);
	LLVMBasicBlockRef blocks[2];

	if (LLVMGetAlignment(finding->object->alloca) < wanted_alignment(finding->object))
		LLVMSetAlignment(finding->object->alloca, wanted_alignment(finding->object));
	blocks[1] = build_questions(builder, finding, &blocks[0]);

	LLVMPositionBuilderBefore(builder, load);
	value = LLVMBuildPhi(builder, word, "");
	replace_uses(builder, load, value);

	LLVMInstructionRemoveFromParent(load);
	LLVMPositionBuilderBefore(builder, LLVMGetBasicBlockTerminator(blocks[1]));
	LLVMInsertIntoBuilder(builder, load);
	incoming[0] = LLVMConstNull(word);
	incoming[1] = LLVMBuildZExt(builder, load, word, "");
	LLVMAddIncoming(value, incoming, blocks, 2);
	LLVMDisposeBuilder(builder);
}

const struct hazard zero_read_rebuild = {
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend tests it for 0 first",
	.mended = "read only where the object is not 0",
};
