/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The parts of bound-lost: finding numbers whose bounds are lost, in addresses and in sizes, and
 * stating them again.
 */
#ifndef BPFMEND_BOUND_LOST_H
#define BPFMEND_BOUND_LOST_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Target.h>

#include "llvm-pass/hazards/hazard.h"
#include "llvm-pass/ranges/scalar_walk.h"
#include "llvm-pass/prove/prove.h"

struct checked_address; /* checked_memory.h */

/* How many sums take a number that is stated again. */
#define LOST_SUMS 4

/* What a finding's details are: one operand of its place. */
struct lost_number {
	unsigned int operand; /* of the place */
	enum lost_use {
		LOST_INDEX,
		/* The only one of an address, and all of its gep; must not be below 0 by itself. */
		LOST_MOVED_INDEX,
		LOST_SIZE, /* of a helper's memory */
		LOST_LOOP_END,
	} use;
	LLVMValueRef before; /* where it is stated, if not at the place */
	int64_t first, last; /* what it is proven to be, or is to be proved to be */
	int64_t least, most; /* what it may be for the access to stay where it must */
	/* Not proved to be so: a number that it can be, as far as is known. */
	bool refuted;
	uint64_t example;
	/* Sums of the number and another one, behind the place. */
	LLVMValueRef sums[LOST_SUMS];
	unsigned int sum_count;
};

struct lost_search {
	const struct function_facts *facts;
	LLVMTargetDataRef layout;
	struct findings *findings;
	LLVMValueRef place; /* the instruction that is looked at */
	int error;
};

/*
 * The kernels that refuse the code of the place that is looked at, or of another instruction, as a
 * walk tells; NULL if none does, or nobody asked. other may be NULL.
 */
const char *lost_refusing(const struct lost_search *search, LLVMValueRef other);

/* Notes that the bounds at a place are taken to be followed. */
void lost_trust(const struct lost_search *search);

/* What the rules tell of a number at a place. */
struct scalar_range lost_known(const struct lost_search *search, verifier_rules rules,
			       LLVMValueRef value, LLVMValueRef place);

/*
 * Notes a number that is refused, and has to be from least to most: a bound of it that the prover
 * is to find.
 */
void lost_want(struct lost_search *search, LLVMValueRef place, struct lost_number number,
	       const char *kernels);

/* Notes a lost number; one that is known already keeps the narrower limits. */
void lost_note(struct lost_search *search, LLVMValueRef place, struct lost_number number,
	       const char *kernels);

/* Looks for lost indices in the address of an access of so many bytes. */
void lost_look_at_address(struct lost_search *search, LLVMValueRef pointer, uint64_t size);

/*
 * The most bytes that an access at an address can span; 0 if it is no checked memory, or surely
 * outside.
 */
uint64_t lost_room_at(const struct lost_search *search, LLVMValueRef pointer);

/* Looks for lost sizes and indices in what a helper or kfunc is given. */
void lost_look_at_call(struct lost_search *search, LLVMValueRef call);

/*
 * Notes an access of so many bytes that is refused, at an address of several indices: how far their
 * sum leads is a bound that the prover is to find.
 */
void lost_want_offset(struct lost_search *search, const struct checked_address *address,
		      uint64_t size, const char *kernels);

/* Looks whether an access of so many bytes is at a pointer that moves through memory in a loop. */
void lost_look_at_moving(struct lost_search *search, LLVMValueRef pointer, uint64_t size);

/* What explains and mends both; it detects nothing by itself. */
extern const struct hazard bound_lost_offset;

/* Looks whether an index is a swapped number, whose upper bits verifiers do not know. */
void lost_look_at_swap(struct lost_search *search, LLVMValueRef index);

/* What explains and mends that; it detects nothing by itself. */
extern const struct hazard bound_lost_swap;

/* Finds the sums behind a place that should take the number as it is stated there. */
void lost_find_sums(bridge_analyses *analyses, LLVMValueRef place, struct lost_number *number);

/* Asks the prover whether bound_restate() keeps the number what it is. */
enum proof bound_licence(bridge_analyses *analyses, LLVMValueRef place,
			 const struct lost_number *number);

/*
 * The same of a number of which only is known what it may be: finds what to state, which is the
 * narrower one where a mask does, without a branch.
 */
enum proof bound_find(bridge_analyses *analyses, LLVMValueRef place, struct lost_number *number);

/*
 * Replaces the operand of the place by the same number, in a form that every verifier follows. It
 * has no branch whose other side would have to do something: a mask, or a minimum.
 */
void bound_restate(LLVMValueRef place, const struct lost_number *number);

/* The same number, known to be from 0 to last, so that every verifier knows it, or up to allowed.
 */
LLVMValueRef bound_limit(LLVMBuilderRef builder, LLVMValueRef value, uint64_t last,
			 uint64_t allowed);

/*
 * Puts base + index + first in the place of an address, a getelementptr of one index; index is what
 * that one is above first. Constants behind the address are added to first.
 */
void bound_restate_moved(LLVMBuilderRef builder, LLVMValueRef address, LLVMValueRef index,
			 int64_t first);

#endif
