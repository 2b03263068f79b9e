/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The 64 bits that a number of 32 is when zeroes are put before it, made where the number comes
 * from instead of where it is used:
 *
 *	%x = load i32 ...			%x64 = zext i32 (load i32 ...) to i64
 *	%y = call i32 asm "", "=r,0"(i32 %x)	%y64 = call i64 asm "", "=r,0"(i64 %x64)
 *	%z = phi i32 [%y, ...], [0, ...]	%z64 = phi i64 [%y64, ...], [0, ...]
 *	... zext i32 %z to i64			... %z64
 *
 * By induction over what was executed each is the zext of the old one: merges and choices copy, and
 * empty assembly is the identity (docs/soundness.md). What is undefined becomes 0, which refines
 * it. Relies on packet_word.h for what is worth it: all else is extended where it is computed.
 */
#ifndef BPFMEND_FULL_WIDTH_H
#define BPFMEND_FULL_WIDTH_H

#include <stddef.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/hazards/packet-width/packet_word.h"

struct full_width {
	bridge_analyses *analyses;
	struct full_width_pair {
		LLVMValueRef narrow, wide;
	} pairs[PACKET_WORD_MOST];
	size_t count;
	/* The calls of assembly among them. */
	struct full_width_pair calls[PACKET_WORD_MOST];
	size_t call_count;
};

/* A number of 32 bits as one of 64. Initialise full_width with the analyses only. */
LLVMValueRef full_width_of(struct full_width *width, LLVMValueRef number);

/*
 * Puts what was built, cut to 32 bits, in the place of what it was built for, and deletes that.
 * Once, when all is built.
 */
void full_width_finish(struct full_width *width);

#endif
