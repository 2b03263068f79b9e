/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A value passed through empty inline assembly: the same value in the same register, at no
 * instruction, of which code generation knows nothing any more. It has no side effects, so it goes
 * when nothing uses it and needs no place of its own among other instructions. Relies on the
 * bridge to recognise it: to look at a call creates nothing.
 */
#ifndef BPFMEND_BARRIER_H
#define BPFMEND_BARRIER_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/* Builds a barrier before an instruction. Returns the value that comes out of it. */
LLVMValueRef barrier_build(LLVMValueRef value, LLVMValueRef before);

/* The same, where the builder stands. */
LLVMValueRef barrier_build_at(LLVMBuilderRef builder, LLVMValueRef value);

/* True if the value comes out of a barrier; its operand 0 is then what goes in. */
bool barrier_is(LLVMValueRef value);

#endif
