// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* States of paths; see paths.h. */
#include "audit/paths/paths.h"

#include <string.h>

#include "audit/ir/fields.h"

LLVMValueRef without_casts(LLVMValueRef value)
{
	while (LLVMIsAZExtInst(value) || LLVMIsASExtInst(value) || LLVMIsATruncInst(value) ||
	       LLVMIsAFreezeInst(value))
		value = LLVMGetOperand(value, 0);
	return value;
}

/* map->value_size, by the name that clang gives the address of a field. */
static bool is_value_size(const struct trace *trace, LLVMValueRef value)
{
	static const char name[] = "value_size";
	struct field field;
	size_t length;

	return LLVMIsALoadInst(value) &&
	       field_of(LLVMGetOperand(value, 0), trace->layout, &field) &&
	       field.length == strlen("bpf_map") && !strncmp(field.name, "bpf_map", field.length) &&
	       !strncmp(LLVMGetValueName2(LLVMGetOperand(value, 0), &length), name, strlen(name));
}

bool is_size(const struct trace *trace, LLVMValueRef value)
{
	const struct question *question = trace->question;
	LLVMValueRef plain = without_casts(value);

	if (question->size_kind == SIZE_IS_PARAMETER)
		return LLVMGetParam(question->function, (unsigned int)question->size) == plain;
	if (question->size_kind == SIZE_IS_VALUE)
		return is_value_size(trace, plain);
	return question->size_kind == SIZE_IS_CONSTANT && LLVMIsAConstantInt(plain) &&
	       LLVMConstIntGetZExtValue(plain) == question->size;
}

LLVMValueRef longer_of(const struct trace *trace, LLVMValueRef length)
{
	LLVMValueRef plain = without_casts(length);
	size_t name_length;
	unsigned int first = 0;

	if (LLVMIsASelectInst(plain))
		first = 1;
	else if (!LLVMIsACallInst(plain) ||
		 strncmp(LLVMGetValueName2(LLVMGetCalledValue(plain), &name_length), "llvm.umin.",
			 10))
		return plain;
	if (is_size(trace, LLVMGetOperand(plain, first)))
		return without_casts(LLVMGetOperand(plain, first + 1));
	if (is_size(trace, LLVMGetOperand(plain, first + 1)))
		return without_casts(LLVMGetOperand(plain, first));
	return plain;
}

static bool is_empty(struct span span)
{
	return span.first >= span.end;
}

static struct span common(struct span a, struct span b)
{
	struct span span = { a.first > b.first ? a.first : b.first, a.end < b.end ? a.end : b.end };

	return is_empty(span) ? (struct span){ 0, 0 } : span;
}

static bool is_in(struct span inner, struct span outer)
{
	return is_empty(inner) || (inner.first >= outer.first && inner.end <= outer.end);
}

static bool same_known(const struct known *a, const struct known *b)
{
	return a->value == b->value && a->same == b->same && a->signs == b->signs &&
	       a->excludes == b->excludes && a->is == b->is && a->number == b->number;
}

static bool has_known(const struct state *state, const struct known *known)
{
	for (unsigned int i = 0; i < state->known_count; i++)
		if (same_known(&state->known[i], known))
			return true;
	return false;
}

void state_meet(struct state *state, const struct state *other)
{
	unsigned int count = 0;

	if (state->all) {
		state->filled = other->filled;
		state->prefix = other->prefix;
		state->more = other->more;
		state->partial = other->partial;
		state->blame = other->blame;
		state->untouched = other->untouched;
	} else if (!other->all) {
		state->filled = common(state->filled, other->filled);
		if (state->more != other->more)
			state->prefix = NULL;
		state->prefix = state->prefix == other->prefix ? state->prefix : NULL;
		state->partial |= other->partial;
		state->blame = state->blame ? state->blame : other->blame;
		state->untouched |= other->untouched;
	}
	state->all &= other->all;
	if (state->size != other->size)
		state->size = -1;
	for (unsigned int i = 0; i < state->known_count; i++)
		if (has_known(other, &state->known[i]))
			state->known[count++] = state->known[i];
	state->known_count = count;
}

bool state_covers(const struct state *state, const struct state *other)
{
	if (state->all && !other->all)
		return false;
	if (!state->all && !other->all) {
		if (!is_in(state->filled, other->filled) ||
		    (state->prefix &&
		     (state->prefix != other->prefix || state->more != other->more)) ||
		    (other->untouched && !state->untouched) || (other->partial && !state->partial))
			return false;
	}
	if (state->size != -1 && state->size != other->size)
		return false;
	for (unsigned int i = 0; i < state->known_count; i++)
		if (!has_known(other, &state->known[i]))
			return false;
	return true;
}

void state_fill(struct state *state, struct span span)
{
	state->untouched = false;
	if (is_empty(state->filled))
		state->filled = span;
	else if (span.first <= state->filled.end && span.end >= state->filled.first)
		span_join(&state->filled, span);
	else if (span.first == 0)
		state->filled = span;
}

void state_settle(const struct trace *trace, struct state *state)
{
	int64_t size = state->size;

	if (trace->question->size_kind == SIZE_IS_CONSTANT)
		size = (int64_t)trace->question->size;
	if (!size || (size > 0 && is_in((struct span){ 0, size }, state->filled)))
		state->all = true;
	if (state->all)
		state->untouched = state->partial = false;
}

void state_forget(struct state *state, LLVMValueRef value)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < state->known_count; i++)
		if (state->known[i].value != value && state->known[i].same != value)
			state->known[count++] = state->known[i];
	state->known_count = count;
}

void state_learn(struct state *state, struct known known)
{
	for (unsigned int i = 0; i < state->known_count; i++)
		if (state->known[i].value == known.value) {
			state->known[i] = known;
			return;
		}
	if (state->known_count == MOST_KNOWN) {
		memmove(&state->known[0], &state->known[1],
			(MOST_KNOWN - 1) * sizeof(state->known[0]));
		state->known_count--;
	}
	state->known[state->known_count++] = known;
}

struct known state_known(struct trace *trace, const struct state *state, LLVMValueRef value)
{
	struct known known = { .value = value, .signs = IS_ANY };
	LLVMTypeRef type = LLVMTypeOf(value);
	uint64_t number;

	if (constants_value(&trace->constants, value, &number)) {
		unsigned int width = LLVMGetTypeKind(type) == LLVMIntegerTypeKind
					     ? LLVMGetIntTypeWidth(type)
					     : 64;

		known.is = true;
		known.number = number;
		known.signs = !number				   ? IS_ZERO
			      : width > 1 && number >> (width - 1) ? IS_NEGATIVE
								   : IS_POSITIVE;
		return known;
	}
	for (unsigned int i = 0; i < state->known_count; i++)
		if (state->known[i].value == value)
			return state->known[i];
	/* Which side of a select it is, a branch on the same condition has told. */
	if (LLVMIsASelectInst(value)) {
		LLVMValueRef condition = LLVMGetOperand(value, 0);

		for (unsigned int i = 0; i < state->known_count; i++)
			if (state->known[i].value == condition && state->known[i].is) {
				known = state_known(
					trace, state,
					LLVMGetOperand(value, state->known[i].number ? 1 : 2));
				known.value = value;
			}
	}
	/* An int of what was a long, or the reverse, is of its sign. */
	if (LLVMIsASExtInst(value) || (LLVMIsATruncInst(value) && LLVMGetIntTypeWidth(type) >= 32))
		known.signs = state_known(trace, state, LLVMGetOperand(value, 0)).signs;
	return known;
}
