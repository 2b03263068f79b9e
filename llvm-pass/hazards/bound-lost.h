/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The two halves of bound-lost: finding a number whose bound is lost, and stating it again. */
#ifndef BPFMEND_BOUND_LOST_H
#define BPFMEND_BOUND_LOST_H

#include "llvm-pass/hazards/hazard.h"

/*
 * Replaces the operand of the place by the same number, in a form that every verifier follows. It
 * has no branch whose other side would have to do something: a mask, or a minimum.
 */
void bound_restate(LLVMValueRef place, const struct lost_number *number);

#endif
