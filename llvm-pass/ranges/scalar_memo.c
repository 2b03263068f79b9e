// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Open addressing, at most half full; see scalar_memo.h. */
#include "llvm-pass/ranges/scalar_memo.h"

#include <stdint.h>
#include <stdlib.h>

struct scalar_answer {
	LLVMValueRef value; /* NULL if free */
	LLVMValueRef place;
	verifier_rules rules;
	struct scalar_range range;
};

void scalar_memo_begin(bridge_analyses *analyses, struct scalar_memo *memo)
{
	bridge_attach(analyses, memo);
}

void scalar_memo_end(bridge_analyses *analyses, struct scalar_memo *memo)
{
	bridge_attach(analyses, NULL);
	free(memo->answers);
	*memo = (struct scalar_memo){ 0 };
}

static bool is_same(const struct scalar_answer *a, const struct scalar_answer *b)
{
	return a->value == b->value && a->place == b->place && a->rules == b->rules;
}

/* Where the answer to a question is, or belongs. */
static struct scalar_answer *find(const struct scalar_memo *memo,
				  const struct scalar_answer *question)
{
	const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
	/* Fibonacci hashing; the lowest bits of an address say little. */
	uint64_t hash = ((uint64_t)(uintptr_t)question->value >> 4) * odd;
	size_t slot;

	hash = (hash ^ (uint64_t)(uintptr_t)question->place >> 4 ^ question->rules) * odd;
	slot = (size_t)(hash >> 32) & (memo->room - 1);
	while (memo->answers[slot].value && !is_same(&memo->answers[slot], question))
		slot = (slot + 1) & (memo->room - 1);
	return &memo->answers[slot];
}

bool scalar_memo_get(bridge_analyses *analyses, verifier_rules rules, LLVMValueRef value,
		     LLVMValueRef place, struct scalar_range *range)
{
	const struct scalar_memo *memo = bridge_attached(analyses);
	struct scalar_answer question = { .value = value, .place = place, .rules = rules };
	const struct scalar_answer *answer;

	if (!memo || !memo->room)
		return false;
	answer = find(memo, &question);
	*range = answer->range;
	return answer->value;
}

/* Makes room for one more. Returns false if there is no memory. */
static bool grow(struct scalar_memo *memo)
{
	struct scalar_memo larger = { .room = memo->room ? 2 * memo->room : 64,
				      .count = memo->count };

	if (2 * memo->count < memo->room)
		return true;
	larger.answers = calloc(larger.room, sizeof(*larger.answers));
	if (!larger.answers)
		return false;
	for (size_t i = 0; i < memo->room; i++)
		if (memo->answers[i].value)
			*find(&larger, &memo->answers[i]) = memo->answers[i];
	free(memo->answers);
	*memo = larger;
	return true;
}

void scalar_memo_add(bridge_analyses *analyses, verifier_rules rules, LLVMValueRef value,
		     LLVMValueRef place, struct scalar_range range)
{
	struct scalar_memo *memo = bridge_attached(analyses);
	struct scalar_answer answer = { value, place, rules, range };

	if (!memo || !grow(memo))
		return;
	*find(memo, &answer) = answer;
	memo->count++;
}

/* So many walks without an end, and the next ones take half the steps. */
#define PATIENCE 64
#define MOST_HALVES 5

unsigned int scalar_memo_patience(bridge_analyses *analyses, unsigned int steps)
{
	const struct scalar_memo *memo = bridge_attached(analyses);
	unsigned int halves = memo ? memo->in_vain / PATIENCE : 0;

	return steps >> (halves < MOST_HALVES ? halves : MOST_HALVES);
}

void scalar_memo_note_vain(bridge_analyses *analyses)
{
	struct scalar_memo *memo = bridge_attached(analyses);

	if (memo)
		memo->in_vain++;
}
