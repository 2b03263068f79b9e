/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the parts of context_address.h share: context_address.c follows an address, context_build.c
 * builds its number and its places, and context_relocation.c knows the form in which CO-RE writes a
 * field's address. For no other file.
 */
#ifndef BPFMEND_CONTEXT_PARTS_H
#define BPFMEND_CONTEXT_PARTS_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

#include "llvm-pass/context/context_address.h"

/* How many choices one after the other make an index, or a base. */
#define MOST_CHOICES 4

/* The number of the first place that is relocated; more than any offset in a context. */
#define FIRST_RELOCATED (INT64_C(1) << 24)
#define RELOCATED_STEP (INT64_C(1) << 16)

/* What is added to this is still no offset in a context. */
#define ELSEWHERE (-(INT64_C(1) << 24))

/* Called for each index of a getelementptr. Returns false to stop. */
typedef bool visit_index(void *data, LLVMValueRef index, uint64_t scale);

/*
 * Adds up the constant offsets of a getelementptr and hands out the others. Returns false where
 * visit does, or is NULL and there are others.
 */
bool visit_indices(LLVMTargetDataRef layout, LLVMValueRef gep, int64_t *constant,
		   visit_index *visit, void *data);

/* True if a value is what found's places are counted from: the context, or a socket. */
bool is_base(const struct context_address *found, LLVMValueRef value);

/*
 * What a block brings to a phi that is being built already, or NULL: a switch may lead from it
 * twice, both with the same value.
 */
LLVMValueRef brought_by(LLVMValueRef built, LLVMBasicBlockRef block);

LLVMTargetDataRef layout_of(LLVMValueRef instruction);

/* True for what CO-RE relocates: a load of a global that stands for an offset. */
bool is_relocation(LLVMValueRef value);

/* The getelementptr of the context that a relocated field's address is made of, or NULL. */
LLVMValueRef relocated_gep(LLVMValueRef value);

/* The global that stands for the offset of a field whose address this is. */
LLVMValueRef relocated_offset(LLVMValueRef field);

/* The offset of a relocated field in the program's own type: "llvm.__sk_buff:0:8$0:2" is at 8. */
uint64_t relocated_here(LLVMValueRef field);

/* The number of a relocated field among those found, or how many there are. */
size_t relocated_number(const struct context_address *found, LLVMValueRef field);

/*
 * Takes the number of a relocated place apart: which field it is in, and how many bytes behind its
 * start. Returns false for another number.
 */
bool relocated_place(int64_t number, size_t *field, int64_t *bytes);

/* The address of a field once more, where the builder stands; or of the element at some bytes. */
LLVMValueRef build_relocated(LLVMValueRef field, int64_t bytes, LLVMBuilderRef builder);

#endif
