/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Whether something is done with a number on the way on which it is undefined. Follows the program
 * from the edge on which a phi takes undef, or poison, with what that edge tells: what other phis
 * are that take constants there, and the conditions that lead to it. Imprecise where more would
 * have to be known, or too many blocks follow: then it counts as used.
 */
#ifndef BPFMEND_UNDEFINED_WAY_H
#define BPFMEND_UNDEFINED_WAY_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/* True for undef and poison. */
bool is_undefined(LLVMValueRef value);

/*
 * The instruction that does something with a phi's value where control came by the edge of that
 * number; NULL if none does. Computing another number that is not used either is nothing. Where it
 * is not known, the phi itself.
 */
LLVMValueRef undefined_way_user(LLVMValueRef phi, unsigned int edge);

#endif
