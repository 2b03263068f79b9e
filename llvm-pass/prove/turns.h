/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which edges of a function's control flow the prover may follow upwards from a place, so that all
 * that it learns is of one turn of each loop. Relies on LLVM's dominator tree alone, not on its
 * loops: a loop may have two entries.
 *
 * The prover speaks of a moment: the place P is executed at a time t, and each value is what it was
 * given last, at or before t. last(X) is the time at which the block X was executed last. Of which
 * blocks is known that their last execution led to P, so that the conditions of the way are true of
 * the values that P sees? Start with the block of P and go on by two rules:
 *
 *  1. from a block X to its immediate dominator;
 *  2. from a block X to the block p from which last(X) was entered, if the edge p -> X may be
 *     followed: X does not dominate p, and p and X are not in one cycle of F, the graph without the
 *     edges whose target dominates their source.
 *
 * Claim. Let X be a block so found. Then no block C that dominates X, nor X itself, is executed
 * after last(X) and until t. (So a value of C, and the condition at the end of X, are at t what
 * they were at last(X).)
 *
 * Of the block of P there is nothing to show: last(P) = t. By rule 1, D = idom(X): a C that
 * dominates D also dominates X, so it is not executed after last(X). Nor is it between last(D) and
 * last(X): C strictly dominates D, so some way from the entry to C does not pass D, and from this
 * execution of C to X none does either, which contradicts that D dominates X.
 *
 * By rule 2, p -> X at last(X), and C dominates p, or is p. C is not X: X does not dominate p.
 * Assume that C is executed at u, after last(X) and until t. If C dominates X, the claim for X is
 * contradicted. So it does not. Nothing that dominates X is executed after last(X), by the claim
 * for X; so no such block is on the way W that was walked from X at last(X) to C at u. If W has an
 * edge q -> Z where Z dominates q: Z does not dominate X, so there is a way from the entry to X
 * around Z, and W goes on from there to q; as Z dominates q, Z is on W before q, and what lies
 * between the two visits of Z can be cut out of W. Again and again, until W has no such edge: a way
 * from X to C in F. There is one from C to p in F, too, because a way from the entry to p that
 * visits no block twice passes C and has no edge to a block that dominates its source. With
 * p -> X, they are in one cycle of F: the edge may not be followed. Contradiction.
 *
 * Nothing is claimed of a block that was entered over another edge but rule 1. A value of a block
 * that was not found may be of any turn, and no condition ties it to P.
 */
#ifndef BPFMEND_PROVE_TURNS_H
#define BPFMEND_PROVE_TURNS_H

#include <stdbool.h>
#include <stddef.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/ir/value_map.h"

/* Of one function. Zero-initialise before first use. */
struct turns {
	LLVMValueRef function;
	struct value_map order; /* blocks that can be reached, each before those behind it */
	size_t *cycle; /* of each: the first block of the cycles of F around it, or its own number
			*/
};

/* Looks at a function. Returns 0 or -ENOMEM; to be freed in either case. */
int turns_find(struct turns *turns, bridge_analyses *analyses, LLVMValueRef function);

void turns_free(struct turns *turns);

/* True if a block can be reached from the function's entry. */
bool turns_reach(const struct turns *turns, LLVMBasicBlockRef block);

/* True if an edge between two blocks that can be reached may be followed upwards. */
bool turns_may_follow(const struct turns *turns, bridge_analyses *analyses, LLVMBasicBlockRef from,
		      LLVMBasicBlockRef to);

#endif
