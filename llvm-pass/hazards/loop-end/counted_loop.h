/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A loop that a phi counts in steps, and how many turns it has at most. Relies on the form in which
 * LLVM leaves loops: one block before it, one from which it starts again. What is not of that form
 * is no counted loop.
 */
#ifndef BPFMEND_COUNTED_LOOP_H
#define BPFMEND_COUNTED_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

struct counted_loop {
	LLVMBasicBlockRef header, before, latch;
	LLVMValueRef phi; /* one of those that take steps */
	/* A branch that leaves the loop and is executed in each turn, and where it goes then. */
	LLVMValueRef end;
	LLVMBasicBlockRef exit;
	bool ends_turn; /* where it does not leave the loop, another turn begins */
};

/* The innermost such loop around an instruction. Returns false if there is none. */
bool counted_loop_around(bridge_analyses *analyses, LLVMValueRef instruction,
			 struct counted_loop *loop);

/*
 * How often its start is executed at most, each time that the loop is entered, as is proved; 0 if
 * nothing is, or more than MOST_TURNS.
 */
uint64_t counted_loop_turns(bridge_analyses *analyses, LLVMValueRef place,
			    const struct counted_loop *loop);

/* A verifier walks each of them. */
#define MOST_TURNS 8192

#endif
