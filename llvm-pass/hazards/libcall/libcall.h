/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The three kinds of code that LLVM makes and its BPF backend then does not compile, apart. Each is
 * asked in two steps: what is to be known of the module before anything is rewritten, and the
 * rewrite. Relies on the prover.
 */
#ifndef BPFMEND_LIBCALL_H
#define BPFMEND_LIBCALL_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

/* ---- libcall-copy.c: memcpy(), memmove() and memset() ---- */

/* How a copy goes; which end it starts from matters where what is copied overlaps. */
enum copy_direction { COPY_UP, COPY_DOWN, COPY_EITHER };

struct copy_plan {
	enum copy_direction direction;
	unsigned int piece; /* bytes at a time, a power of 2: what all addresses are aligned to */
	bool whole; /* the length is known to be a multiple of that */
	uint64_t most; /* proven: no length is above this; 0 for not known */
};

/* True for a call of llvm.memcpy, llvm.memmove or llvm.memset. */
bool copy_is(LLVMValueRef value);

/* True if the backend may call a function for it, or may spill what it copies. */
bool copy_is_large(LLVMValueRef copy);

/* Finds out what a copy's loop can rely on. */
void copy_prepare(bridge_analyses *analyses, LLVMValueRef copy, struct copy_plan *plan);

/* Puts a loop in the place of a copy, and deletes it. */
void copy_build(LLVMValueRef copy, const struct copy_plan *plan);

/* ---- libcall-product.c: products of more than 64 bits ---- */

struct product_plan {
	bool small[2]; /* proven: the factor is below 1 << 32 */
	bool fits; /* proven: the product has 64 bits */
};

/* True for a product of 65 to 128 bits, and one of 64 that tells whether it has more. */
bool product_is(LLVMValueRef value);

void product_prepare(bridge_analyses *analyses, LLVMValueRef product, struct product_plan *plan);

/* Puts products of 64 bits in its place, and deletes it. */
void product_build(LLVMValueRef product, const struct product_plan *plan);

/* ---- libcall-division.c: signed divisions ---- */

struct division_plan {
	bool positive[2]; /* proven: the operand is not negative */
};

/* True for a signed division or remainder of up to 64 bits. */
bool division_is(LLVMValueRef value);

void division_prepare(bridge_analyses *analyses, LLVMValueRef division, struct division_plan *plan);

/* Puts an unsigned one in its place, and deletes it. */
void division_build(LLVMValueRef division, const struct division_plan *plan);

#endif
