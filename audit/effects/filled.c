// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Walks a function's paths, as many states for a block as differ in what decides where paths go on,
 * and says how far the memory is filled where it returns. When there are too many, they are met
 * into one: then less is known to be written, never more. See trace.h and paths.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit/effects/live.h"
#include "audit/effects/paths.h"
#include "llvm-pass/support/array.h"

#define MOST_STATES 24
#define MOST_VISITS 20000
/* States that one instruction makes of one: two of its calls may split it. */
#define MOST_FORKS (SIGNS * SIGNS)

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

/* Follows blocks from block on, forward or backward, and notes those that it comes to. */
static void reach(const struct trace *trace, LLVMBasicBlockRef block, bool forward,
		  struct value_map *reached)
{
	LLVMValueRef label = LLVMBasicBlockAsValue(block);
	LLVMValueRef end = LLVMGetBasicBlockTerminator(block);

	if (forward)
		for (unsigned int i = 0; i < LLVMGetNumSuccessors(end); i++) {
			LLVMBasicBlockRef next = LLVMGetSuccessor(end, i);

			if (value_map_get(reached, LLVMBasicBlockAsValue(next)) == VALUE_MAP_NONE &&
			    !value_map_add(reached, LLVMBasicBlockAsValue(next), 0))
				reach(trace, next, true, reached);
		}
	else
		for (LLVMUseRef use = LLVMGetFirstUse(label); use; use = LLVMGetNextUse(use)) {
			LLVMValueRef user = LLVMGetUser(use);
			LLVMValueRef from =
				LLVMIsAInstruction(user) && LLVMIsATerminatorInst(user)
					? LLVMBasicBlockAsValue(LLVMGetInstructionParent(user))
					: NULL;

			if (from && value_map_get(reached, from) == VALUE_MAP_NONE &&
			    !value_map_add(reached, from, 0))
				reach(trace, LLVMValueAsBasicBlock(from), false, reached);
		}
}

static bool writes(const struct event *event)
{
	return event->kind == EVENT_WRITE || event->kind == EVENT_UNKNOWN ||
	       (event->kind == EVENT_CALL &&
		(event->answer->writes.holds || event->answer->unknown.holds));
}

/*
 * Notes the blocks of loops that write: whether such a loop runs at all is not known here, so what
 * comes behind it is not said to be untouched.
 */
static void find_loops(struct walk *walk)
{
	const struct trace *trace = walk->trace;

	for (size_t i = 0; i < trace->event_count; i++) {
		LLVMBasicBlockRef block = LLVMGetInstructionParent(trace->events[i].at);
		struct value_map behind = { 0 }, before = { 0 };

		if (!writes(&trace->events[i]) ||
		    value_map_get(&walk->loops, LLVMBasicBlockAsValue(block)) != VALUE_MAP_NONE)
			continue;
		reach(trace, block, true, &behind);
		if (value_map_get(&behind, LLVMBasicBlockAsValue(block)) != VALUE_MAP_NONE) {
			LLVMBasicBlockRef one = LLVMGetFirstBasicBlock(trace->question->function);

			reach(trace, block, false, &before);
			for (; one; one = LLVMGetNextBasicBlock(one)) {
				LLVMValueRef label = LLVMBasicBlockAsValue(one);

				if (value_map_get(&behind, label) != VALUE_MAP_NONE &&
				    value_map_get(&before, label) != VALUE_MAP_NONE &&
				    value_map_get(&walk->loops, label) == VALUE_MAP_NONE &&
				    value_map_add(&walk->loops, label, 0))
					trace->answers->error = -ENOMEM;
			}
		}
		value_map_free(&behind);
		value_map_free(&before);
	}
}

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

static LLVMValueRef address_of(const struct event *event)
{
	return LLVMIsACallInst(event->at) ? LLVMGetOperand(event->at, 0) : NULL;
}

/* A value and a number, added. */
struct sum {
	LLVMValueRef value; /* or NULL */
	int64_t number;
};

/* Adds a value, which may be a number on this path. Returns false if there is one already. */
static bool add(struct trace *trace, const struct state *state, struct sum *sum, LLVMValueRef value)
{
	struct known known = state_known(trace, state, without_casts(value));

	if (LLVMIsAConstantInt(value)) {
		sum->number += LLVMConstIntGetSExtValue(value);
		return true;
	}
	if (known.is && !known.number)
		return true;
	if (sum->value)
		return false;
	sum->value = longer_of(trace, value);
	return true;
}

/* How far behind the start of the memory an address is. */
static bool distance_of(struct trace *trace, const struct state *state, LLVMValueRef address,
			struct sum *sum)
{
	size_t fact;

	for (; LLVMIsAGetElementPtrInst(address); address = LLVMGetOperand(address, 0)) {
		LLVMTypeRef type = LLVMGetGEPSourceElementType(address);

		if (LLVMGetNumOperands(address) != 2 ||
		    LLVMABISizeOfType(trace->layout, type) != 1 ||
		    !add(trace, state, sum, LLVMGetOperand(address, 1)))
			return false;
	}
	fact = facts_of(trace, address);
	return fact != NONE && trace->facts[fact].next == NONE &&
	       object_is_asked(trace, trace->facts[fact].object) &&
	       offsets_equal(trace->facts[fact].offset, offsets_fixed(0));
}

/* How much less than the size of the memory a length is. */
static bool lack_of(struct trace *trace, const struct state *state, LLVMValueRef length,
		    struct sum *sum)
{
	for (unsigned int i = 0; i < 4 && !is_size(trace, length); i++) {
		length = without_casts(length);
		if (!LLVMIsABinaryOperator(length) || LLVMGetInstructionOpcode(length) != LLVMSub ||
		    !add(trace, state, sum, LLVMGetOperand(length, 1)))
			return false;
		length = LLVMGetOperand(length, 0);
	}
	return is_size(trace, length);
}

/* memset(p + n, 0, size - n) where the first n bytes are written. */
static bool fills_the_rest(struct trace *trace, const struct state *state,
			   const struct event *event)
{
	struct sum distance = { NULL, 0 }, lack = { NULL, 0 };

	if (!event->length_value || !address_of(event) ||
	    !lack_of(trace, state, event->length_value, &lack) ||
	    !distance_of(trace, state, address_of(event), &distance) ||
	    lack.value != distance.value || lack.number != distance.number || lack.number < 0)
		return false;
	if (lack.value)
		return lack.value == state->prefix && lack.number <= state->more;
	return !lack.number || (state->filled.first <= 0 && state->filled.end >= lack.number);
}

static void fill(struct trace *trace, struct state *state, const struct event *event)
{
	bool start = offsets_equal(event->offset, offsets_fixed(0));

	/* What was less than all may be all with this. */
	state->untouched = state->partial = false;
	if (event->length && offsets_are_fixed(event->offset))
		state_fill(state, span_of(event->offset, event->length));
	else if (start && event->length_value && is_size(trace, event->length_value))
		state->all = true;
	else if (fills_the_rest(trace, state, event))
		state->all = true;
	else if (start && event->length_value) {
		state->prefix = longer_of(trace, event->length_value);
		state->more = 0;
	}
	state_settle(trace, state);
}

/* Reads of bytes that no one wrote before. */
static void read_early(struct trace *trace, const struct state *state, const struct event *event,
		       struct span span, const struct answer *below)
{
	struct effect *early = &trace->answer->early;

	/* Where something is written, in a loop for one, it may be just that. */
	if (state->all || !state->untouched ||
	    (span.first >= state->filled.first && span.end <= state->filled.end))
		return;
	if (!early->holds)
		*early = (struct effect){ true, span, { event->at, below, event->reason } };
	else
		span_join(&early->span, span);
}

static void blame(struct state *state, LLVMValueRef at)
{
	state->untouched = false;
	state->partial = true;
	state->blame = at;
}

/* What a called function did when it returned such a value. */
static void apply_outcome(struct trace *trace, struct state *state, const struct event *event,
			  const struct outcome *outcome)
{
	struct event filling = *event;

	if (outcome->all) {
		filling.length_value = event->length ? NULL : event->size_value;
		if (event->answer->question.size_kind == SIZE_IS_VALUE)
			state->all = true;
		else if (event->answer->question.size_kind != SIZE_OF_NOTHING)
			fill(trace, state, &filling);
		else
			state->untouched = false;
		return;
	}
	if (!event->answer->writes.holds && !event->answer->unknown.holds)
		return;
	if (offsets_are_fixed(event->offset) && outcome->filled.first < outcome->filled.end)
		state_fill(state, span_moved(outcome->filled, event->offset));
	else if (outcome->partial)
		blame(state, event->at);
	else if (!outcome->untouched)
		state->untouched = false;
	else if (state->untouched && !state->blame)
		state->blame = event->at;
	state_settle(trace, state);
}

static void learn_sign(struct trace *trace, struct state *state, LLVMValueRef value, enum sign sign)
{
	struct known known = state_known(trace, state, value);

	known.signs = 1u << sign;
	if (sign == SIGN_ZERO) {
		known.is = true;
		known.number = 0;
	}
	state_learn(state, known);
}

static bool can_tell(LLVMValueRef call)
{
	LLVMTypeKind kind = LLVMGetTypeKind(LLVMTypeOf(call));

	return kind == LLVMIntegerTypeKind || kind == LLVMPointerTypeKind;
}

/*
 * Applies events of one instruction from event on to count states; some split by what is returned.
 * Returns how many there are then, at most MOST_FORKS.
 */
static size_t apply_call(struct trace *trace, struct state *states, size_t count,
			 const struct event *event)
{
	const struct answer *answer = event->answer;
	size_t made = 0;
	struct state in[SIGNS];

	for (; count > SIGNS; count--)
		state_meet(&states[0], &states[count - 1]);
	memcpy(in, states, count * sizeof(*in));
	for (size_t i = 0; i < count; i++) {
		if (answer->early.holds)
			read_early(trace, &in[i], event,
				   span_moved(answer->early.span, event->offset), answer);
		for (int sign = 0; sign < SIGNS; sign++) {
			struct known known = state_known(trace, &in[i], event->at);
			struct state state = in[i];

			if (!answer->outcomes[sign].reached ||
			    (can_tell(event->at) && !(known.signs & (1u << sign))))
				continue;
			apply_outcome(trace, &state, event, &answer->outcomes[sign]);
			if (can_tell(event->at))
				learn_sign(trace, &state, event->at, (enum sign)sign);
			states[made++] = state;
		}
	}
	return made;
}

/* A text and its NUL, as long as what is returned says. */
static void count_text(struct trace *trace, struct state *state, const struct event *event)
{
	struct known known = state_known(trace, state, event->at);

	known.signs &= IS_ZERO | IS_POSITIVE;
	state_learn(state, known);
	if (event->counted && offsets_equal(event->offset, offsets_fixed(0))) {
		state->prefix = event->at;
		state->more = 1;
	}
}

static size_t apply_write(struct trace *trace, struct state *states, size_t count,
			  const struct event *event)
{
	size_t made = count;

	for (size_t i = 0; i < count; i++) {
		if (event->sure) {
			fill(trace, &states[i], event);
		} else if (event->sure_if_zero && count == 1) {
			states[1] = states[0];
			fill(trace, &states[0], event);
			learn_sign(trace, &states[0], event->at, SIGN_ZERO);
			states[1].untouched = false;
			learn_sign(trace, &states[1], event->at, SIGN_NEGATIVE);
			made = 2;
		} else if (event->partial && event->sure_if_negative && count == 1) {
			states[1] = states[0];
			fill(trace, &states[0], event);
			learn_sign(trace, &states[0], event->at, SIGN_NEGATIVE);
			blame(&states[1], event->at);
			count_text(trace, &states[1], event);
			made = 2;
		} else if (event->partial) {
			blame(&states[i], event->at);
		} else {
			states[i].untouched = false;
		}
	}
	return made;
}

/* Which of the outcomes of a call a state is one of; 0 where the call returns nothing. */
static unsigned int sign_in(struct trace *trace, const struct state *state, LLVMValueRef call)
{
	unsigned int sign = 0;

	if (!can_tell(call))
		return 0;
	while (sign < SIGNS - 1 && !(state_known(trace, state, call).signs & (1u << sign)))
		sign++;
	return sign;
}

/*
 * One of several functions may be called: what all of them do holds, of those that return a value
 * of one sign.
 */
static size_t apply_alternatives(struct trace *trace, struct state *states, size_t count,
				 size_t *at)
{
	struct state met[SIGNS];
	bool any[SIGNS] = { false };
	size_t made = 0;

	for (; *at != NONE && trace->events[*at].alternative; *at = trace->events[*at].next)
		for (size_t i = 0; i < count; i++) {
			struct state one[MOST_FORKS] = { states[i] };
			LLVMValueRef call = trace->events[*at].at;
			size_t ways = apply_call(trace, one, 1, &trace->events[*at]);

			for (size_t k = 0; k < ways; k++) {
				unsigned int sign = sign_in(trace, &one[k], call);

				if (!one[k].all && !one[k].blame)
					one[k].blame = call;
				if (!any[sign])
					met[sign] = one[k];
				else
					state_meet(&met[sign], &one[k]);
				any[sign] = true;
			}
		}
	for (unsigned int sign = 0; sign < SIGNS; sign++)
		if (any[sign])
			states[made++] = met[sign];
	return made;
}

static size_t apply(struct trace *trace, struct state *states, LLVMValueRef instruction)
{
	size_t at = value_map_get(&trace->event_of, instruction), count = 1;

	if (at == VALUE_MAP_NONE)
		return count;
	while (at != NONE && count) {
		const struct event *event = &trace->events[at];

		if (event->alternative) {
			count = apply_alternatives(trace, states, count, &at);
			continue;
		}
		if (event->kind == EVENT_CALL)
			count = apply_call(trace, states, count, event);
		else if (event->kind == EVENT_WRITE)
			count = apply_write(trace, states, count, event);
		for (size_t i = 0; i < count; i++) {
			if (event->kind == EVENT_READ)
				read_early(trace, &states[i], event,
					   span_of(event->offset, event->length), NULL);
			else if (event->kind == EVENT_UNKNOWN)
				states[i].untouched = false;
		}
		at = event->next;
	}
	return count;
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
		if (LLVMIsASwitchInst(end) && i && is_size(trace, LLVMGetOperand(end, 0)))
			next.size =
				(int64_t)LLVMConstIntGetZExtValue(LLVMGetSwitchCaseValue(end, i));
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
		count = apply(walk->trace, states, i);
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
	find_loops(&walk);
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
