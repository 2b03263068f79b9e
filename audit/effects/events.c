// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Collects what instructions do to the memory asked about; see trace.h. */
#include <errno.h>

#include "audit/effects/trace.h"
#include "llvm-pass/support/array.h"

static bool is_same(const struct event *a, const struct event *b)
{
	return a->kind == b->kind && a->answer == b->answer && a->reason == b->reason &&
	       a->length == b->length && a->length_value == b->length_value &&
	       offsets_equal(a->offset, b->offset);
}

void event_add(struct trace *trace, struct event event)
{
	size_t first = value_map_get(&trace->event_of, event.at), last = NONE;
	struct event *events;

	for (size_t i = first; first != VALUE_MAP_NONE && i != NONE; i = trace->events[i].next) {
		if (is_same(&trace->events[i], &event))
			return;
		last = i;
	}
	events = array_grow(trace->events, trace->event_count, sizeof(*events));
	if (!events) {
		trace->answers->error = -ENOMEM;
		return;
	}
	event.next = NONE;
	trace->events = events;
	events[trace->event_count] = event;
	if (last != NONE)
		events[last].next = trace->event_count;
	else if (value_map_add(&trace->event_of, event.at, trace->event_count))
		trace->answers->error = -ENOMEM;
	trace->event_count++;
}

static void access(struct trace *trace, LLVMValueRef at, enum event_kind kind,
		   const struct fact *fact, LLVMTypeRef type)
{
	event_add(trace, (struct event){ .at = at,
					 .kind = kind,
					 .offset = fact->offset,
					 .length = LLVMStoreSizeOfType(trace->layout, type),
					 .sure = kind == EVENT_WRITE });
}

static void use(struct trace *trace, LLVMValueRef user, const struct fact *fact)
{
	switch (LLVMGetInstructionOpcode(user)) {
	case LLVMLoad:
		access(trace, user, EVENT_READ, fact, LLVMTypeOf(user));
		return;
	case LLVMStore:
		if (LLVMGetOperand(user, 1) == fact->value)
			access(trace, user, EVENT_WRITE, fact, LLVMTypeOf(LLVMGetOperand(user, 0)));
		return;
	case LLVMAtomicRMW:
	case LLVMAtomicCmpXchg:
		if (LLVMGetOperand(user, 0) != fact->value)
			return;
		access(trace, user, EVENT_READ, fact, LLVMTypeOf(LLVMGetOperand(user, 1)));
		access(trace, user, EVENT_WRITE, fact, LLVMTypeOf(LLVMGetOperand(user, 1)));
		return;
	default:
		return;
	}
}

void events_find(struct trace *trace)
{
	for (size_t i = 0; i < trace->fact_count; i++) {
		struct fact fact = trace->facts[i];
		LLVMUseRef at = LLVMGetFirstUse(fact.value);

		for (; at && object_is_asked(trace, fact.object); at = LLVMGetNextUse(at)) {
			LLVMValueRef user = LLVMGetUser(at);

			if (LLVMIsAInstruction(user) &&
			    constants_reach(&trace->constants, LLVMGetInstructionParent(user)))
				use(trace, user, &fact);
		}
	}
}
