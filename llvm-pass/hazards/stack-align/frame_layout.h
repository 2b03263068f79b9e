/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where the backend will put the stack objects of a function: one below the other, in the order of
 * their allocas, each aligned; spilled registers come after. Relies on
 * PEI::calculateFrameObjectOffsets() doing so, and on the bridge for alignments. Where
 * StackColoring lets objects share their bytes, they lie higher than is said here.
 */
#ifndef BPFMEND_FRAME_LAYOUT_H
#define BPFMEND_FRAME_LAYOUT_H

#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/ir/value_map.h"

#define FRAME_UNKNOWN UINT64_MAX

/*
 * The frames that were asked for so far, each laid out once: a function can have hundreds of
 * objects and thousands of accesses to them. Zero-initialise; nothing of the module may change
 * until it is freed with frame_layouts_free().
 */
struct frame_layouts {
	struct frame_object *objects; /* of all those frames, each from its top on */
	size_t object_count;
	struct value_map numbers; /* from an alloca to its object */
	int error; /* -ENOMEM once memory was short; frames are unknown then */
};

/*
 * How far below the frame pointer an alloca's object starts, or FRAME_UNKNOWN; that also where what
 * is above it takes more than the 512 bytes that a frame can have.
 */
uint64_t frame_layout_depth(struct frame_layouts *layouts, LLVMValueRef alloca);

/*
 * What all objects of the alloca's function would take if it were aligned like that, and others as
 * is planned, or FRAME_UNKNOWN as above.
 */
uint64_t frame_layout_size(struct frame_layouts *layouts, LLVMValueRef alloca, uint64_t alignment);

/* An alloca that was asked for is to be aligned like that: others have so much less room. */
void frame_layout_plan(struct frame_layouts *layouts, LLVMValueRef alloca, uint64_t alignment);

void frame_layouts_free(struct frame_layouts *layouts);

#endif
