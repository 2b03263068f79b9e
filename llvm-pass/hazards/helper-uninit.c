// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * helper-uninit: a helper fills a buffer, and its prototype wants the buffer initialised.
 *
 *	u64 stack[4];				r2 = r10; r2 += -32
 *	bpf_get_stack(ctx, stack, 32, 0);	call 67		; "invalid indirect read from stack"
 *
 * The prototype says neither that it writes nor that the memory may be uninitialised. 5.10 refuses
 * that to everybody, unless the program wrote to the stack that deep before: where the buffer will
 * lie is not known yet. 6.1 and later allow it to programs that CAP_PERFMON loads, as all are that
 * may call these helpers.
 *
 * The mend initialises the bytes, from an opaque zero: a literal one would be helper-write on the
 * kernels that have it. Right before the call, where nothing can be in them; where on some paths
 * something can, where they come into being.
 */
#include "llvm-pass/hazards/hazard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/version.h"
#include "llvm-pass/bpf/helper_memory.h"
#include "llvm-pass/bpf/helper_prototypes.h"
#include "llvm-pass/rewrite/opaque_zero.h"
#include "llvm-pass/bpf/program_callers.h"
#include "llvm-pass/stack/spin_lock.h"
#include "llvm-pass/rewrite/stack_pieces.h"
#include "llvm-pass/stack/unwritten_bytes.h"

/* The one kernel that was measured and refuses such a program with all capabilities. */
static const struct kernel_version refuses = { 5, 10, KERNEL_ANY_PATCH };

/* What mend needs to know of a place. */
struct uninitialised {
	struct helper_argument writer;
	enum opaque_zero_form form;
	bool align;
	bool at_births; /* not right before the call */
	struct byte_set bytes;
	size_t birth_count;
	struct byte_birth births[];
};

static int add(const struct function_facts *facts, program_types types,
	       const struct stack_access *write, const struct unwritten_bytes *unwritten,
	       struct findings *findings)
{
	const struct stack_object *object = &facts->objects.objects[write->object];
	struct finding finding = { .place = write->instruction, .object = object };
	struct byte_set both = unwritten->bytes;
	size_t births_size = unwritten->birth_count * sizeof(*unwritten->births);
	struct uninitialised *details = malloc(sizeof(*details) + births_size);

	if (!details)
		return -ENOMEM;
	byte_set_meet(&both, &unwritten->written);
	*details = (struct uninitialised){
		.writer = write->writer,
		.form = opaque_zero_form_of(types),
		.align = stack_pieces_can_align(&facts->objects, object),
		.at_births = !byte_set_is_empty(&both) || !unwritten->alive,
		.bytes = unwritten->bytes,
		.birth_count = unwritten->birth_count,
	};
	memcpy(details->births, unwritten->births, births_size);
	finding.details = details;
	if (details->at_births && details->form == OPAQUE_ZERO_CLOCK &&
	    spin_lock_may_be_held(facts->function))
		finding.obstacle = "a lock may be held where it could be, and no helper may be "
				   "called there";
	return findings_add(findings, finding);
}

/* True if the list of kernels, whose prototypes want it, has the one whose verifier insists. */
static bool is_refused(const char *kernels)
{
	struct kernel_list list = { 0 };
	bool refused = false;

	if (kernel_list_parse(kernels, &list, NULL))
		return false;
	for (size_t i = 0; i < list.count; i++)
		refused |= kernel_range_contains(list.ranges[i], refuses);
	kernel_list_free(&list);
	return refused;
}

static int look_at(const struct function_facts *facts, const struct stack_access *write,
		   struct findings *findings)
{
	program_types types = program_types_of_function(facts->function);
	struct unwritten_bytes unwritten;
	const char *kernels;
	int error;

	error = helper_uninit_kernels(write->writer.helper, write->writer.argument, types,
				      &kernels);
	if (error || write->writer.initialised || !kernels || !is_refused(kernels))
		return error;
	error = unwritten_bytes_find(&facts->objects, write, &unwritten);
	if (!error && !byte_set_is_empty(&unwritten.bytes))
		error = add(facts, types, write, &unwritten, findings);
	unwritten_bytes_free(&unwritten);
	return error;
}

static int look_at_instruction(const struct function_facts *facts, LLVMValueRef instruction,
			       struct findings *findings)
{
	size_t count;
	const struct stack_access *accesses =
		stack_objects_accesses(&facts->objects, instruction, &count);
	int error = 0;

	for (size_t i = 0; i < count && !error; i++)
		if (accesses[i].kind == STACK_WRITE && accesses[i].writer.helper)
			error = look_at(facts, &accesses[i], findings);
	return error;
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	int error = 0;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function); block && !error;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i))
			error = look_at_instruction(facts, i, findings);
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	const struct uninitialised *details = finding->details;
	const struct helper_memory *memory =
		helper_memory_find(details->writer.helper, details->writer.argument + 1);
	char name[OBJECT_NAME_SIZE];

	snprintf(text, size,
		 "bpf_%s() fills %s, but the verifier of Linux %s wants it initialised: \"invalid "
		 "indirect read from stack\"",
		 memory->name, object_name(finding->object, name), kernels);
}

/* Where the bytes are initialised. */
struct place {
	LLVMBuilderRef builder;
	LLVMValueRef zero;
	LLVMValueRef alloca;
};

static void store_piece(void *context, int64_t offset, unsigned int size)
{
	const struct place *place = context;

	stack_piece_store(place->builder, place->zero, place->alloca, offset, size);
}

static void initialise(const struct finding *finding, const struct byte_set *bytes,
		       LLVMValueRef before)
{
	const struct uninitialised *details = finding->details;
	struct place place = {
		.builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(before))),
		.zero = opaque_zero_build(details->form, before),
		.alloca = finding->object->alloca,
	};

	LLVMPositionBuilderBefore(place.builder, before);
	stack_pieces(place.alloca, details->align, bytes, store_piece, &place);
	LLVMDisposeBuilder(place.builder);
}

static void mend(const struct finding *finding)
{
	const struct uninitialised *details = finding->details;

	if (!details->at_births)
		initialise(finding, &details->bytes, finding->place);
	for (size_t i = 0; details->at_births && i < details->birth_count; i++)
		initialise(finding, &details->births[i].bytes,
			   byte_birth_first(&details->births[i], finding->object->alloca));
}

const struct hazard helper_uninit = {
	.detect = detect,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend initialises it",
	.mended = "initialised",
};
