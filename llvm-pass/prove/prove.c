// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Puts questions to the solver; see prove.h. */
#include "llvm-pass/prove/prove.h"

#include <stdlib.h>

#include "llvm-pass/prove/encoder.h"
#include "llvm-pass/prove/prover.h"
#include "llvm-pass/support/planted.h"

/* What a phi is taken to be wherever it has been computed. */
struct hypothesis {
	LLVMValueRef phi; /* NULL for none */
	uint64_t first, last;
};

/* A question while it is asked. */
struct question {
	struct proof_place place;
	struct hypothesis given;
	/* The place is a branch, and the question is of the way where this holds, or does not. */
	LLVMValueRef condition;
	bool holds;
	/* Makes the goal; NULL if it cannot be put. */
	Z3_ast (*goal)(struct encoder *encoder, struct frame *frame,
		       const struct question *question);
	LLVMValueRef value, other;
	uint64_t first, last;
	const int64_t *numbers;
	size_t count;
};

const char *proof_why_not(enum proof proof)
{
	switch (proof) {
	case PROOF_FOUND:
		return NULL;
	case PROOF_TOO_LONG:
		return "the proof that it keeps the meaning takes too long";
	case PROOF_UNREACHED:
		return "nothing proves that it keeps the meaning where it is never reached";
	default:
		return "it cannot be proved to keep the meaning";
	}
}

/* A number of some width is poison or from first up to last, round the end where that is below. */
static Z3_ast is_from_to(struct terms *terms, struct number number, uint64_t first, uint64_t last)
{
	unsigned int width = term_width(terms, number.bits);
	Z3_ast above =
		term_binary(terms, Z3_mk_bvsub, number.bits, term_number(terms, width, first));

	return term_or(
		terms, number.poison,
		term_not_above(terms, above, term_number(terms, width, last - first), false));
}

/* Assumes what is given. Returns the goal, of the way that is asked about. */
static Z3_ast goal_of(struct encoder *encoder, struct frame *frame, const struct question *question)
{
	const struct hypothesis *given = &question->given;
	struct terms *terms = encoder->terms;
	Z3_ast goal = question->goal(encoder, frame, question);
	struct number number;

	if (!goal)
		return NULL;
	if (given->phi) {
		number = number_at_place(encoder, frame, given->phi);
		if (number.bits)
			assume(encoder, is_from_to(terms, number, given->first, given->last));
	}
	if (question->condition) {
		number = number_at_place(encoder, frame, question->condition);
		if (number.bits)
			goal = term_or(terms, goal,
				       term_equal(terms, number.bits,
						  term_number(terms, 1, !question->holds)));
	}
	return goal;
}

/* Asks once, with divisions computed or bounded. */
static enum proof ask_once(bridge_analyses *analyses, struct prover *prover,
			   const struct question *question, bool precise)
{
	struct encoder encoder = {
		.analyses = analyses, .prover = prover, .terms = &prover->terms, .precise = precise
	};
	struct frame *frame = encoder_begin(&encoder, question->place.at);
	Z3_ast goal = frame ? goal_of(&encoder, frame, question) : NULL;
	enum proof proof = PROOF_NOT_ASKED;

	prover->has_example = false;
	if (goal)
		encoder_finish(&encoder);
	if (goal && !encoder.error && !prover->terms.failed) {
		proof = solver_ask(prover, encoder.assumed, encoder.assumed_count, goal);
		if (proof == PROOF_FOUND)
			evidence_write(prover, question->place, encoder.assumed,
				       encoder.assumed_count, goal);
	}
	prover->shown = NULL;
	encoder_free(&encoder);
	terms_empty(&prover->terms);
	return proof;
}

static enum proof ask(bridge_analyses *analyses, const struct question *question)
{
	struct prover *prover = prover_of(analyses);
	enum proof proof;

	if (PLANTED_ANY())
		return PROOF_FOUND;
	if (!prover)
		return PROOF_NOT_ASKED;
	proof = ask_once(analyses, prover, question, false);
	if (proof == PROOF_NONE)
		proof = ask_once(analyses, prover, question, true);
	return proof;
}

/* ---- Goals ---- */

static Z3_ast in_range(struct encoder *encoder, struct frame *frame,
		       const struct question *question)
{
	struct number number = number_at_place(encoder, frame, question->value);

	if (!number.bits)
		return NULL;
	encoder->prover->shown = number.bits;
	return is_from_to(encoder->terms, number, question->first, question->last);
}

bool prove_example(bridge_analyses *analyses, uint64_t *value)
{
	const struct prover *prover = prover_of(analyses);

	if (!prover || !prover->has_example)
		return false;
	*value = prover->example;
	return true;
}

enum proof prove_range(bridge_analyses *analyses, struct proof_place place, LLVMValueRef value,
		       uint64_t first, uint64_t last)
{
	return ask(analyses, &(struct question){ .place = place,
						 .goal = in_range,
						 .value = value,
						 .first = first,
						 .last = last });
}

/* ---- Induction ---- */

/* How many casts and constants are looked through to a phi. */
#define MOST_LINKS 8

/*
 * What the phi that a value is made of has to be for the value to be from first up to last: only a
 * guess, for the value is asked about again. Returns false of other values.
 */
static bool guess_phi(LLVMValueRef value, uint64_t first, uint64_t last, struct hypothesis *guess)
{
	for (unsigned int i = 0; i < MOST_LINKS && !LLVMIsAPHINode(value); i++) {
		LLVMValueRef constant;
		uint64_t number;

		if (LLVMIsACastInst(value)) {
			value = LLVMGetOperand(value, 0);
			continue;
		}
		if (!LLVMIsABinaryOperator(value) || LLVMGetInstructionOpcode(value) != LLVMAdd)
			return false;
		constant = LLVMGetOperand(value, 1);
		if (!LLVMIsAConstantInt(constant) || LLVMGetIntTypeWidth(LLVMTypeOf(value)) > 64)
			return false;
		number = (uint64_t)LLVMConstIntGetSExtValue(constant);
		first -= number;
		last -= number;
		value = LLVMGetOperand(value, 0);
	}
	*guess = (struct hypothesis){ value, first, last };
	return LLVMIsAPHINode(value) && LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMIntegerTypeKind &&
	       LLVMGetIntTypeWidth(LLVMTypeOf(value)) <= 64;
}

/* Proves of one number that comes into the phi that it is what the phi is to be. */
static enum proof ask_arm(bridge_analyses *analyses, struct proof_place place,
			  const struct hypothesis *guess, unsigned int arm)
{
	LLVMBasicBlockRef header = LLVMGetInstructionParent(guess->phi);
	LLVMBasicBlockRef from = LLVMGetIncomingBlock(guess->phi, arm);
	LLVMValueRef branch = LLVMGetBasicBlockTerminator(from);
	struct question question = {
		.place = { place.hazard, branch },
		.goal = in_range,
		.value = LLVMGetIncomingValue(guess->phi, arm),
		.first = guess->first,
		.last = guess->last,
	};

	if (bridge_dominates(analyses, header, from))
		question.given = *guess;
	if (LLVMIsABranchInst(branch) && LLVMIsConditional(branch) &&
	    LLVMGetSuccessor(branch, 0) != LLVMGetSuccessor(branch, 1)) {
		question.condition = LLVMGetCondition(branch);
		question.holds = LLVMGetSuccessor(branch, 0) == header;
	}
	return ask(analyses, &question);
}

enum proof prove_range_by_turns(bridge_analyses *analyses, struct proof_place place,
				LLVMValueRef value, uint64_t first, uint64_t last)
{
	struct question question = {
		.place = place, .goal = in_range, .value = value, .first = first, .last = last
	};
	enum proof proof = ask(analyses, &question);
	struct prover *prover = prover_of(analyses);
	uint64_t example;

	if (proof != PROOF_NONE || !guess_phi(value, first, last, &question.given))
		return proof;
	example = prover->example;
	proof = PROOF_FOUND;
	for (unsigned int i = 0; i < LLVMCountIncoming(question.given.phi); i++)
		if (proof == PROOF_FOUND)
			proof = ask_arm(analyses, place, &question.given, i);
	if (proof == PROOF_FOUND)
		proof = ask(analyses, &question);
	/* What was asked for the induction's sake was asked of other numbers. */
	prover->example = example;
	return proof;
}

static Z3_ast one_of(struct encoder *encoder, struct frame *frame, const struct question *question)
{
	struct number number = number_at_place(encoder, frame, question->value);
	struct terms *terms = encoder->terms;
	Z3_ast goal = number.poison;

	for (size_t i = 0; i < question->count && number.bits; i++)
		goal = term_or(terms, goal,
			       term_equal(terms, number.bits,
					  term_number(terms, term_width(terms, number.bits),
						      (uint64_t)question->numbers[i])));
	return goal;
}

enum proof prove_choice(bridge_analyses *analyses, struct proof_place place, LLVMValueRef value,
			const int64_t *numbers, size_t count)
{
	return ask(analyses, &(struct question){ .place = place,
						 .goal = one_of,
						 .value = value,
						 .numbers = numbers,
						 .count = count });
}

static Z3_ast not_null(struct encoder *encoder, struct frame *frame,
		       const struct question *question)
{
	struct number number = number_at_place(encoder, frame, question->value);
	struct terms *terms = encoder->terms;

	if (!number.bits)
		return NULL;
	return term_or(
		terms, number.poison,
		term_not(terms, term_equal(terms, number.bits,
					   term_number(terms, term_width(terms, number.bits), 0))));
}

enum proof prove_not_null(bridge_analyses *analyses, struct proof_place place, LLVMValueRef pointer)
{
	return ask(analyses,
		   &(struct question){ .place = place, .goal = not_null, .value = pointer });
}

static Z3_ast is_apart(struct encoder *encoder, struct frame *frame,
		       const struct question *question)
{
	struct number from = number_at_place(encoder, frame, question->value);
	struct number to = number_at_place(encoder, frame, question->other);
	struct terms *terms = encoder->terms;
	unsigned int width;
	Z3_ast same;

	if (!from.bits || !to.bits || term_width(terms, from.bits) != term_width(terms, to.bits))
		return NULL;
	width = term_width(terms, from.bits);
	same = term_equal(terms,
			  term_binary(terms, Z3_mk_bvadd, from.bits,
				      term_number(terms, width, question->first)),
			  to.bits);
	return term_or(terms, to.poison, term_and(terms, term_not(terms, from.poison), same));
}

enum proof prove_distance(bridge_analyses *analyses, struct proof_place place, LLVMValueRef from,
			  LLVMValueRef to, int64_t bytes)
{
	return ask(analyses, &(struct question){ .place = place,
						 .goal = is_apart,
						 .value = from,
						 .other = to,
						 .first = (uint64_t)bytes });
}

static Z3_ast is_inside(struct encoder *encoder, struct frame *frame,
			const struct question *question)
{
	struct number object = number_at_place(encoder, frame, question->value);
	struct number address = number_at_place(encoder, frame, question->other);
	struct terms *terms = encoder->terms;
	Z3_ast offset, above, within;

	if (!object.bits || !address.bits ||
	    term_width(terms, object.bits) != term_width(terms, address.bits) ||
	    term_width(terms, object.bits) != 64)
		return NULL;
	offset = term_binary(terms, Z3_mk_bvsub, address.bits, object.bits);
	above = term_binary(terms, Z3_mk_bvsub, offset, term_number(terms, 64, question->first));
	within = term_not_above(terms, above,
				term_number(terms, 64, question->last - question->first), false);
	within = term_or(
		terms, within,
		term_not_above(terms, term_number(terms, 64, question->count), offset, false));
	return term_or(terms, address.poison, within);
}

enum proof prove_offset(bridge_analyses *analyses, struct proof_place place, LLVMValueRef object,
			uint64_t size, LLVMValueRef address, uint64_t first, uint64_t last)
{
	return ask(analyses, &(struct question){ .place = place,
						 .goal = is_inside,
						 .value = object,
						 .other = address,
						 .count = size,
						 .first = first,
						 .last = last });
}
