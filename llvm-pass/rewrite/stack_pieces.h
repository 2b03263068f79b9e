/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Bytes of a stack object cut into pieces that can be loaded and stored: 8 bytes where they fill a
 * slot of the stack, fewer elsewhere, each aligned. Relies on byte_walk for sets of bytes.
 */
#ifndef BPFMEND_STACK_PIECES_H
#define BPFMEND_STACK_PIECES_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/stack/byte_walk.h"
#include "llvm-pass/stack/stack_objects.h"

/* Whether the object starts a slot of the stack, or can be made to without much more stack. */
bool stack_pieces_can_align(const struct stack_objects *objects, const struct stack_object *object);

/* Calls piece for each piece, from the lowest. The object is made to start a slot if align is true.
 */
typedef void stack_piece(void *context, int64_t offset, unsigned int size);

void stack_pieces(LLVMValueRef alloca, bool align, const struct byte_set *bytes, stack_piece *piece,
		  void *context);

/* Builds the address of the byte at offset behind start. */
LLVMValueRef stack_piece_address(LLVMBuilderRef builder, LLVMValueRef start, int64_t offset);

/* True if an address is what stack_piece_address() builds; *offset is then how far behind operand
 * 0.
 */
bool stack_piece_is(LLVMValueRef address, int64_t *offset);

/* Stores an opaque zero, cut to size bytes, at offset behind start. */
void stack_piece_store(LLVMBuilderRef builder, LLVMValueRef zero, LLVMValueRef start,
		       int64_t offset, unsigned int size);

#endif
