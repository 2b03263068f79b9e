/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Four bytes of a stack object in which an address of a packet is kept. To widen them is to give
 * them an object of eight bytes of their own, which is only sound if each access that meets these
 * bytes is a load or store of just them. Volatile accesses stay as many and as volatile. Relies on
 * packet_word.h; follows getelementptr with constants, and no other copy of the object's address.
 */
#ifndef BPFMEND_WORD_SLOT_H
#define BPFMEND_WORD_SLOT_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

/* How many accesses to an object are looked at. */
#define WORD_SLOT_ACCESSES 64

struct word_slot {
	LLVMValueRef object; /* the alloca */
	int64_t offset; /* of the four bytes */
	LLVMValueRef accesses[WORD_SLOT_ACCESSES]; /* loads, stores, and what sets bytes to 0 */
	unsigned int count;
	bool understood; /* so is all that is done with the object */
};

/* Finds what is done with the bytes that an instruction stores such an address to. Returns false
 * for another instruction. */
bool word_slot_of(bridge_analyses *analyses, LLVMValueRef store, struct word_slot *slot);

/* Widens bytes that are understood. Deletes their loads and stores. */
void word_slot_widen(const struct word_slot *slot);

#endif
