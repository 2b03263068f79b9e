// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * helper-rdonly: memory that may only be read, given to a helper that only reads it, but whose
 * prototype does not say so.
 *
 *	ip = bpf_dynptr_slice(&packet, 14, buffer, 20);
 *	bpf_tcp_raw_gen_syncookie_ipv4(ip, tcp, length);
 *			; up to 6.18.12: "R1 type=rdonly_mem expected=fp, pkt, ..."
 *
 * check_reg_type() takes PTR_TO_MEM | MEM_RDONLY only where the argument is declared MEM_RDONLY.
 * LLVM has no part in it; it is merely who can tell. Which arguments, and on which kernels, comes
 * from kernel/contracts/.
 *
 * The mend copies the bytes to the stack right before the call. The helper does nothing but read
 * them, so it cannot tell the copy from the original. How many: what the helper reads, where that
 * is a constant; else all that the slice still has, for the verifier holds the length, or the size
 * of a map's key, against just that, and a bound that it accepts for the slice it accepts for the
 * copy. Words of four bytes are copied where the helper itself reads such words at these addresses,
 * as it does of headers that start at a multiple of four bytes of the slice; else single bytes, for
 * the alignment of a packet is not known.
 */
#include "llvm-pass/hazards/helper-rdonly/helper-rdonly.h"

#include <stdio.h>
#include <string.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/ir/function_calls.h"
#include "llvm-pass/bpf/helper_memory.h"
#include "llvm-pass/verifier/nullable_arguments.h"
#include "llvm-pass/prove/prove.h"
#include "llvm-pass/bpf/helper_prototypes.h"
#include "llvm-pass/support/planted.h"
#include "llvm-pass/bpf/program_callers.h"
#include "llvm-pass/rewrite/stack_room.h"

#define MOST_ARGUMENTS 5 /* of a helper */
/* LLVM copies no more with loads and stores, 128 of each; beyond, it calls memcpy(). */
#define MOST_BYTES 128

/* How many registers are loaded before they are stored: more of them would be spilled. */
#define LOADS_AT_ONCE 8

/* The helpers of SYN cookies; they read words of the headers. */
enum { GENERATE_IPV4 = 204, CHECK_IPV6 = 207 };

/*
 * check_func_arg_reg_off() wants a pointer to where a slice starts, whatever the prototype says:
 * all kernels that have bpf_dynptr_slice().
 */
static const char moved_kernels[] = "6.4-newest";

#define ROOM_UNKNOWN UINT64_MAX

/* How many bytes the copy must have; 0 where that is not known. */
static uint64_t copy_size(LLVMValueRef call, unsigned int argument,
			  const struct slice_sources *sources)
{
	const struct helper_memory *memory = helper_memory_find(called_helper(call), argument + 1);
	uint64_t length;

	if (!memory)
		return 0;
	if (memory->size.in == HELPER_SIZE_BYTES)
		return memory->size.number;
	if (memory->size.in == HELPER_SIZE_ARGUMENT &&
	    call_constant(call, memory->size.number - 1, &length))
		return length;
	return sources->bounded ? sources->least : 0;
}

static unsigned int argument_count(LLVMValueRef call)
{
	unsigned int count = LLVMGetNumArgOperands(call);

	return count < MOST_ARGUMENTS ? count : MOST_ARGUMENTS;
}

/* True if the helper is given a place behind the start of a slice, in whatever argument. */
static bool is_moved(LLVMValueRef call)
{
	struct slice_sources sources;

	for (unsigned int i = 0; i < argument_count(call); i++) {
		LLVMValueRef pointer = LLVMGetOperand(call, i);

		if (LLVMGetTypeKind(LLVMTypeOf(pointer)) != LLVMPointerTypeKind)
			continue;
		slice_sources_find(pointer, &sources);
		if (sources.moved)
			return true;
	}
	return false;
}

/* The kernels that refuse the argument; NULL if it is no slice, or none do. */
static int refusing_kernels(LLVMValueRef call, unsigned int argument, struct slice_sources *sources,
			    const char **kernels)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(call));
	LLVMValueRef pointer = LLVMGetOperand(call, argument);
	int error;

	*kernels = NULL;
	if (LLVMGetTypeKind(LLVMTypeOf(pointer)) != LLVMPointerTypeKind)
		return 0;
	slice_sources_find(pointer, sources);
	if (!sources->sliced)
		return 0;
	error = helper_rdonly_kernels(called_helper(call), argument,
				      program_types_of_function(function), kernels);
	if (*kernels && is_moved(call))
		*kernels = moved_kernels;
	return error;
}

/* True if there may be nothing to copy: the helper takes NULL as well, and does other things then.
 */
static bool may_be_null(const struct function_facts *facts, LLVMValueRef call,
			unsigned int argument)
{
	return helper_argument_may_be_null(called_helper(call), argument + 1) &&
	       prove_not_null(facts->analyses, (struct proof_place){ "helper-rdonly", call },
			      LLVMGetOperand(call, argument)) != PROOF_FOUND;
}

/* Why an argument cannot be copied into the room that there is, which it then takes; or NULL. */
static const char *take_room(LLVMValueRef call, unsigned int argument,
			     const struct slice_sources *sources, uint64_t *room)
{
	uint64_t size = copy_size(call, argument, sources);

	/* Adding up frames takes long: only where there is something to copy. */
	if (*room == ROOM_UNKNOWN)
		*room = stack_room(LLVMGetBasicBlockParent(LLVMGetInstructionParent(call)));
	if (!size)
		return "how much of it the helper may read is not known here";
	if (!PLANTED(no_room) && (size > MOST_BYTES || stack_room_taken(size) > *room))
		return "a copy may not fit on the stack";
	*room -= stack_room_taken(size);
	return NULL;
}

/* One finding for a call, and one more for each further list of kernels. */
static int look_at(const struct function_facts *facts, LLVMValueRef call, uint64_t *room,
		   struct findings *findings)
{
	struct finding finding = { .place = call };
	struct slice_sources sources;
	const char *kernels;
	int error = 0;

	for (unsigned int i = 0; i < argument_count(call) && !error; i++) {
		error = refusing_kernels(call, i, &sources, &kernels);
		if (error || !kernels)
			continue;
		if (finding.kernels && strcmp(finding.kernels, kernels)) {
			error = findings_add(findings, finding);
			finding = (struct finding){ .place = call };
		}
		finding.kernels = kernels;
		if (!finding.obstacle && may_be_null(facts, call, i))
			finding.obstacle = "it may be NULL, which the helper takes, too";
		if (!finding.obstacle)
			finding.obstacle = take_room(call, i, &sources, room);
	}
	return error || !finding.kernels ? error : findings_add(findings, finding);
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	uint64_t room = ROOM_UNKNOWN;
	int error = 0;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function); block && !error;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i)) {
			if (called_helper(i))
				error = look_at(facts, i, &room, findings);
		}
	return error;
}

/* The helper's name without bpf_, out of the contracts. */
static const char *helper_name(unsigned int helper)
{
	static const struct {
		unsigned int helper;
		const char *name;
	} names[] = {
#define HELPER_MEMORY(helper, name, argument, effect, size, source) { helper, #name },
#include "kernel/contracts/helpers.def"
#undef HELPER_MEMORY
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].helper == helper)
			return names[i].name;
	return "helper";
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	if (finding->kernels == moved_kernels)
		snprintf(text, size,
			 "bpf_%s() is given a place behind the start of what bpf_dynptr_slice() "
			 "returned, and the verifier of Linux %s rejects that: \"dereference of "
			 "modified rdonly_mem ptr\" or \"type=rdonly_mem expected=fp, ...\"",
			 helper_name(called_helper(finding->place)), kernels);
	else
		snprintf(text, size,
			 "bpf_%s() only reads what it is given, but its prototype in Linux %s does "
			 "not say so, and the verifier rejects what bpf_dynptr_slice() returned: "
			 "\"type=rdonly_mem expected=fp, ...\"",
			 helper_name(called_helper(finding->place)), kernels);
}

static LLVMValueRef build_object(LLVMBuilderRef builder, LLVMValueRef call, uint64_t size)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(call)), object;
	LLVMTypeRef byte = LLVMInt8TypeInContext(LLVMGetTypeContext(LLVMTypeOf(call)));

	LLVMPositionBuilderBefore(builder,
				  LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function)));
	object = LLVMBuildAlloca(builder, LLVMArrayType(byte, (unsigned int)size), "");
	LLVMSetAlignment(object, 8);
	return object;
}

/* The alignment with which the helper reads what a pointer to this memory points at. */
static unsigned int alignment_of(LLVMValueRef call, const struct slice_sources *sources)
{
	unsigned int helper = called_helper(call);

	return sources->in_words && helper >= GENERATE_IPV4 && helper <= CHECK_IPV6 ? SLICE_WORD
										    : 1;
}

/* Copies some bytes at one offset of both. */
static void copy_piece(LLVMBuilderRef builder, LLVMValueRef to, LLVMValueRef from,
		       unsigned int alignment, uint64_t offset, uint64_t size)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(to));
	LLVMTypeRef byte = LLVMInt8TypeInContext(context), word = LLVMInt64TypeInContext(context);
	LLVMValueRef index = LLVMConstInt(word, offset, false);

	if (offset) {
		to = LLVMBuildInBoundsGEP2(builder, byte, to, &index, 1, "");
		from = LLVMBuildInBoundsGEP2(builder, byte, from, &index, 1, "");
	}
	LLVMBuildMemCpy(builder, to, 8, from, alignment, LLVMConstInt(word, size, false));
}

static void copy_argument(LLVMValueRef call, unsigned int argument,
			  const struct slice_sources *sources)
{
	uint64_t size = copy_size(call, argument, sources), copied = size - PLANTED(short_copy);
	unsigned int alignment = alignment_of(call, sources);
	uint64_t piece = (uint64_t)alignment * LOADS_AT_ONCE;
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(call)));
	LLVMValueRef object = build_object(builder, call, size);

	LLVMPositionBuilderBefore(builder, call);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(call));
	/* Not all bytes at once: what the registers do not hold would go to the stack. */
	for (uint64_t at = 0; at < copied; at += piece)
		copy_piece(builder, object, LLVMGetOperand(call, argument), alignment, at,
			   copied - at < piece ? copied - at : piece);
	LLVMDisposeBuilder(builder);
	LLVMSetOperand(call, argument, object);
	/* A tail call has no access to the caller's stack. */
	LLVMSetTailCall(call, false);
}

static void mend(const struct finding *finding)
{
	LLVMValueRef call = finding->place;
	struct slice_sources sources;
	const char *kernels;

	for (unsigned int i = 0; i < argument_count(call); i++)
		if (!refusing_kernels(call, i, &sources, &kernels) && kernels &&
		    !strcmp(kernels, finding->kernels))
			copy_argument(call, i, &sources);
}

const struct hazard helper_rdonly = {
	.detect = detect,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend passes a copy on the stack, and so does a memcpy() or "
		  "a bpf_dynptr_read() into a buffer",
	.mended = "passed a copy on the stack",
};
