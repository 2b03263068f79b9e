// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What a write that is sure fills: so many bytes, all that there are, or the rest; see paths.h. */
#include "audit/paths/paths.h"

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

void state_write(struct trace *trace, struct state *state, const struct event *event)
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
