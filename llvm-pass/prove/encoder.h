/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The encoding of one question: which numbers of a function the solver hears of, and what it may
 * assume. Internal to the prover; prove.h is what others use.
 *
 * Frames. A frame is one walk up from one place: that of the question; the end of a loop's block
 * that leads back, as seen from the loop's start (the turn before); a call of the function, as seen
 * from its arguments; a return, as seen from a call. In each, a value is what it was given last
 * when the frame's place is executed, which turns.h shows to be one number. What a turn before did
 * not compute anew (all that is above the loop's start) is the outer frame's number.
 *
 * Terms and assumptions. What an instruction computes is a term over its operands' terms, a total
 * function of them, and so never an assumption: it is right of every value whose operands are what
 * they were, and harmless of all others. A phi, and all that is not understood, is an unknown. What
 * is assumed hangs on a condition that only holds if this block, or this edge, did lead to the
 * frame's place: "the edge was taken, so its condition holds, so the phi is this". Facts of LLVM's
 * of one unknown by itself hang on nothing: they hold of it whenever it is computed.
 *
 * Poison. Each number has a second term that says whether it is poison, from the flags of what it
 * is computed of; unknowns may be. Flags are not assumed: that "add nuw" does not wrap is known of
 * numbers that are not poison, and of no other. A branch on poison is undefined behaviour, so a
 * condition that led here is not. A freeze of poison is any number. A question asks of numbers that
 * are not poison: where one is, whatever the rewrite puts in its place is one of the values that it
 * might have had. What may not be poison (a pointer that the rewrite accesses instead of another)
 * is asked apart. An undefined value (a load of bytes that nothing wrote) is taken for one number
 * wherever it is used, as if it were frozen where it is loaded.
 *
 * Memory. Two loads are two unknowns, also of the same address.
 */
#ifndef BPFMEND_PROVE_ENCODER_H
#define BPFMEND_PROVE_ENCODER_H

#include <llvm-c/Target.h>

#include "llvm-pass/bridge/facts.h"
#include "llvm-pass/prove/terms.h"
#include "llvm-pass/prove/turns.h"

/* How much is looked at for one question. What lies beyond is unknown. */
#define MOST_FRAMES 24
#define MOST_BLOCKS 400
#define MOST_NUMBERS 4000
#define MOST_NESTED 96 /* operands of operands */
#define MOST_CALLS 6 /* of a function, that are told apart; or returns */
#define MOST_FRAME_DEPTH 3

/*
 * A number: its bits, and whether it is poison. Without bits: of a kind that is not followed. Of an
 * address that is computed from another one: that one's bits, and the bytes behind it; inside says
 * that all steps there are "inbounds", so that both are of one object or this one is poison.
 */
struct number {
	Z3_ast bits;
	Z3_ast poison;
	Z3_ast base, offset; /* or NULL */
	bool inside;
};

/* An edge over which a block may have been entered last. */
struct edge {
	struct frame *frame;
	LLVMBasicBlockRef from, to;
	Z3_ast taken;
	bool told; /* its condition is assumed */
};

struct block {
	struct frame *frame;
	LLVMBasicBlockRef block;
	Z3_ast active; /* its last execution led to the frame's place */
	bool entered; /* its edges are known: edge_count from first_edge on */
	size_t first_edge, edge_count;
	/* Edges that may not be followed, each the condition that it was taken. */
	size_t first_turn, turn_count;
};

/* An edge back to a block that dominates its source, and what may be known of the turn before. */
struct turn {
	LLVMBasicBlockRef from;
	Z3_ast taken;
	struct frame *before; /* NULL until a phi asks, or if there is no room */
};

struct frame {
	LLVMValueRef function;
	LLVMValueRef place;
	const struct turns *turns;
	Z3_ast real; /* the condition that this frame did lead to the question's place */
	unsigned int depth;
	struct frame *outer; /* of the turn before, or of a called function's return */
	LLVMBasicBlockRef header; /* of the turn before: what is above it is the outer frame's */
	LLVMValueRef call; /* of a return: the outer frame's call */
	struct value_map numbers, blocks; /* indices into the encoder's */
	/* The frames of the function's calls, once an argument asks. */
	bool asked_callers;
	struct frame *callers[MOST_CALLS];
	size_t caller_count;
};

/* A phi whose arms are not told yet. */
struct phi {
	struct frame *frame;
	LLVMValueRef value;
	struct number number;
};

struct encoder {
	bridge_analyses *analyses;
	LLVMTargetDataRef layout;
	struct prover *prover;
	struct terms *terms;
	struct frame *frames[MOST_FRAMES];
	size_t frame_count;
	struct number *numbers;
	size_t number_count;
	struct block *blocks;
	size_t block_count, entered_count;
	struct edge *edges;
	size_t edge_count;
	struct turn *turns;
	size_t turn_count;
	struct phi *phis;
	size_t phi_count, told_phi_count;
	struct value_map globals; /* what is the same in all frames: indices into numbers */
	Z3_ast *assumed;
	size_t assumed_count;
	unsigned int products; /* that are computed */
	bool precise; /* divisions by constants are computed, not only bounded */
	int error;
};

/* ---- encoder.c ---- */

/* Starts a question at the instruction place. Returns the frame of the place; NULL without memory.
 */
struct frame *encoder_begin(struct encoder *encoder, LLVMValueRef place);

/* Assumes all that is known of what the encoder has numbers of. */
void encoder_finish(struct encoder *encoder);

void encoder_free(struct encoder *encoder);

void assume(struct encoder *encoder, Z3_ast condition);

/* A new frame; NULL if there is no room. */
struct frame *frame_new(struct encoder *encoder, LLVMValueRef place, struct frame *outer);

/* The frame that a value's number belongs to, as seen from another. */
struct frame *frame_of(const struct encoder *encoder, struct frame *frame, LLVMValueRef value);

/* ---- control.c ---- */

/* The condition that a block's last execution led to the frame's place. */
Z3_ast block_active(struct encoder *encoder, struct frame *frame, LLVMBasicBlockRef block);

/* The edges of a block, if they are known. The pointer holds until the next block. */
const struct block *block_entered(struct encoder *encoder, struct frame *frame,
				  LLVMBasicBlockRef block);

/* Finds the edges of all blocks so far, and of those that leads to. */
void enter_blocks(struct encoder *encoder);

/* The frame of the turn before, of an edge back; NULL if there is none. */
struct frame *turn_before(struct encoder *encoder, struct frame *frame, LLVMBasicBlockRef header,
			  size_t turn);

/* Assumes the condition of each edge that has to do with a number. Returns whether there was one.
 */
bool tell_edges(struct encoder *encoder);

/* ---- values.c ---- */

/* The number of a value as the frame's place sees it. */
struct number number_in(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
			unsigned int nested);

/* The same, of what a question asks about, with what LLVM knows of it at the place itself. */
struct number number_at_place(struct encoder *encoder, struct frame *frame, LLVMValueRef value);

/* The bits of a value's type; 0 if it is no number or pointer of up to 64. */
unsigned int number_width(const struct encoder *encoder, LLVMValueRef value);

/* An unknown, with what LLVM knows of it. */
struct number number_unknown(struct encoder *encoder, struct frame *frame, LLVMValueRef value);

/* A freeze of another value, or what hands it on as one: any number where that one is poison. */
struct number number_frozen(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
			    LLVMValueRef of, unsigned int nested);

/* A phi's arms. */
void tell_phi(struct encoder *encoder, const struct phi *phi);

/* ---- operations.c ---- */

/* What a binary operation makes of two numbers. */
struct number number_binary(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
			    struct number a, struct number b);

/* What a cast makes of a number; an unknown for one that is not followed. */
struct number number_cast(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
			  struct number from);

/* ---- addresses.c ---- */

/* What is computed from an address: base + bytes. */
struct number address_behind(struct encoder *encoder, struct number from, Z3_ast bytes,
			     bool inside);

/* An address of which only is known what it is computed from: any number of bytes behind that. */
struct number address_unknown(struct encoder *encoder, struct number from);

/* The bytes from one address to another. */
Z3_ast number_distance(struct encoder *encoder, struct number from, struct number to);

/* Two numbers are the same. */
Z3_ast numbers_equal(struct encoder *encoder, struct number a, struct number b);

/* Two numbers compare as a predicate says. */
Z3_ast numbers_compare(struct encoder *encoder, LLVMIntPredicate predicate, struct number a,
		       struct number b);

/* ---- operations.c ---- */

Z3_ast compare_terms(struct encoder *encoder, LLVMIntPredicate predicate, Z3_ast a, Z3_ast b);

/* ---- calls.c ---- */

/* What a call returns. */
struct number number_call(struct encoder *encoder, struct frame *frame, LLVMValueRef call,
			  unsigned int nested);

/* What a function is given. */
struct number number_argument(struct encoder *encoder, struct frame *frame, LLVMValueRef argument);

#endif
