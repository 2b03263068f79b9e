/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What bounds a number that a loop counts: comparisons of it, or of its next value, with a number
 * that the loop does not change. The verifier goes round such a loop as often as it must believe
 * the bound can be. Relies on the bridge for loops.
 */
#ifndef BPFMEND_LOOP_BOUNDS_H
#define BPFMEND_LOOP_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

#define LOOP_BOUNDS 4

struct loop_bound {
	LLVMValueRef comparison;
	unsigned int operand; /* of the comparison: the bound */
	LLVMValueRef entry; /* the branch that enters the loop */
};

/* Finds the bounds of a phi, LOOP_BOUNDS at most. Returns how many; 0 if it counts no loop. */
size_t loop_bounds_of(bridge_analyses *analyses, LLVMValueRef phi,
		      struct loop_bound bounds[LOOP_BOUNDS]);

#endif
