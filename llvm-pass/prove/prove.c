// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Puts questions to the solver; see prove.h. */
#include "llvm-pass/prove/prove.h"

#include <stdlib.h>

#include "llvm-pass/prove/prover.h"
#include "llvm-pass/prove/question.h"
#include "llvm-pass/support/planted.h"

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

/* A claim of a number that is not poison, and of its bound. */
static Z3_ast claims(struct encoder *encoder, const struct claim *claim, struct number number,
		     struct number bound)
{
	struct terms *terms = encoder->terms;
	unsigned int width = term_width(terms, number.bits);
	Z3_ast rest;

	switch (claim->kind) {
	case CLAIM_LESS_ONE_COMPARES:
		return compare_terms(
			encoder, claim->predicate,
			term_binary(terms, Z3_mk_bvsub, number.bits, term_number(terms, width, 1)),
			bound.bits);
	case CLAIM_MULTIPLE:
		rest = term_binary(terms, Z3_mk_bvand, number_distance(encoder, bound, number),
				   term_number(terms, width, claim->first - 1));
		return term_equal(terms, rest, term_number(terms, width, 0));
	default:
		return numbers_compare(encoder, claim->predicate, number, bound);
	}
}

/* What a claim says of a value, as the place sees it; NULL where it has no number. */
static Z3_ast claimed(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
		      const struct claim *claim)
{
	struct number number = number_at_place(encoder, frame, value), bound;
	struct terms *terms = encoder->terms;
	Z3_ast holds;

	if (!number.bits)
		return NULL;
	if (claim->kind == CLAIM_RANGE) {
		holds = is_from_to(terms, number, claim->first, claim->last);
		return claim->is_no_poison ? term_and(terms, holds, term_not(terms, number.poison))
					   : holds;
	}
	bound = number_at_place(encoder, frame, claim->bound);
	if (!bound.bits || term_width(terms, bound.bits) != term_width(terms, number.bits))
		return NULL;
	holds = claims(encoder, claim, number, bound);
	if (claim->bound_is_sound)
		holds = term_and(terms, holds, term_not(terms, bound.poison));
	else
		holds = term_or(terms, holds, bound.poison);
	return term_or(terms, number.poison, holds);
}

/* Assumes what is given. Returns the goal, of the way that is asked about. */
static Z3_ast goal_of(struct encoder *encoder, struct frame *frame, const struct question *question)
{
	struct terms *terms = encoder->terms;
	Z3_ast goal = question->goal(encoder, frame, question);

	if (!goal)
		return NULL;
	for (size_t i = 0; i < question->given_count; i++) {
		Z3_ast given =
			claimed(encoder, frame, question->given[i].phi, &question->given[i].claim);

		if (given)
			assume(encoder, given);
	}
	if (question->condition) {
		struct number number = number_at_place(encoder, frame, question->condition);

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

	prover->example.is_known = false;
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

enum proof question_ask_alone(bridge_analyses *analyses, const struct question *question)
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

Z3_ast question_claimed(struct encoder *encoder, struct frame *frame,
			const struct question *question)
{
	if (question->claim.kind == CLAIM_RANGE)
		encoder->prover->shown = number_at_place(encoder, frame, question->value).bits;
	return claimed(encoder, frame, question->value, &question->claim);
}

bool prove_example(bridge_analyses *analyses, uint64_t *value)
{
	const struct prover *prover = prover_of(analyses);

	if (!prover || !prover->example.is_known)
		return false;
	*value = prover->example.number;
	return true;
}

enum proof prove_range(bridge_analyses *analyses, struct proof_place place, LLVMValueRef value,
		       uint64_t first, uint64_t last)
{
	return question_ask(analyses, &(struct question){ .place = place,
							  .goal = question_claimed,
							  .value = value,
							  .claim = claim_range(first, last) });
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
	return question_ask(analyses, &(struct question){ .place = place,
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
	return question_ask(
		analyses, &(struct question){ .place = place, .goal = not_null, .value = pointer });
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
	same = term_equal(terms, number_distance(encoder, from, to),
			  term_number(terms, width, question->first));
	return term_or(terms, to.poison, term_and(terms, term_not(terms, from.poison), same));
}

enum proof prove_distance(bridge_analyses *analyses, struct proof_place place, LLVMValueRef from,
			  LLVMValueRef to, int64_t bytes)
{
	return question_ask(analyses, &(struct question){ .place = place,
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
	offset = number_distance(encoder, object, address);
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
	return question_ask(analyses, &(struct question){ .place = place,
							  .goal = is_inside,
							  .value = object,
							  .other = address,
							  .count = size,
							  .first = first,
							  .last = last });
}

static Z3_ast is_behind(struct encoder *encoder, struct frame *frame,
			const struct question *question)
{
	struct number from = number_at_place(encoder, frame, question->value);
	struct number address = number_at_place(encoder, frame, question->other);
	struct terms *terms = encoder->terms;
	Z3_ast bytes;

	if (!from.bits || !address.bits || term_width(terms, from.bits) != 64 ||
	    term_width(terms, address.bits) != 64)
		return NULL;
	bytes = number_distance(encoder, from, address);
	return term_or(terms, address.poison,
		       term_not_above(terms, bytes, term_number(terms, 64, question->last), false));
}

enum proof prove_behind(bridge_analyses *analyses, struct proof_place place, LLVMValueRef from,
			LLVMValueRef address, uint64_t last)
{
	return question_ask(analyses, &(struct question){ .place = place,
							  .goal = is_behind,
							  .value = from,
							  .other = address,
							  .last = last });
}
