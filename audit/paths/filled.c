// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Walks a function's paths, as many states for a block as differ in what decides where paths go on,
 * and says how far the memory is filled where it returns. When there are too many, they are met
 * into one: then less is known to be written, never more. See trace.h and paths.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit/effects/numbers.h"
#include "audit/paths/live.h"
#include "audit/paths/paths.h"
#include "llvm-pass/support/array.h"

#define MOST_STATES 24
#define MOST_VISITS 20000

struct place {
	LLVMBasicBlockRef block;
	struct state *states;
	size_t count;
	bool merged; /* there were too many: it has one */
};

struct walk {
	struct trace *trace;
	struct place *places;
	size_t place_count;
	struct value_map place_of;
	struct value_map loops; /* blocks of loops that write */
	struct live live;
	struct {
		size_t place;
		struct state state;
	} *todo;
	size_t todo_count;
	unsigned int visits;
};

static size_t place_of(struct walk *walk, LLVMBasicBlockRef block)
{
	LLVMValueRef value = LLVMBasicBlockAsValue(block);
	size_t place = value_map_get(&walk->place_of, value);
	struct place *places;

	if (place != VALUE_MAP_NONE)
		return place;
	places = array_grow(walk->places, walk->place_count, sizeof(*places));
	if (!places || value_map_add(&walk->place_of, value, walk->place_count)) {
		walk->places = places ? places : walk->places;
		walk->trace->answers->error = -ENOMEM;
		return NONE;
	}
	walk->places = places;
	places[walk->place_count] = (struct place){ .block = block };
	return walk->place_count++;
}

static void push(struct walk *walk, size_t place, const struct state *state)
{
	void *todo = array_grow(walk->todo, walk->todo_count, sizeof(*walk->todo));

	if (!todo) {
		walk->trace->answers->error = -ENOMEM;
		return;
	}
	walk->todo = todo;
	walk->todo[walk->todo_count].place = place;
	walk->todo[walk->todo_count++].state = *state;
}

/* What is known of values that decide nothing any more. */
static void forget_dead(struct walk *walk, LLVMBasicBlockRef block, struct state *state)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < state->known_count; i++) {
		struct known known = state->known[i];

		if (!live_at(&walk->live, known.value, block))
			continue;
		if (known.same && !live_at(&walk->live, known.same, block))
			known.same = NULL;
		state->known[count++] = known;
	}
	state->known_count = count;
}

/* A path comes to a block. */
static void arrive(struct walk *walk, LLVMBasicBlockRef block, struct state state)
{
	size_t at = place_of(walk, block);
	struct place *place;
	struct state *states;

	if (at == NONE || !walk->places)
		return;
	if (value_map_get(&walk->loops, LLVMBasicBlockAsValue(block)) != VALUE_MAP_NONE)
		state.untouched = false;
	forget_dead(walk, block, &state);
	place = &walk->places[at];
	for (size_t i = 0; i < place->count; i++)
		if (state_covers(&place->states[i], &state))
			return;
	if (place->merged || place->count == MOST_STATES) {
		for (size_t i = 0; i < place->count; i++)
			state_meet(&state, &place->states[i]);
		place->merged = true;
		place->states[0] = state;
		place->count = 1;
		push(walk, at, &state);
		return;
	}
	states = array_grow(place->states, place->count, sizeof(*states));
	if (!states) {
		walk->trace->answers->error = -ENOMEM;
		return;
	}
	place->states = states;
	states[place->count++] = state;
	push(walk, at, &state);
}

static void join_outcome(struct outcome *outcome, const struct state *state)
{
	if (!outcome->reached) {
		*outcome = (struct outcome){ true, state->all, state->untouched, state->partial,
					     state->filled };
		return;
	}
	if (!state->all) {
		if (outcome->all)
			outcome->filled = state->filled;
		if (outcome->filled.first < state->filled.first)
			outcome->filled.first = state->filled.first;
		if (outcome->filled.end > state->filled.end)
			outcome->filled.end = state->filled.end;
		outcome->untouched |= state->untouched;
		outcome->partial |= state->partial;
	}
	outcome->all &= state->all;
}

/*
 * What is returned is a number of which nothing is known, one out of memory for one: if it is no
 * error, it may be that the path was not this one.
 */
static bool is_any_number(LLVMValueRef end, unsigned int signs)
{
	return signs == IS_ANY && LLVMGetNumOperands(end) &&
	       LLVMGetTypeKind(LLVMTypeOf(LLVMGetOperand(end, 0))) == LLVMIntegerTypeKind;
}

static void leave(struct walk *walk, const struct state *state, LLVMValueRef end)
{
	struct trace *trace = walk->trace;
	struct answer *answer = trace->answer;
	unsigned int signs = IS_ANY;

	if (LLVMGetNumOperands(end))
		signs = state_known(trace, state, LLVMGetOperand(end, 0)).signs;
	for (int sign = 0; sign < SIGNS; sign++) {
		struct state returned = *state;

		if (sign != SIGN_NEGATIVE && is_any_number(end, signs))
			returned.untouched = false;
		if (signs & (1u << sign))
			join_outcome(&answer->outcomes[sign], &returned);
	}
	/* A path that rests on nothing but this function is the best witness. */
	if (state->all || (answer->fills == FILLS_NOT && !answer->unfilled.below))
		return;
	if (state->untouched || state->partial) {
		size_t at = state->blame ? value_map_get(&trace->event_of, state->blame)
					 : VALUE_MAP_NONE;

		answer->fills = FILLS_NOT;
		answer->unfilled =
			(struct evidence){ state->blame ? state->blame : end, NULL, NULL };
		if (at != VALUE_MAP_NONE)
			answer->unfilled.below = trace->events[at].answer;
		if (at != VALUE_MAP_NONE)
			answer->unfilled.reason = trace->events[at].reason;
	} else if (answer->fills == FILLS_ALL) {
		answer->fills = FILLS_UNKNOWN;
		answer->unfilled = (struct evidence){ end, NULL, NULL };
	}
}

/* What a phi is on the path that comes from a block. */
static void choose(struct trace *trace, struct state *state, LLVMBasicBlockRef from,
		   LLVMBasicBlockRef to)
{
	LLVMValueRef phis[MOST_KNOWN];
	struct known known[MOST_KNOWN];
	unsigned int count = 0;

	for (LLVMValueRef i = LLVMGetFirstInstruction(to); i && LLVMIsAPHINode(i);
	     i = LLVMGetNextInstruction(i))
		for (unsigned int k = 0; k < LLVMCountIncoming(i) && count < MOST_KNOWN; k++) {
			LLVMValueRef value = LLVMGetIncomingValue(i, k);

			if (LLVMGetIncomingBlock(i, k) != from)
				continue;
			known[count] = state_known(trace, state, value);
			known[count].value = i;
			if (!known[count].same)
				known[count].same = value;
			phis[count++] = i;
			break;
		}
	for (unsigned int i = 0; i < count; i++)
		state_forget(state, phis[i]);
	for (unsigned int i = 0; i < count; i++)
		if (known[i].same != known[i].value)
			state_learn(state, known[i]);
}

static void go(struct walk *walk, LLVMBasicBlockRef from, LLVMBasicBlockRef to, struct state state)
{
	if (!constants_reach(&walk->trace->constants, to) ||
	    !constants_edge(&walk->trace->constants, from, to))
		return;
	choose(walk->trace, &state, from, to);
	state_settle(walk->trace, &state);
	arrive(walk, to, state);
}

static uint64_t switch_number(LLVMValueRef end, unsigned int i)
{
	return LLVMConstIntGetZExtValue(LLVMGetSwitchCaseValue(end, i));
}

/* Whether a switch may go to its successor i: what it asks for is known on many a path. */
static bool may_choose(struct trace *trace, const struct state *state, LLVMValueRef end,
		       unsigned int i)
{
	LLVMValueRef value = LLVMGetOperand(end, 0);
	struct known known = state_known(trace, state, value);
	uint64_t number = number_cut(known.number, width_of(value));

	if (i)
		return known.is ? switch_number(end, i) == number
				: !known.excludes || switch_number(end, i) != number;
	for (unsigned int k = 1; known.is && k < LLVMGetNumSuccessors(end); k++)
		if (switch_number(end, k) == number)
			return false;
	return true;
}

static void leave_block(struct walk *walk, LLVMBasicBlockRef block, const struct state *state)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
	struct trace *trace = walk->trace;
	bool branch = LLVMIsABranchInst(end) && LLVMIsConditional(end);

	if (LLVMIsAReturnInst(end)) {
		leave(walk, state, end);
		return;
	}
	for (unsigned int i = 0; i < LLVMGetNumSuccessors(end); i++) {
		LLVMBasicBlockRef to = LLVMGetSuccessor(end, i);
		struct state next = *state;

		if (branch && !state_assume(trace, &next, LLVMGetCondition(end), i == 0))
			continue;
		if (LLVMIsASwitchInst(end) && !may_choose(trace, state, end, i))
			continue;
		if (LLVMIsASwitchInst(end) && i && is_size(trace, LLVMGetOperand(end, 0)))
			next.size = (int64_t)switch_number(end, i);
		go(walk, block, to, next);
	}
}

/* A choice between an address of ours, or a number, and something else decides where a path goes.
 */
static bool is_split(struct trace *trace, LLVMValueRef select)
{
	uint64_t number;

	if (!LLVMIsASelectInst(select) ||
	    LLVMGetTypeKind(LLVMTypeOf(select)) == LLVMVectorTypeKind ||
	    constants_value(&trace->constants, LLVMGetOperand(select, 0), &number))
		return false;
	for (unsigned int i = 1; i < 3; i++)
		if (facts_of(trace, LLVMGetOperand(select, i)) != NONE)
			return true;
	return false;
}

/* Takes one side of a select; false if it cannot be. */
static bool take(struct trace *trace, struct state *state, LLVMValueRef select, bool truth)
{
	LLVMValueRef value = LLVMGetOperand(select, truth ? 1 : 2);
	struct known known;

	if (!state_assume(trace, state, LLVMGetOperand(select, 0), truth))
		return false;
	known = state_known(trace, state, value);
	known.value = select;
	if (!known.same)
		known.same = value;
	state_forget(state, select);
	state_learn(state, known);
	return true;
}

/* Instructions from first on; where a state splits, each goes its way. */
static void follow(struct walk *walk, LLVMBasicBlockRef block, LLVMValueRef first,
		   const struct state *state)
{
	struct state states[MOST_FORKS] = { *state };

	for (LLVMValueRef i = first; i; i = LLVMGetNextInstruction(i)) {
		size_t count;

		/* In a loop it is another value each time. */
		if (!LLVMIsAPHINode(i))
			state_forget(&states[0], i);
		if (is_split(walk->trace, i)) {
			struct state other = states[0];

			if (take(walk->trace, &other, i, false))
				follow(walk, block, LLVMGetNextInstruction(i), &other);
			if (!take(walk->trace, &states[0], i, true))
				return;
			continue;
		}
		count = states_apply(walk->trace, states, i);
		if (!count)
			return;
		for (size_t k = 1; k < count; k++)
			follow(walk, block, LLVMGetNextInstruction(i), &states[k]);
	}
	leave_block(walk, block, &states[0]);
}

void filled_find(struct trace *trace)
{
	struct walk walk = { .trace = trace, .live.function = trace->question->function };
	struct answer *answer = trace->answer;
	struct state start = { .untouched = true, .size = -1 };

	memset(answer->outcomes, 0, sizeof(answer->outcomes));
	answer->early = (struct effect){ 0 };
	answer->fills = FILLS_ALL;
	answer->unfilled = (struct evidence){ 0 };
	state_settle(trace, &start);
	loops_find(trace, &walk.loops);
	arrive(&walk, LLVMGetEntryBasicBlock(trace->question->function), start);
	while (walk.todo_count && !trace->answers->error && ++walk.visits < MOST_VISITS) {
		/* What is counted was filled. */
		// NOLINTNEXTLINE(*-core.uninitialized.*)
		struct state state = walk.todo[--walk.todo_count].state;
		// NOLINTNEXTLINE(*-core.uninitialized.*)
		LLVMBasicBlockRef block = walk.places[walk.todo[walk.todo_count].place].block;

		follow(&walk, block, LLVMGetFirstInstruction(block), &state);
	}
	if (walk.visits >= MOST_VISITS) {
		answer->fills = FILLS_UNKNOWN;
		for (int sign = 0; sign < SIGNS; sign++)
			answer->outcomes[sign] = (struct outcome){ .reached = true };
	}
	for (size_t i = 0; i < walk.place_count; i++)
		free(walk.places[i].states);
	free(walk.places);
	free(walk.todo);
	value_map_free(&walk.place_of);
	value_map_free(&walk.loops);
	live_free(&walk.live);
}
