// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Proves what a phi of a loop is in each turn; see induction.h. */
#include "llvm-pass/prove/induction.h"

#include "llvm-pass/prove/prover.h"

/* Proves of one number that comes into the phi that it is what the phi is to be. */
static enum proof ask_arm(bridge_analyses *analyses, const char *hazard,
			  const struct hypothesis *guess, unsigned int arm)
{
	LLVMBasicBlockRef header = LLVMGetInstructionParent(guess->phi);
	LLVMBasicBlockRef from = LLVMGetIncomingBlock(guess->phi, arm);
	LLVMValueRef branch = LLVMGetBasicBlockTerminator(from);
	struct question question = {
		.place = { hazard, branch },
		.goal = question_claimed,
		.value = LLVMGetIncomingValue(guess->phi, arm),
		.claim = guess->claim,
	};

	if (bridge_dominates(analyses, header, from))
		question.given[question.given_count++] = *guess;
	if (LLVMIsABranchInst(branch) && LLVMIsConditional(branch) &&
	    LLVMGetSuccessor(branch, 0) != LLVMGetSuccessor(branch, 1)) {
		question.condition = LLVMGetCondition(branch);
		question.holds = LLVMGetSuccessor(branch, 0) == header;
	}
	return question_ask(analyses, &question);
}

enum proof induction_prove(bridge_analyses *analyses, const char *hazard,
			   const struct hypothesis *hypothesis)
{
	enum proof proof = PROOF_FOUND;

	for (unsigned int i = 0; i < LLVMCountIncoming(hypothesis->phi) && proof == PROOF_FOUND;
	     i++)
		proof = ask_arm(analyses, hazard, hypothesis, i);
	return proof;
}

/* The bytes that an address is behind a pointer, if they are a constant; 0 if not. */
static int64_t bytes_behind(LLVMValueRef pointer, LLVMValueRef address)
{
	bridge_index none;
	size_t count = 0;
	int64_t constant = 0;

	if (!LLVMIsAGetElementPtrInst(address) || LLVMGetOperand(address, 0) != pointer ||
	    !bridge_address_parts(address, &none, &count, &constant))
		return 0;
	return constant;
}

int64_t prove_step(LLVMValueRef phi, LLVMValueRef next)
{
	LLVMValueRef constant;

	if (LLVMGetTypeKind(LLVMTypeOf(phi)) == LLVMPointerTypeKind)
		return bytes_behind(phi, next);
	if (!LLVMIsABinaryOperator(next) || LLVMGetInstructionOpcode(next) != LLVMAdd ||
	    LLVMGetOperand(next, 0) != phi)
		return 0;
	constant = LLVMGetOperand(next, 1);
	return LLVMIsAConstantInt(constant) && LLVMGetIntTypeWidth(LLVMTypeOf(next)) <= 64
		       ? LLVMConstIntGetSExtValue(constant)
		       : 0;
}

/* ---- Ranges ---- */

/* How many casts and constants are looked through to a phi. */
#define MOST_LINKS 8

/*
 * What the phi that a value is made of has to be for the value to be from first up to last: only a
 * guess, for the value is asked about again. Returns false of other values.
 */
static bool guess_phi(LLVMValueRef value, struct claim claim, struct hypothesis *guess)
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
		claim.first -= number;
		claim.last -= number;
		value = LLVMGetOperand(value, 0);
	}
	*guess = (struct hypothesis){ value, claim };
	return LLVMIsAPHINode(value) && LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMIntegerTypeKind &&
	       LLVMGetIntTypeWidth(LLVMTypeOf(value)) <= 64;
}

/*
 * A number that counts down to the first that it may be must not be that in a turn from which it
 * goes on, nor one that counts up the last: takes one step off the guess. Returns false of what
 * takes no steps.
 */
static bool take_step_off(bridge_analyses *analyses, struct hypothesis *guess)
{
	int64_t step = 0;

	for (unsigned int i = 0; i < LLVMCountIncoming(guess->phi); i++)
		if (bridge_dominates(analyses, LLVMGetInstructionParent(guess->phi),
				     LLVMGetIncomingBlock(guess->phi, i)))
			step = prove_step(guess->phi, LLVMGetIncomingValue(guess->phi, i));
	if (step < 0)
		guess->claim.first -= (uint64_t)step;
	else
		guess->claim.last -= (uint64_t)step;
	return step;
}

static enum proof prove_by_turns(bridge_analyses *analyses, struct proof_place place,
				 LLVMValueRef value, struct claim claim)
{
	struct question question = {
		.place = place, .goal = question_claimed, .value = value, .claim = claim
	};
	enum proof proof = question_ask(analyses, &question);
	struct hypothesis *guess = question.given;
	struct example example;

	if (proof != PROOF_NONE || !guess_phi(value, claim, guess))
		return proof;
	question.given_count = 1;
	example = prover_of(analyses)->example;
	proof = induction_prove(analyses, place.hazard, guess);
	if (proof == PROOF_NONE && take_step_off(analyses, guess))
		proof = induction_prove(analyses, place.hazard, guess);
	if (proof == PROOF_FOUND)
		return question_ask(analyses, &question);
	/* What was asked for the induction's sake was asked of other numbers. */
	prover_of(analyses)->example = example;
	return proof;
}

enum proof prove_range_by_turns(bridge_analyses *analyses, struct proof_place place,
				LLVMValueRef value, uint64_t first, uint64_t last)
{
	return prove_by_turns(analyses, place, value, claim_range(first, last));
}

enum proof prove_count_by_turns(bridge_analyses *analyses, struct proof_place place,
				LLVMValueRef value, uint64_t first, uint64_t last)
{
	struct claim claim = claim_range(first, last);

	claim.is_no_poison = true;
	return prove_by_turns(analyses, place, value, claim);
}
