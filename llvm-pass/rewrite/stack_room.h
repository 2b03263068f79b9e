/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * How much a rewrite may add to a function's stack frame. The verifier allows the frames of all
 * functions that call each other 512 bytes together, and 256 where tail calls meet subprograms.
 * What code generation will spill is not known yet; room is kept for it. Relies on LLVM's C API
 * only.
 */
#ifndef BPFMEND_STACK_ROOM_H
#define BPFMEND_STACK_ROOM_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

/*
 * Bytes that objects may still take in the function's frame, on every path of calls that leads
 * through it; 0 where there is no telling.
 */
uint64_t stack_room(LLVMValueRef function);

/*
 * True if the alignment of the function's objects may be raised to 8 as far as the frames of those
 * that call it, and that it calls, go: there are none, or there is room whatever that takes.
 */
bool stack_room_may_align(LLVMValueRef function);

/* What an object of this size takes of them. */
uint64_t stack_room_taken(uint64_t size);

#endif
