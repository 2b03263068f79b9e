/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a pointer is made of that phis merge, one behind the other and around loops: which of its
 * arms are NULL, which are proved not to be, and a number beside it that tells the two apart on
 * each way. Relies on the prover and on packet_pointer for the proofs.
 */
#ifndef BPFMEND_MERGED_POINTER_H
#define BPFMEND_MERGED_POINTER_H

#include <stdbool.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

/* What the arms are. Zero-initialise; findings add to it. */
struct merged_arms {
	bool null; /* one is NULL */
	bool doubted; /* one is a pointer that the verifier takes for a possible NULL */
	bool unproved; /* one may be NULL or not, as far as the prover knows, if that is asked */
	bool ask; /* the caller's: whether to ask the prover */
};

/*
 * Looks at all arms of a pointer at the instruction place: where it is a phi, at those of all phis
 * that it is merged of. What is undefined counts as nothing. Returns 0 or -ENOMEM.
 */
int merged_pointer_look_at(bridge_analyses *analyses, LLVMValueRef pointer, LLVMValueRef place,
			   struct merged_arms *arms);

/* True for what the verifier does not know to be no NULL: a packet's start, or the stack. */
bool merged_pointer_is_doubted(LLVMValueRef pointer);

/*
 * Builds a number beside a phi none of whose arms is unproved: an i64 that is 0 where the pointer
 * is NULL or undefined, else 1. Returns NULL, and has changed nothing, without memory.
 */
LLVMValueRef merged_pointer_build_flag(LLVMValueRef phi);

#endif
