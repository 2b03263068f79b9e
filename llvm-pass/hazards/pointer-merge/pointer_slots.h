/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Pointers that LLVM left on the stack, because it made one store of two:
 *
 *	v4: store ptr %p, ptr %ip		==>	%place = phi ptr [%ip, v4], [%ip6, v6]
 *	v6: store ptr %p, ptr %ip6			store ptr %p, ptr %place
 *
 * A slot is an alloca of one pointer with nothing but whole loads and stores, lifetimes, and such
 * choices. Slots that a choice lies between hang together; they become registers together or not at
 * all. Any other use of one of them, and any store that is not understood, and none does. Relies on
 * the bridge for the promotion.
 */
#ifndef BPFMEND_POINTER_SLOTS_H
#define BPFMEND_POINTER_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <llvm-c/Core.h>

struct pointer_slots {
	LLVMValueRef *slots; /* the allocas */
	size_t slot_count;
	LLVMValueRef *choices; /* phis and selects between them */
	size_t choice_count;
	bool understood; /* so are all their uses */
};

/* Finds the slots that hang together with an alloca. Freed with pointer_slots_free(), also if it
 * fails. Returns 0 or -ENOMEM. */
int pointer_slots_find(LLVMValueRef alloca, struct pointer_slots *slots);

/*
 * Makes registers of the slots that hang together with an alloca. Deletes them, their loads, their
 * stores and the choices; splits blocks at a store whose place a select chooses. Does nothing where
 * they are not understood, or without memory.
 */
void pointer_slots_promote(LLVMValueRef alloca);

void pointer_slots_free(struct pointer_slots *slots);

#endif
