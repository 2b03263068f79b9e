/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The range of a number at a place of a function, as far as given rules tell: with the rules of
 * a kernel, what its verifier will know there; with all of them, what the source proves. The walk
 * goes from the place up to where the number is computed, through the branches between, as the
 * verifier came down. It is bounded; what it does not reach is unknown. Relies on the bridge for
 * dominators and for what LLVM's own analyses know.
 */
#ifndef BPFMEND_SCALAR_WALK_H
#define BPFMEND_SCALAR_WALK_H

#include <stdbool.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/ranges/scalar_range.h"
#include "llvm-pass/bpf/verifier_model.h"

/* How many questions may be open at a time. */
#define SCALAR_WALK_DEPTH 64
/* How many steps a walk takes; what lies beyond is unknown. */
#define SCALAR_WALK_STEPS 512

struct scalar_walk {
	bridge_analyses *analyses;
	verifier_rules rules;
	unsigned int steps; /* taken so far */
	unsigned int most; /* how many there may be */
	unsigned int depth; /* of open questions */
	/* Of these, the ones from here on are of one number, on the way up that is gone now. */
	unsigned int way;
	/* The condition that is being learnt from, whole; its block NULL if there is none. */
	struct scalar_condition {
		LLVMValueRef value;
		bool holds;
		LLVMBasicBlockRef block;
	} condition;
	/* Of all numbers in its block, as long as the walk does not leave that; likewise. */
	struct scalar_condition assumed;
	struct scalar_question {
		LLVMValueRef value;
		LLVMBasicBlockRef block;
	} open[SCALAR_WALK_DEPTH];
};

/* The range of an integer of up to 64 bits where place is executed. */
struct scalar_range scalar_range_at(bridge_analyses *analyses, verifier_rules rules,
				    LLVMValueRef value, LLVMValueRef place);

/* ---- For the parts of the walk ---- */

static inline bool scalar_walk_follows(const struct scalar_walk *walk, enum verifier_rule rule)
{
	return walk->rules & (1U << rule);
}

/*
 * True if the walk did not get to its end, by a kernel's rules: its answer is not taken, so nothing
 * more need be asked.
 */
static inline bool scalar_walk_is_in_vain(const struct scalar_walk *walk)
{
	return walk->steps > walk->most && !scalar_walk_follows(walk, VERIFIER_OPERANDS);
}

/*
 * The range of a value in a block, before what the block's own terminator tells: of the value that
 * it was given last when the block runs.
 */
struct scalar_range scalar_walk_in(struct scalar_walk *walk, LLVMValueRef value,
				   LLVMBasicBlockRef block);

/*
 * What is assumed of a block, which the walk leaves: it may come back to it in an earlier turn of a
 * loop or another call, of which that is not known. To be put back where the walk is in the block
 * again.
 */
static inline struct scalar_condition scalar_walk_leave(struct scalar_walk *walk)
{
	struct scalar_condition assumed = walk->assumed;

	walk->assumed.block = NULL;
	return assumed;
}

/* The range of a value that has range in a block, once that block has gone on to next. */
struct scalar_range scalar_walk_over(struct scalar_walk *walk, LLVMValueRef value,
				     struct scalar_range range, LLVMBasicBlockRef block,
				     LLVMBasicBlockRef next);

/* The range of a value whose condition, of an instruction in block, is known to be true or not. */
struct scalar_range scalar_walk_refine(struct scalar_walk *walk, LLVMValueRef value,
				       struct scalar_range range, LLVMValueRef condition,
				       bool holds, LLVMBasicBlockRef block);

/*
 * True if the number a is known not to be below b in a block; *apart is the least that it is known
 * to be above.
 */
bool scalar_walk_not_below(struct scalar_walk *walk, LLVMValueRef a, LLVMValueRef b,
			   LLVMBasicBlockRef block, uint64_t *apart);

/* What is known of the result of a mask or a shift down that cuts out the low half of a register.
 */
struct scalar_range scalar_walk_half(struct scalar_walk *walk, LLVMValueRef value,
				     LLVMBasicBlockRef block);

/* The range of a number that is sign-extended to so many bits. */
struct scalar_range scalar_walk_sign_extend(const struct scalar_walk *walk,
					    struct scalar_range range, unsigned int width);

/* The same with zeroes, of what the number source has. */
struct scalar_range scalar_walk_zero_extend(const struct scalar_walk *walk, LLVMValueRef source,
					    struct scalar_range range, unsigned int width);

/* The unsigned quotient or remainder of a by b in a block. */
struct scalar_range scalar_walk_divide(struct scalar_walk *walk, LLVMValueRef value,
				       struct scalar_range a, struct scalar_range b,
				       LLVMBasicBlockRef block);

/* The range that an instruction gives its result, out of its operands' ranges in block. */
struct scalar_range scalar_walk_result(struct scalar_walk *walk, LLVMValueRef instruction,
				       LLVMBasicBlockRef block);

#endif
