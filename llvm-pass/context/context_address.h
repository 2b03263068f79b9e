/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where in the context, or in a socket, an address points that is not the context and a constant:
 * the places, each with a number, and how to compute that number. Relies on value_set for the
 * values of indices.
 *
 * A place is known by its offset in bytes. One that CO-RE relocates has no offset yet; its number
 * lies far above all offsets. Where the address may also point out of the context, that is a place
 * with a number far below.
 */
#ifndef BPFMEND_CONTEXT_ADDRESS_H
#define BPFMEND_CONTEXT_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/context/socket_pointer.h"
#include "llvm-pass/ir/value_set.h"

struct context_address {
	LLVMValueRef context; /* the argument; NULL where it points into sockets */
	enum socket_kind socket; /* all of this kind */
	struct value_set places;
	bool varies; /* the address is more than the context and a constant */
	bool moved; /* it is a constant behind what CO-RE relocates */
	bool indexed; /* it has a variable index that is no mere choice of constants */
	const char *obstacle; /* why the places are not known, or NULL */
	LLVMValueRef relocated[VALUE_SET_MOST]; /* a pointer to each that CO-RE relocates */
	size_t relocated_count;
};

/*
 * Follows the address of an access, which is the instruction place. Returns false where it points
 * neither into the context nor into a socket, or more is not known of it. What points into the
 * context on one way is looked at as that.
 */
bool context_address_find(bridge_analyses *analyses, LLVMValueRef address, LLVMValueRef place,
			  struct context_address *found);

/* Where in the program's own type of the context a place is, in bytes; below 0 if elsewhere. */
int64_t context_address_offset(const struct context_address *found, size_t place);

/*
 * True if the address points at the context's first byte and nowhere else: the verifier adds 0 and
 * has the context itself.
 */
bool context_address_is_start(const struct context_address *found);

/* True for the number of what is not in the context. */
bool context_address_is_elsewhere(int64_t number);

/* True if an address points into the context on each way; depth is how many choices are followed.
 */
bool context_address_is_inside(const struct context_address *found, LLVMValueRef address,
			       unsigned int depth);

/*
 * Builds an address that is the same wherever the first does not point into the context, and that
 * no select or phi makes one of the context's: the verifier need not remember then which way each
 * went.
 */
LLVMValueRef context_address_build_elsewhere(const struct context_address *found,
					     LLVMValueRef address, LLVMBuilderRef builder);

/*
 * The context; or what of the sockets an address without an obstacle points into: a choice where
 * there are more, NULL on ways on which it points elsewhere.
 */
LLVMValueRef context_address_build_base(const struct context_address *found, LLVMValueRef address);

/* Builds the number of the place that an address without an obstacle points at, as an i64. */
LLVMValueRef context_address_build_number(const struct context_address *found,
					  LLVMValueRef address);

/* Builds the address of the place with a number, which is not elsewhere, from the base. */
LLVMValueRef context_address_build_place(const struct context_address *found, LLVMValueRef base,
					 int64_t number, LLVMBuilderRef builder);

#endif
