// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * What can be proved of all turns of a loop from how it ends. Where LLVM ends a loop with "the next
 * number is not the bound" (IndVarSimplify makes that of "is below"), only induction tells that it
 * is below: the first is, and a number below the bound whose next one is not the bound has one
 * below it, too.
 *
 * Of each loop around a place, its phis that take steps are compared with what the loop compares
 * them to. What is proved holds wherever the phi has been computed, until prove_forget().
 */
#include "llvm-pass/prove/question.h"

#include <stdlib.h>

#include "llvm-pass/prove/induction.h"
#include "llvm-pass/prove/prover.h"
#include "llvm-pass/support/array.h"

/* How many claims are tried of one loop. */
#define MOST_TRIED 12

/* Of one loop, by its header. */
struct turn_facts {
	struct hypothesis items[MOST_GIVEN];
	size_t count;
};

struct search {
	bridge_analyses *analyses;
	const char *hazard;
	LLVMBasicBlockRef header;
	struct turn_facts *facts;
	unsigned int tried;
};

/* True for what has its value before the loop starts, and keeps it. */
static bool is_older(const struct search *search, LLVMValueRef value)
{
	LLVMBasicBlockRef block;

	if (!LLVMIsAInstruction(value))
		return LLVMIsAArgument(value) || LLVMIsAConstantInt(value);
	block = LLVMGetInstructionParent(value);
	return block != search->header && bridge_dominates(search->analyses, block, search->header);
}

static bool try_guess(struct search *search, LLVMValueRef phi, struct claim claim)
{
	struct hypothesis guess = { phi, claim };

	if (search->facts->count == MOST_GIVEN || search->tried++ >= MOST_TRIED ||
	    induction_prove(search->analyses, search->hazard, &guess) != PROOF_FOUND)
		return false;
	search->facts->items[search->facts->count++] = guess;
	return true;
}

/*
 * Tries to prove that a phi that counts up is below a bound, or not above it, and one that counts
 * down likewise; of unsigned numbers, then of signed ones.
 */
static void try_bound(struct search *search, LLVMValueRef phi, LLVMValueRef bound, bool up,
		      bool of_next)
{
	static const LLVMIntPredicate predicates[2][2][2] = {
		[false] = { [false] = { LLVMIntUGE, LLVMIntSGE },
			    [true] = { LLVMIntUGT, LLVMIntSGT } },
		[true] = { [false] = { LLVMIntULE, LLVMIntSLE },
			   [true] = { LLVMIntULT, LLVMIntSLT } },
	};
	struct claim claim = { .kind = CLAIM_COMPARES, .bound = bound, .predicate = LLVMIntEQ };

	for (unsigned int i = 0; i < 2; i++) {
		claim.predicate = predicates[up][of_next][i];
		if (try_guess(search, phi, claim))
			return;
	}
}

/*
 * Tries to prove how a phi compares with what it starts with: that it is steps away from it; that
 * what counts up is not below, that what counts down is not above, nor is a number 0.
 */
static void try_start(struct search *search, LLVMValueRef phi, int64_t step)
{
	struct claim claim = { .bound_is_sound = true, .predicate = LLVMIntEQ };
	bool is_pointer = LLVMGetTypeKind(LLVMTypeOf(phi)) == LLVMPointerTypeKind;

	for (unsigned int i = 0; i < LLVMCountIncoming(phi) && !claim.bound; i++)
		if (is_older(search, LLVMGetIncomingValue(phi, i)))
			claim.bound = LLVMGetIncomingValue(phi, i);
	if (!claim.bound || LLVMIsAConstant(claim.bound))
		return;
	claim.kind = CLAIM_MULTIPLE;
	claim.first = (uint64_t)step & -(uint64_t)step;
	if (claim.first > 1)
		try_guess(search, phi, claim);
	claim.kind = step > 0 || is_pointer ? CLAIM_COMPARES : CLAIM_LESS_ONE_COMPARES;
	claim.predicate = step > 0 ? LLVMIntUGE : is_pointer ? LLVMIntULE : LLVMIntULT;
	try_guess(search, phi, claim);
}

/* Tries what the phi, or its next number, is compared with for equality. */
static void try_comparisons(struct search *search, LLVMValueRef phi, LLVMValueRef compared, bool up)
{
	for (LLVMUseRef use = LLVMGetFirstUse(compared); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use), bound;

		if (!LLVMIsAICmpInst(user) || (LLVMGetICmpPredicate(user) != LLVMIntEQ &&
					       LLVMGetICmpPredicate(user) != LLVMIntNE))
			continue;
		bound = LLVMGetOperand(user, LLVMGetOperand(user, 0) == compared);
		if (is_older(search, bound))
			try_bound(search, phi, bound, up, compared != phi);
	}
}

static void find_facts(struct search *search)
{
	for (LLVMValueRef phi = LLVMGetFirstInstruction(search->header); phi && LLVMIsAPHINode(phi);
	     phi = LLVMGetNextInstruction(phi))
		for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
			LLVMValueRef next = LLVMGetIncomingValue(phi, i);
			int64_t step = prove_step(phi, next);

			if (!step || !bridge_dominates(search->analyses, search->header,
						       LLVMGetIncomingBlock(phi, i)))
				continue;
			try_start(search, phi, step);
			try_comparisons(search, phi, next, step > 0);
			try_comparisons(search, phi, phi, step > 0);
		}
}

static bool is_header(bridge_analyses *analyses, LLVMBasicBlockRef block)
{
	for (LLVMUseRef use = LLVMGetFirstUse(LLVMBasicBlockAsValue(block)); use;
	     use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAInstruction(user) && LLVMIsATerminatorInst(user) &&
		    bridge_dominates(analyses, block, LLVMGetInstructionParent(user)))
			return true;
	}
	return false;
}

/* The facts of a loop, if they were looked for; NULL if not. */
static struct turn_facts *known_facts(const struct prover *prover, LLVMBasicBlockRef header)
{
	size_t index = value_map_get(&prover->loops, LLVMBasicBlockAsValue(header));

	return index == VALUE_MAP_NONE ? NULL : prover->turn_facts[index];
}

/* Looks for the facts of a loop: none are known while it does. */
static void look_for_facts(bridge_analyses *analyses, struct prover *prover, const char *hazard,
			   LLVMBasicBlockRef header)
{
	struct search search = { .analyses = analyses, .hazard = hazard, .header = header };
	struct turn_facts **grown =
		array_grow(prover->turn_facts, prover->turn_facts_count, sizeof(*grown));

	if (!grown)
		return;
	prover->turn_facts = grown;
	search.facts = calloc(1, sizeof(*search.facts));
	if (!search.facts || value_map_add(&prover->loops, LLVMBasicBlockAsValue(header),
					   prover->turn_facts_count)) {
		free(search.facts);
		return;
	}
	grown[prover->turn_facts_count++] = search.facts;
	find_facts(&search);
}

/*
 * Gives a question what is known of the loops around its place, or looks for that first. Returns
 * false if there is one of which nobody has looked for it.
 */
static bool give_facts(bridge_analyses *analyses, struct question *question, bool look)
{
	struct prover *prover = prover_of(analyses);
	bool all = true;

	for (LLVMBasicBlockRef block = LLVMGetInstructionParent(question->place.at);
	     block && prover; block = bridge_dominator(analyses, block)) {
		const struct turn_facts *facts = known_facts(prover, block);

		if (!facts && is_header(analyses, block)) {
			all = false;
			if (look)
				look_for_facts(analyses, prover, question->place.hazard, block);
			facts = known_facts(prover, block);
		}
		for (size_t i = 0; facts && i < facts->count && question->given_count < MOST_GIVEN;
		     i++)
			question->given[question->given_count++] = facts->items[i];
	}
	return all;
}

enum proof question_ask(bridge_analyses *analyses, const struct question *question)
{
	struct question given = *question, again = *question;
	bool all = give_facts(analyses, &given, false);
	enum proof proof = question_ask_alone(analyses, &given);
	struct example example;

	if (proof != PROOF_NONE || all)
		return proof;
	/* The facts are other questions. */
	example = prover_of(analyses)->example;
	give_facts(analyses, &again, true);
	prover_of(analyses)->example = example;
	return again.given_count > given.given_count ? question_ask_alone(analyses, &again) : proof;
}
