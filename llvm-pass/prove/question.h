/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A question while it is asked, and what may be taken to be true while it is: of phis of loops,
 * what was proved of each turn, or what an induction supposes of the turn before. Internal to the
 * prover.
 */
#ifndef BPFMEND_PROVE_QUESTION_H
#define BPFMEND_PROVE_QUESTION_H

#include "llvm-pass/prove/encoder.h"
#include "llvm-pass/prove/prove.h"

/* How many at a time. */
#define MOST_GIVEN 8

/*
 * What may be asked, or taken to be true, of a value. A value that is poison is right, unless it is
 * claimed to be none.
 */
enum claim_kind {
	CLAIM_RANGE, /* a number from first up to last */
	CLAIM_COMPARES, /* compares with the bound as the predicate says */
	CLAIM_LESS_ONE_COMPARES, /* less 1, it does */
	CLAIM_MULTIPLE, /* away from the bound by a multiple of first, a power of two */
};

struct claim {
	enum claim_kind kind;
	uint64_t first, last;
	bool is_no_poison; /* nor is the value poison */
	LLVMValueRef bound; /* of a phi's claim: one that dominates the phi */
	/* It is not poison where the value is not; else nothing is claimed where it is. */
	bool bound_is_sound;
	LLVMIntPredicate predicate;
};

/* The claim that a value is a number from first up to last. */
static inline struct claim claim_range(uint64_t first, uint64_t last)
{
	return (struct claim){
		.kind = CLAIM_RANGE, .first = first, .last = last, .predicate = LLVMIntEQ
	};
}

/* What a phi is taken to be wherever it has been computed. */
struct hypothesis {
	LLVMValueRef phi;
	struct claim claim;
};

struct question {
	struct proof_place place;
	struct hypothesis given[MOST_GIVEN];
	size_t given_count;
	/* The place is a branch, and the question is of the way where this holds, or does not. */
	LLVMValueRef condition;
	bool holds;
	/* Makes the goal; NULL if it cannot be put. */
	Z3_ast (*goal)(struct encoder *encoder, struct frame *frame,
		       const struct question *question);
	LLVMValueRef value, other;
	struct claim claim;
	uint64_t first, last;
	const int64_t *numbers;
	size_t count;
};

/* ---- prove.c ---- */

/* Asks, with what the question gives and nothing else. */
enum proof question_ask_alone(bridge_analyses *analyses, const struct question *question);

/* The goal that the claim is right of the value. */
Z3_ast question_claimed(struct encoder *encoder, struct frame *frame,
			const struct question *question);

/* ---- turn_facts.c ---- */

/*
 * Asks; and again, if there is no answer, with what can be proved of the turns of the loops around
 * the place.
 */
enum proof question_ask(bridge_analyses *analyses, const struct question *question);

#endif
