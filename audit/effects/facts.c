// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Follows addresses from the argument asked about through the function: into values computed from
 * them, into variables that hold them and out again. Not sensitive to the order of instructions:
 * what is stored once may be loaded anywhere. An offset that grows in a loop is unknown after a few
 * rounds. What holds addresses is objects.c's, calls are calls.c's. See trace.h.
 */
#include <errno.h>
#include <stdlib.h>

#include "audit/effects/trace.h"
#include "llvm-pass/support/array.h"

/* How often the offsets of a value may grow before nothing is known of them. */
#define MOST_CHANGES 4

static void fail(struct trace *trace)
{
	trace->answers->error = -ENOMEM;
}

size_t facts_of(const struct trace *trace, LLVMValueRef value)
{
	size_t head = value_map_get(&trace->values, value);

	/* The map keeps the first fact of a value; the others hang behind it. */
	return head == VALUE_MAP_NONE ? NONE : head;
}

bool object_is_asked(const struct trace *trace, size_t object)
{
	return trace->objects[object].kind == OBJECT_CHAIN &&
	       trace->objects[object].level == trace->question->path.depth;
}

void fact_enqueue(struct trace *trace, size_t fact)
{
	if (trace->facts[fact].queued)
		return;
	if (trace->queue_count == trace->queue_room) {
		size_t room = trace->queue_room ? trace->queue_room * 2 : 64;
		size_t *queue = realloc(trace->queue, room * sizeof(*queue));

		if (!queue) {
			fail(trace);
			return;
		}
		trace->queue = queue;
		trace->queue_room = room;
	}
	trace->facts[fact].queued = true;
	trace->queue[trace->queue_count++] = fact;
	trace->changed = true;
}

static void widen(struct trace *trace, size_t at, struct offsets offset)
{
	struct fact *fact = &trace->facts[at];
	struct offsets joined = offsets_join(fact->offset, offset);

	if (offsets_equal(joined, fact->offset))
		return;
	fact->offset = ++fact->changes > MOST_CHANGES ? OFFSETS_UNKNOWN : joined;
	fact_enqueue(trace, at);
}

void fact_add(struct trace *trace, LLVMValueRef value, size_t object, struct offsets offset)
{
	size_t first = facts_of(trace, value), last = NONE;
	struct fact *facts;

	for (size_t i = first; i != NONE; i = trace->facts[i].next) {
		if (trace->facts[i].object == object) {
			widen(trace, i, offset);
			return;
		}
		last = i;
	}
	facts = array_grow(trace->facts, trace->fact_count, sizeof(*facts));
	if (!facts) {
		fail(trace);
		return;
	}
	trace->facts = facts;
	facts[trace->fact_count] =
		(struct fact){ .value = value, .object = object, .offset = offset, .next = NONE };
	if (last != NONE)
		facts[last].next = trace->fact_count;
	else if (value_map_add(&trace->values, value, trace->fact_count))
		fail(trace);
	fact_enqueue(trace, trace->fact_count++);
}

static bool offsets_meet(struct offsets a, struct offsets b)
{
	if (offsets_are_fixed(a) && offsets_are_fixed(b))
		return a.first == b.first;
	return a.first <= b.last && b.first <= a.last;
}

static void loaded(struct trace *trace, LLVMValueRef load, size_t object, struct offsets offset)
{
	LLVMTypeKind kind = LLVMGetTypeKind(LLVMTypeOf(load));

	if (kind == LLVMIntegerTypeKind && LLVMGetIntTypeWidth(LLVMTypeOf(load)) < 64)
		return;
	for (size_t i = trace->objects[object].contents; i != NONE; i = trace->contents[i].next)
		if (offsets_meet(trace->contents[i].at, offset))
			fact_add(trace, load, trace->contents[i].object, trace->contents[i].offset);
}

/* Arithmetic on an address: a sum with a constant is followed, all else keeps the object only. */
static void computed(struct trace *trace, LLVMValueRef user, LLVMValueRef value, size_t object,
		     struct offsets offset)
{
	LLVMValueRef left = LLVMGetOperand(user, 0), right = LLVMGetOperand(user, 1);
	LLVMValueRef other = left == value ? right : left;
	LLVMOpcode opcode = LLVMGetInstructionOpcode(user);
	struct offsets moved = OFFSETS_UNKNOWN;
	uint64_t number;

	if (opcode == LLVMSub && right == value)
		return;
	/* The distance between two places in it. */
	if (opcode == LLVMSub && facts_of(trace, right) != NONE)
		return;
	if ((opcode == LLVMAdd || opcode == LLVMSub) &&
	    constants_value(&trace->constants, other, &number))
		moved = offsets_add(offset, offsets_fixed(opcode == LLVMAdd ? (int64_t)number
									    : -(int64_t)number));
	else if (opcode != LLVMAdd && opcode != LLVMSub && opcode != LLVMAnd && opcode != LLVMOr)
		return;
	/* A few low bits of an address are no address. */
	if (opcode == LLVMAnd && constants_value(&trace->constants, other, &number) &&
	    number < 4096)
		return;
	fact_add(trace, user, object, moved);
}

static void note_call(struct trace *trace, LLVMValueRef call)
{
	LLVMValueRef *calls;

	if (value_map_get(&trace->call_seen, call) != VALUE_MAP_NONE)
		return;
	calls = array_grow(trace->calls, trace->call_count, sizeof(LLVMValueRef));
	if (!calls || value_map_add(&trace->call_seen, call, trace->call_count)) {
		fail(trace);
		trace->calls = calls ? calls : trace->calls;
		return;
	}
	trace->calls = calls;
	calls[trace->call_count++] = call;
}

/* Whether a select can be the value. */
static bool is_chosen(struct trace *trace, LLVMValueRef select, LLVMValueRef value)
{
	uint64_t number;

	if (constants_value(&trace->constants, LLVMGetOperand(select, 0), &number))
		return LLVMGetOperand(select, number ? 1 : 2) == value;
	return LLVMGetOperand(select, 0) != value;
}

static void used(struct trace *trace, LLVMValueRef user, LLVMValueRef value, size_t object,
		 struct offsets offset)
{
	switch (LLVMGetInstructionOpcode(user)) {
	case LLVMGetElementPtr:
		if (LLVMGetOperand(user, 0) == value)
			fact_add(trace, user, object, offsets_add(offset, gep_offset(trace, user)));
		return;
	case LLVMPtrToInt:
	case LLVMIntToPtr:
	case LLVMBitCast:
	case LLVMAddrSpaceCast:
	case LLVMFreeze:
	case LLVMInsertValue:
		fact_add(trace, user, object, offset);
		return;
	case LLVMExtractValue:
		if (LLVMGetTypeKind(LLVMTypeOf(user)) == LLVMPointerTypeKind ||
		    (LLVMGetTypeKind(LLVMTypeOf(user)) == LLVMIntegerTypeKind &&
		     LLVMGetIntTypeWidth(LLVMTypeOf(user)) == 64))
			fact_add(trace, user, object, offset);
		return;
	case LLVMSelect:
		if (is_chosen(trace, user, value))
			fact_add(trace, user, object, offset);
		return;
	case LLVMPHI:
		for (unsigned int i = 0; i < LLVMCountIncoming(user); i++)
			if (LLVMGetIncomingValue(user, i) == value &&
			    constants_reach(&trace->constants, LLVMGetIncomingBlock(user, i)) &&
			    constants_edge(&trace->constants, LLVMGetIncomingBlock(user, i),
					   LLVMGetInstructionParent(user)))
				fact_add(trace, user, object, offset);
		return;
	case LLVMAdd:
	case LLVMSub:
	case LLVMAnd:
	case LLVMOr:
		computed(trace, user, value, object, offset);
		return;
	case LLVMLoad:
		loaded(trace, user, object, offset);
		return;
	case LLVMStore:
		if (LLVMGetOperand(user, 0) == value)
			fact_stored(trace, user, LLVMGetOperand(user, 1), 0, object, offset);
		return;
	case LLVMCall:
	case LLVMInvoke:
	case LLVMCallBr:
		note_call(trace, user);
		return;
	default:
		return;
	}
}

static void propagate(struct trace *trace)
{
	while (trace->queue_count && !trace->answers->error) {
		size_t at = trace->queue[--trace->queue_count];
		struct fact fact = trace->facts[at];

		trace->facts[at].queued = false;
		for (LLVMUseRef use = LLVMGetFirstUse(fact.value); use; use = LLVMGetNextUse(use)) {
			LLVMValueRef user = LLVMGetUser(use);

			if (LLVMIsAInstruction(user) &&
			    constants_reach(&trace->constants, LLVMGetInstructionParent(user)))
				used(trace, user, fact.value, fact.object, fact.offset);
		}
	}
}

static void start(struct trace *trace)
{
	const struct question *question = trace->question;

	for (uint64_t level = 0; level <= question->path.depth; level++)
		if (object_add(trace, (struct object){ .kind = OBJECT_CHAIN, .level = level }) ==
		    NONE)
			return;
	for (uint64_t level = 0; level < question->path.depth; level++)
		content_add(trace, level, offsets_fixed(question->path.offsets[level]), level + 1,
			    offsets_fixed(0));
	fact_add(trace, LLVMGetParam(question->function, (unsigned int)question->argument), 0,
		 offsets_fixed(0));
}

void facts_find(struct trace *trace)
{
	start(trace);
	do {
		propagate(trace);
		trace->changed = false;
		calls_ask(trace, false);
	} while (trace->changed && !trace->answers->error);
}
