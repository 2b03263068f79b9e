/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The two halves of bound-lost: finding a number whose bound is lost, and stating it again. */
#ifndef BPFMEND_BOUND_LOST_H
#define BPFMEND_BOUND_LOST_H

#include <stdbool.h>
#include <stdint.h>

#include "llvm-pass/hazards/hazard.h"

/* What a finding's details are: one operand of its place. */
struct lost_number {
	unsigned int operand; /* of the place */
	bool is_size; /* of a helper's memory; else an index, or: */
	LLVMValueRef before; /* what a loop counts to; the branch that enters it */
	int64_t first, last; /* what it is proven to be */
	int64_t least, most; /* what it may be for the access to stay where it must */
};

/*
 * Replaces the operand of the place by the same number, in a form that every verifier follows. It
 * has no branch whose other side would have to do something: a mask, or a minimum.
 */
void bound_restate(LLVMValueRef place, const struct lost_number *number);

#endif
