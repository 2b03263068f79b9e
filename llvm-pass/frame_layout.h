/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where the backend will put the stack objects of a function: one below the other, in the order of
 * their allocas, each aligned; spilled registers come after. Relies on
 * PEI::calculateFrameObjectOffsets() doing so, and on the bridge for alignments. Where
 * StackColoring lets objects share their bytes, they lie higher than is said here.
 */
#ifndef BPFMEND_FRAME_LAYOUT_H
#define BPFMEND_FRAME_LAYOUT_H

#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

#define FRAME_UNKNOWN UINT64_MAX

/*
 * How far below the frame pointer an alloca's object starts, or FRAME_UNKNOWN; that also where what
 * is above it takes more than the 512 bytes that a frame can have.
 */
uint64_t frame_layout_depth(bridge_analyses *analyses, LLVMValueRef alloca);

/* What all objects of the alloca's function would take if it were aligned like that, or
 * FRAME_UNKNOWN as above. */
uint64_t frame_layout_size(bridge_analyses *analyses, LLVMValueRef alloca, uint64_t alignment);

#endif
