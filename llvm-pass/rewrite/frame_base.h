/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Hides where a stack address starts from code generation: it cannot add an offset with "or" then,
 * whatever it knows of the offset and of the object's alignment. Relies on frame_address for where
 * the sum starts.
 */
#ifndef BPFMEND_FRAME_BASE_H
#define BPFMEND_FRAME_BASE_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/* True if a getelementptr adds to the address of a stack object, other ones between perhaps. */
bool frame_base_is_stack(LLVMValueRef gep);

/*
 * Puts a barrier behind a getelementptr's base, unless it is one; the same for all of the block
 * that add the same offset to it.
 */
void frame_base_hide(LLVMValueRef gep);

/*
 * Puts it where the sum starts that ends in a getelementptr: behind the pointer that SelectionDAG
 * adds the first variable offset to. May replace a getelementptr by another and delete it.
 */
void frame_base_hide_start(LLVMValueRef gep);

#endif
