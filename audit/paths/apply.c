// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * What an instruction does to the state of a path: fills, leaves as it was, and by what a call
 * returns makes several of one. See paths.h.
 */
#include <string.h>

#include "audit/paths/paths.h"

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
			state_write(trace, state, &filling);
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
			state_write(trace, &states[i], event);
		} else if (event->sure_if_zero && count == 1) {
			states[1] = states[0];
			state_write(trace, &states[0], event);
			learn_sign(trace, &states[0], event->at, SIGN_ZERO);
			states[1].untouched = false;
			learn_sign(trace, &states[1], event->at, SIGN_NEGATIVE);
			made = 2;
		} else if (event->partial && event->sure_if_negative && count == 1) {
			states[1] = states[0];
			state_write(trace, &states[0], event);
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

size_t states_apply(struct trace *trace, struct state *states, LLVMValueRef instruction)
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
