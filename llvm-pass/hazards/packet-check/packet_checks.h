/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Addresses in packets at offsets that vary, and where a program compares them with the packet's
 * end. The verifier ties what such a comparison tells to the pointer that varies: to every address
 * that is a constant behind that one, and to no other. Relies on checked_memory.h to know a packet.
 */
#ifndef BPFMEND_PACKET_CHECKS_H
#define BPFMEND_PACKET_CHECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

#include "llvm-pass/bridge/bridge.h"

struct packet_address {
	LLVMValueRef root; /* the getelementptr that varies last */
	int64_t constant; /* bytes behind it */
};

/* Takes an address apart. Returns false if it is in no packet, or does not vary. */
bool packet_address_of(LLVMValueRef pointer, LLVMTargetDataRef layout,
		       struct packet_address *address);

/* A comparison: who comes over the edge knows that the address is not behind the packet's end. */
struct packet_check {
	LLVMValueRef comparison;
	unsigned int operand; /* of it, that is the pointer */
	LLVMValueRef pointer; /* what is compared */
	struct packet_address
		address; /* the same, taken apart; without a root if it does not vary */
	LLVMBasicBlockRef from, to;
};

struct packet_checks {
	struct packet_check *items;
	size_t count;
};

/* Finds all checks of a function. Returns 0 or -ENOMEM; free them in either case. */
int packet_checks_find(bridge_analyses *analyses, LLVMValueRef function, LLVMTargetDataRef layout,
		       struct packet_checks *checks);

void packet_checks_free(struct packet_checks *checks);

#endif
