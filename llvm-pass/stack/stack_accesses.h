/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What each instruction that uses an address does with it. The only user is stack_objects.c; it
 * is apart because the list of instructions that are understood is a concern of its own.
 */
#ifndef BPFMEND_STACK_ACCESSES_H
#define BPFMEND_STACK_ACCESSES_H

#include "llvm-pass/stack/stack_addresses.h"
#include "llvm-pass/stack/stack_objects.h"

/*
 * Appends the accesses of every use of the addresses, whose bases are the objects in their order,
 * and clears tracked of those objects that an instruction uses in a way that is not understood.
 * Returns 0 or -ENOMEM.
 */
int stack_accesses_note(struct stack_objects *objects, struct stack_addresses *addresses,
			struct call_effects *effects);

#endif
