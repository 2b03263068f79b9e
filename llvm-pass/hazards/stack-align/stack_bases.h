/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The stack objects that an address may point into, with how its offset in each is aligned: through
 * getelementptr, phi, select and the arguments of static functions. Only as far as that can be
 * followed: what the address may be beside them is left out. Relies on the bridge's known bits.
 */
#ifndef BPFMEND_STACK_BASES_H
#define BPFMEND_STACK_BASES_H

#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

#define STACK_BASES_MOST 4

/* No access of the verifier's machine is wider; larger steps are not told apart. */
#define WIDEST_ACCESS 8

/* The address is at alloca + offset + any multiple of step. */
struct stack_base {
	LLVMValueRef alloca;
	int64_t offset;
	uint64_t step; /* a power of two, or 0 */
};

struct stack_bases {
	struct stack_base items[STACK_BASES_MOST];
	size_t count;
};

void stack_bases_of(LLVMValueRef address, LLVMTargetDataRef layout, struct stack_bases *bases);

static inline uint64_t lowest_bit(uint64_t number)
{
	return number & -number;
}

/* The largest power of two that divides both; 0 if both are 0. */
static inline uint64_t common_power(uint64_t a, uint64_t b)
{
	return lowest_bit(a | b);
}

#endif
