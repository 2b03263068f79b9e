/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Numbers that are an address in a packet, as the context has it: data, data_end or data_meta. The
 * kernel makes 64 bits of each load of such a field, C has 32 of them. Followed through merges,
 * choices, casts and empty assembly; not through arithmetic, which makes another number, and not
 * through calls. Relies on packet_pointer.h for the fields.
 */
#ifndef BPFMEND_PACKET_WORD_H
#define BPFMEND_PACKET_WORD_H

#include <stdbool.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

/* How many values are followed. */
#define PACKET_WORD_MOST 64

/* True if a number or pointer is such an address on some way. */
bool packet_word_is(bridge_analyses *analyses, LLVMValueRef value);

/* True if a value of 64 bits is surely less than two to the 32. */
bool packet_word_is_short(bridge_analyses *analyses, LLVMValueRef value);

/* True for the types that are followed here. */
bool packet_word_is_32(LLVMValueRef value);
bool packet_word_is_64(LLVMValueRef value);

/* What BPF's own intrinsic for that passes on as it is; NULL for another value. */
LLVMValueRef packet_word_passed(LLVMValueRef value);

/* True for a mask of 64 bits that keeps the lower 32. */
bool packet_word_is_mask(LLVMValueRef value);

/*
 * True for a load from, or store to, all of a stack object of 64 bits with which nothing else is
 * done; writes that object.
 */
bool packet_word_in_slot(LLVMValueRef access, LLVMValueRef *slot);

#endif
