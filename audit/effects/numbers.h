/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Numbers as LLVM's instructions compute them: as wide as their type, and modulo that. Relies on no
 * number being wider than 64 bits; nobody asks for one that is.
 */
#ifndef BPFMEND_AUDIT_EFFECTS_NUMBERS_H
#define BPFMEND_AUDIT_EFFECTS_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

/* The bits of a value; 64 for a pointer, 0 for what is no number. */
unsigned int width_of(LLVMValueRef value);

/* The lowest bits, zero-extended. */
uint64_t number_cut(uint64_t number, unsigned int width);

/* The lowest bits, sign-extended. */
int64_t number_extended(uint64_t number, unsigned int width);

/* a opcode b. Returns false if that is no number, or not computed here. */
bool number_binary(LLVMOpcode opcode, uint64_t a, uint64_t b, unsigned int width, uint64_t *number);

/* The comparison that is so where this one is not. */
LLVMIntPredicate predicate_inverse(LLVMIntPredicate predicate);

/* The comparison of b with a that is so where this one is of a with b. */
LLVMIntPredicate predicate_swapped(LLVMIntPredicate predicate);

bool number_compare(LLVMIntPredicate predicate, uint64_t a, uint64_t b, unsigned int width);

#endif
