/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Addresses whose offsets the verifier checks: into the stack, global variables, map values, memory
 * from a helper, and packets. An address is taken apart into its base, a constant, and indices that
 * vary. A static function's argument is checked memory if all callers give it some: the verifier
 * walks such a function once for each call, with what the caller's registers are. Arenas,
 * kernel pointers that are only handed to a helper, and those of which nothing is known, are not
 * checked memory. Relies on the bridge for the size of map values.
 */
#ifndef BPFMEND_CHECKED_MEMORY_H
#define BPFMEND_CHECKED_MEMORY_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

#include "llvm-pass/bridge/bridge.h"

#define CHECKED_TERMS 8

/* One index of a getelementptr that is no constant. */
struct checked_term {
	LLVMValueRef gep;
	unsigned int operand;
	int64_t scale; /* bytes for each step of the index */
	bool on_stack; /* or nobody knows: what is added up may be an address in a frame */
};

struct checked_address {
	struct checked_term terms[CHECKED_TERMS];
	unsigned int term_count;
	LLVMValueRef base;
	int64_t constant; /* bytes added beside the terms */
	uint64_t room; /* bytes from the base on, CHECKED_PACKET, or 0 if that is not known */
};

/* The room of a packet: the program compares with its end, and no offset reaches this. */
#define CHECKED_PACKET ((uint64_t)1 << 29)

/*
 * Takes an address apart. Returns false if it is no checked memory, or more terms vary than have
 * room.
 */
bool checked_address_of(LLVMValueRef pointer, LLVMTargetDataRef layout,
			struct checked_address *address);

#endif
