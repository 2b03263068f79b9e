/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What is constant in a function when the caller passes constants, and which blocks cannot be
 * reached then (copy to or from, by a flag). Relies on loads knowing nothing.
 */
#ifndef BPFMEND_AUDIT_EFFECTS_CONSTANTS_H
#define BPFMEND_AUDIT_EFFECTS_CONSTANTS_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "audit/effects/answers.h"
#include "llvm-pass/ir/value_map.h"

struct constants {
	const struct question *question;
	struct value_map reached; /* blocks, as values; the index is the round in which they were */
	size_t round;
	unsigned int steps;
};

/* Returns 0 or -ENOMEM; constants_free() in any case. */
int constants_find(struct constants *constants, const struct question *question);

/* Whether a block can be reached. */
bool constants_reach(const struct constants *constants, LLVMBasicBlockRef block);

/* Whether the function can get from one block to the next, which is a successor of it. */
bool constants_edge(struct constants *constants, LLVMBasicBlockRef from, LLVMBasicBlockRef to);

/* The value of a number, zero-extended, or of NULL. Returns false if it is not constant. */
bool constants_value(struct constants *constants, LLVMValueRef value, uint64_t *number);

/* A few numbers, in order. */
struct choices {
	bool any; /* it may be any number */
	uint64_t count;
	uint64_t values[CHOICES];
};

/* Adds one; when there are too many it may be any number. */
void choices_add(struct choices *choices, uint64_t number);

/*
 * What a number can be where a block begins, by the switches and comparisons with constants that
 * lead there, and by what the caller passes.
 */
void constants_choices(struct constants *constants, LLVMValueRef value, LLVMBasicBlockRef block,
		       struct choices *choices);

/* What the caller passes for a parameter; NULL if that is not known, or the value is none. */
const struct binding *binding_of(const struct constants *constants, LLVMValueRef value);

/* Where a switch goes with a number. */
LLVMBasicBlockRef case_of(LLVMValueRef end, uint64_t number);

/* The function that a value is the address of, or NULL. */
LLVMValueRef constants_function(const struct constants *constants, LLVMValueRef value);

void constants_free(struct constants *constants);

#endif
