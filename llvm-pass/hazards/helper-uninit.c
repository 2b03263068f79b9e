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
 * The mend initialises the bytes right before the call, from an opaque zero: a literal one would
 * be helper-write on the kernels that have it.
 */
#include "llvm-pass/hazards/hazard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel/version.h"
#include "llvm-pass/byte_walk.h"
#include "llvm-pass/helper_memory.h"
#include "llvm-pass/helper_prototypes.h"
#include "llvm-pass/opaque_zero.h"
#include "llvm-pass/program_callers.h"
#include "llvm-pass/stack_pieces.h"

/* The one kernel that was measured and refuses such a program with all capabilities. */
static const struct kernel_version refuses = { 5, 10, KERNEL_ANY_PATCH };

/* What mend needs to know of a place. */
struct unwritten {
	struct helper_argument writer;
	struct byte_set bytes; /* that no path to the call has written */
	enum opaque_zero_form form;
	bool align;
};

struct search {
	const struct stack_objects *objects;
	struct byte_set unwritten; /* on a path to the call */
	struct byte_set written; /* on a path to the call, perhaps */
};

static void meet(void *context, const struct stack_access *access, struct byte_set *bytes)
{
	struct search *search = context;
	const struct stack_object *object = &search->objects->objects[access->object];
	struct byte_set written = { { 0 } };

	if (access->kind == STACK_LIFETIME) {
		byte_set_join(&search->unwritten, bytes);
		*bytes = (struct byte_set){ { 0 } };
	}
	if (access->kind != STACK_WRITE)
		return;
	byte_set_add(&written, stack_access_span(access, object));
	byte_set_meet(&written, bytes);
	byte_set_join(&search->written, &written);
	/* A function of the program may write on some of its paths only. */
	if (access->sure && stack_access_inside(access, object) &&
	    (!LLVMIsACallInst(access->instruction) || LLVMIsAIntrinsicInst(access->instruction) ||
	     called_helper(access->instruction)))
		byte_set_subtract(bytes, &written);
}

static int find_unwritten(const struct function_facts *facts, const struct stack_access *write,
			  struct search *search)
{
	struct byte_set bytes = { { 0 } }, ended;
	int error;

	byte_set_add(&bytes, stack_access_span(write, &facts->objects.objects[write->object]));
	error = byte_walk(&facts->objects, write->object, write->instruction, BYTE_WALK_BACKWARD,
			  bytes, meet, search, &ended);
	byte_set_join(&search->unwritten, &ended);
	return error;
}

static int add(const struct function_facts *facts, program_types types,
	       const struct stack_access *write, const struct search *search,
	       struct findings *findings)
{
	const struct stack_object *object = &facts->objects.objects[write->object];
	struct finding finding = { .place = write->instruction, .object = object };
	struct byte_set both = search->unwritten;
	struct unwritten *details = calloc(1, sizeof(*details));

	if (!details)
		return -ENOMEM;
	*details = (struct unwritten){
		.writer = write->writer,
		.bytes = search->unwritten,
		.form = opaque_zero_form_of(types),
		.align = stack_pieces_can_align(&facts->objects, object),
	};
	byte_set_meet(&both, &search->written);
	if (!byte_set_is_empty(&both))
		finding.obstacle = "on some paths its bytes were written before";
	finding.details = details;
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
	struct search search = { .objects = &facts->objects };
	const char *kernels;
	int error;

	if (!write->sure || !called_helper(write->instruction) ||
	    !stack_access_inside(write, &facts->objects.objects[write->object]))
		return 0;
	error = helper_uninit_kernels(write->writer.helper, write->writer.argument, types,
				      &kernels);
	if (error || !kernels || !is_refused(kernels))
		return error;
	error = find_unwritten(facts, write, &search);
	if (error || byte_set_is_empty(&search.unwritten))
		return error;
	return add(facts, types, write, &search, findings);
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
	const struct unwritten *unwritten = finding->details;
	const struct helper_memory *memory =
		helper_memory_find(unwritten->writer.helper, unwritten->writer.argument + 1);
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

static void initialise(void *context, int64_t offset, unsigned int size)
{
	const struct place *place = context;

	stack_piece_store(place->builder, place->zero, place->alloca, offset, size);
}

static void mend(const struct finding *finding)
{
	const struct unwritten *unwritten = finding->details;
	LLVMValueRef call = finding->place;
	struct place place = {
		.builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(call))),
		.zero = opaque_zero_build(unwritten->form, call),
		.alloca = finding->object->alloca,
	};

	LLVMPositionBuilderBefore(place.builder, call);
	stack_pieces(place.alloca, unwritten->align, &unwritten->bytes, initialise, &place);
	LLVMDisposeBuilder(place.builder);
}

const struct hazard helper_uninit = {
	.detect = detect,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend initialises it",
	.mended = "initialised",
};
