/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Addresses that are a stack object's and an offset. DAGCombiner::visitADD() makes an "or" of an
 * addition where its known bits say that no bit can be set in both sides: of a FrameIndex those
 * below its object's alignment are 0. Whether it does, the emitted code shows; here is only where
 * it may, and where a sum starts. Relies on the bridge for known bits.
 */
#ifndef BPFMEND_FRAME_ADDRESS_H
#define BPFMEND_FRAME_ADDRESS_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/* The address of a stack object, as far as its sum is worth following. */
struct frame_sum {
	LLVMValueRef alloca; /* NULL if it is no stack object's, as far as is known */
	/* A variable offset that was added last has few bits: they may lie below an alignment. */
	bool few_bits;
	bool variable; /* there is a variable offset */
	uint64_t zero; /* bits that are 0 in each of them */
	uint64_t constant; /* sum of all constants */
};

/* Takes a pointer's sum apart. */
struct frame_sum frame_sum_of(LLVMValueRef pointer);

/* True if a getelementptr's offset may be added with "or". */
bool frame_may_or(LLVMValueRef gep);

/* Where SelectionDAG starts to add variable offsets to an address. */
struct frame_start {
	LLVMValueRef gep; /* the getelementptr to whose base it adds */
	unsigned int constants; /* how many of its first indices belong to the start, often 0 */
};

/*
 * Finds the start of the sum that ends in a getelementptr. Constants that the combiner moves
 * behind the offsets, where they become a displacement, do not belong to it; those whose sum has
 * other users too do.
 */
struct frame_start frame_address_start(LLVMValueRef gep);

/* True if two getelementptr add the same first variable index to the same base. */
bool frame_same_sum(LLVMValueRef a, LLVMValueRef b);

#endif
