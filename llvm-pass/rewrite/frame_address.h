/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which additions to a stack object's address SelectionDAG will turn into an "or".
 * DAGCombiner::visitADD() does so where its known bits say that no bit can be set in both sides.
 * Of a FrameIndex they say that the bits below its object's alignment are 0; of no other pointer
 * do they say anything. Relies on stack_objects, and on the bridge for known bits and alignments.
 */
#ifndef BPFMEND_FRAME_ADDRESS_H
#define BPFMEND_FRAME_ADDRESS_H

#include <stdbool.h>
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

#include "llvm-pass/stack/stack_objects.h"

/* What a walk over the addresses of one function needs; all the caller's. */
struct frame {
	const struct stack_objects *objects;
	bridge_analyses *analyses;
	LLVMTargetDataRef layout;
};

enum frame_addition {
	FRAME_ADD,
	FRAME_OR_INDEX, /* a variable index is added with "or" */
	FRAME_OR_CONSTANT, /* the constant behind a variable index is */
};

/*
 * How a getelementptr's offset will be added to its base. *object is what the address points into,
 * or NULL if that is not known; then it is FRAME_ADD.
 */
enum frame_addition frame_addition(const struct frame *frame, LLVMValueRef gep,
				   const struct stack_object **object);

/* Where SelectionDAG starts to add variable offsets to an address. */
struct frame_start {
	LLVMValueRef gep; /* the getelementptr to whose base it adds */
	unsigned int constants; /* how many of its first indices belong to the start, often 0 */
};

/*
 * Finds the start of the sum that ends in a getelementptr. Constants that the combiner moves
 * behind the offsets, where they become a displacement, do not belong to it; those whose sum has
 * other users too do.
 */
struct frame_start frame_address_start(const struct frame *frame, LLVMValueRef gep);

/* True if two getelementptr add the same first variable index to the same base. */
bool frame_same_sum(LLVMValueRef a, LLVMValueRef b);

#endif
