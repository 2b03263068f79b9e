/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The values of a function that point into given bases (stack objects, or a function's arguments):
 * found by following each base through getelementptr, phi, select and our barriers, with the
 * offsets each value may have. Time and memory grow with the values found, not with their square:
 * what points into too many bases, or keeps changing in a loop, is given up or widened. Relies on
 * the bridge for the ranges of indices.
 */
#ifndef BPFMEND_STACK_ADDRESSES_H
#define BPFMEND_STACK_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/support/offsets.h"
#include "llvm-pass/ir/value_map.h"

/* A value may point into this many bases; a base that would be one more is lost. */
#define ADDRESS_TARGETS 8

/* One base that a value may point into. */
struct address_target {
	size_t base;
	struct offsets offsets; /* from the start of the base */
	unsigned int changes; /* how often the offsets grew */
};

struct address {
	LLVMValueRef value;
	struct address_target targets[ADDRESS_TARGETS];
	unsigned int target_count;
	bool elsewhere; /* it may also point outside of all bases that are not lost */
	bool waiting; /* in the queue */
};

struct address_base {
	LLVMValueRef value;
	bool lost; /* its address may be anywhere: nothing may be concluded about it */
};

struct stack_addresses {
	struct address_base *bases; /* in the order in which they were added */
	size_t base_count;
	struct address *items; /* the bases first, then as they were found */
	size_t count;
	struct value_map index; /* from a value to its place in items */
	LLVMTargetDataRef layout;
	bridge_analyses *analyses;
};

/*
 * Adds a base; all are added before stack_addresses_follow(). Zero-initialise *addresses but for
 * layout and analyses first; freed with stack_addresses_free(). Returns 0 or -ENOMEM.
 */
int stack_addresses_add_base(struct stack_addresses *addresses, LLVMValueRef base);

/* Finds the values that point into the bases. Returns 0 or -ENOMEM. */
int stack_addresses_follow(struct stack_addresses *addresses);

/*
 * Finds which values may also point elsewhere, once it is known which bases are lost. Returns 0
 * or -ENOMEM.
 */
int stack_addresses_find_elsewhere(struct stack_addresses *addresses);

/* The address that a value is, or NULL if it points into no base. */
const struct address *stack_addresses_get(const struct stack_addresses *addresses,
					  LLVMValueRef value);

/*
 * The offsets of a target of an address at an instruction that uses the address: branches before
 * that instruction may have narrowed an index since the address was computed.
 */
struct offsets stack_addresses_offsets_at(const struct stack_addresses *addresses,
					  const struct address *address, size_t target,
					  LLVMValueRef place);

/* True if user only hands the address on: its value is then an address of its own. */
bool stack_addresses_hands_on(LLVMValueRef user);

void stack_addresses_free(struct stack_addresses *addresses);

#endif
