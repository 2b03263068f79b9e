// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * undef-use, of bytes of the stack:
 *
 *	if (!find(skb, &hit) ||		call find
 *	    hit.port != 80)		w1 = *(u16 *)(r10 - 4)	; "invalid read from stack"
 *		return 0;		if w0 == 0 goto ...
 *
 * A load from the frame cannot fail, so SimplifyCFG.cpp moves it above the test and makes a select
 * of the condition. Where find() failed, the bytes are what they were. Verifiers before 6.1 refuse
 * to read a byte of the stack that nothing wrote; later ones let programs that CAP_PERFMON loads.
 *
 * The mend writes 0 where the bytes come into being, on the ways on which nobody else has written
 * them: what is read there is undefined, and may be 0. Where the program looks at it on that way
 * there is a bug, which stays refused.
 */
#include "llvm-pass/hazards/undef-use/undefined_bytes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/rewrite/stack_pieces.h"
#include "llvm-pass/stack/unwritten_bytes.h"

/* How many values that are made of a load are looked at. */
#define MOST_MADE 32

struct unwritten {
	char kernels[sizeof(((struct refused *)0)->kernels)];
	bool align;
	size_t birth_count;
	struct byte_birth births[];
};

/* What only computes: what it makes of an undefined number is undefined, and no more. */
static bool only_computes(LLVMValueRef i)
{
	return LLVMIsACastInst(i) || LLVMIsAICmpInst(i) || LLVMIsABinaryOperator(i);
}

/* True if what a value is made of is looked at whenever the block is executed. */
static bool is_looked_at(LLVMValueRef value, LLVMBasicBlockRef block, unsigned int *made)
{
	bool ends_in_choice = LLVMGetNumSuccessors(LLVMGetBasicBlockTerminator(block)) > 1;

	for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (!LLVMIsAInstruction(user) || ++*made > MOST_MADE)
			return true;
		if (ends_in_choice && LLVMGetInstructionParent(user) != block)
			continue;
		if (LLVMIsASelectInst(user) && LLVMGetOperand(user, 0) != value)
			continue;
		if (!only_computes(user) || is_looked_at(user, block, made))
			return true;
	}
	return false;
}

bool undefined_bytes_may_be(LLVMValueRef load)
{
	unsigned int made = 0;

	return LLVMIsALoadInst(load) && !LLVMGetVolatile(load) && LLVMGetFirstUse(load) &&
	       !is_looked_at(load, LLVMGetInstructionParent(load), &made);
}

static int add(const struct function_facts *facts, const struct refused *refused,
	       const struct stack_access *read, const struct unwritten_bytes *found,
	       struct findings *findings)
{
	const struct stack_object *object = &facts->objects.objects[read->object];
	size_t births_size = found->birth_count * sizeof(*found->births);
	struct unwritten *unwritten = malloc(sizeof(*unwritten) + births_size);
	struct finding finding = {
		.place = refused->at, .object = object, .as = &undefined_bytes, .details = unwritten
	};

	if (!unwritten)
		return -ENOMEM;
	*unwritten = (struct unwritten){ .align = stack_pieces_can_align(&facts->objects, object),
					 .birth_count = found->birth_count };
	memcpy(unwritten->births, found->births, births_size);
	snprintf(unwritten->kernels, sizeof(unwritten->kernels), "%s", refused->kernels);
	finding.kernels = unwritten->kernels;
	return findings_add(findings, finding);
}

int undefined_bytes_look_at(const struct function_facts *facts, const struct refused *refused,
			    struct findings *findings)
{
	size_t count;
	const struct stack_access *accesses =
		stack_objects_accesses(&facts->objects, refused->at, &count);
	struct unwritten_bytes found;
	int error;

	if (!undefined_bytes_may_be(refused->at) || count != 1 || accesses->kind != STACK_READ)
		return 0;
	error = unwritten_bytes_find(&facts->objects, accesses, &found);
	if (!error && !byte_set_is_empty(&found.bytes))
		error = add(facts, refused, accesses, &found, findings);
	unwritten_bytes_free(&found);
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	char name[OBJECT_NAME_SIZE];

	snprintf(text, size,
		 "nothing may have written these bytes of %s, and nobody looks at them then, but "
		 "LLVM loads them before that is tested: Linux %s will say \"invalid read from "
		 "stack\"",
		 object_name(finding->object, name), kernels);
}

struct place {
	LLVMBuilderRef builder;
	LLVMValueRef alloca;
};

static void store_piece(void *context, int64_t offset, unsigned int size)
{
	const struct place *place = context;
	LLVMContextRef llvm = LLVMGetTypeContext(LLVMTypeOf(place->alloca));

	stack_piece_store(place->builder, LLVMConstNull(LLVMInt64TypeInContext(llvm)),
			  place->alloca, offset, size);
}

static void mend(const struct finding *finding)
{
	const struct unwritten *unwritten = finding->details;
	struct place place = { .alloca = finding->object->alloca };

	place.builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(place.alloca)));
	for (size_t i = 0; i < unwritten->birth_count; i++) {
		LLVMPositionBuilderBefore(place.builder,
					  byte_birth_first(&unwritten->births[i], place.alloca));
		stack_pieces(place.alloca, unwritten->align, &unwritten->births[i].bytes,
			     store_piece, &place);
	}
	LLVMDisposeBuilder(place.builder);
}

const struct hazard undefined_bytes = {
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend writes 0 there first, and so does initialising the "
		  "variable",
	.mended = "put a 0 where it is undefined",
};
