// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * What holds addresses: the chain that the question's path leads through, variables of the function
 * and what other arguments point at, each with the addresses that were put into it. An address that
 * is put anywhere else can be found by others, and what they do is unknown, but for structs that
 * externals.def knows. Imprecise where an address is put at several places at once: it is then at
 * all of them. See trace.h.
 */
#include <errno.h>
#include <stdio.h>

#include "audit/effects/externals.h"
#include "audit/effects/trace.h"
#include "audit/ir/fields.h"
#include "llvm-pass/support/array.h"

static void fail(struct trace *trace)
{
	trace->answers->error = -ENOMEM;
}

size_t object_add(struct trace *trace, struct object object)
{
	struct object *objects = array_grow(trace->objects, trace->object_count, sizeof(*objects));

	if (!objects) {
		fail(trace);
		return NONE;
	}
	object.contents = NONE;
	trace->objects = objects;
	objects[trace->object_count] = object;
	return trace->object_count++;
}

/* Whoever may load from an object hears of what is new in it. */
static void requeue(struct trace *trace, size_t object)
{
	for (size_t i = 0; i < trace->fact_count; i++)
		if (trace->facts[i].object == object)
			fact_enqueue(trace, i);
}

void content_add(struct trace *trace, size_t object, struct offsets at, size_t to,
		 struct offsets offset)
{
	struct content *contents;

	for (size_t i = trace->objects[object].contents; i != NONE; i = trace->contents[i].next) {
		struct content *one = &trace->contents[i];
		struct offsets joined;

		if (one->object != to || !offsets_equal(one->at, at))
			continue;
		joined = offsets_join(one->offset, offset);
		if (!offsets_equal(joined, one->offset)) {
			one->offset = OFFSETS_UNKNOWN;
			requeue(trace, object);
		}
		return;
	}
	contents = array_grow(trace->contents, trace->content_count, sizeof(*contents));
	if (!contents) {
		fail(trace);
		return;
	}
	trace->contents = contents;
	contents[trace->content_count] =
		(struct content){ at, to, offset, trace->objects[object].contents };
	trace->objects[object].contents = trace->content_count++;
	requeue(trace, object);
}

struct offsets gep_offset(const struct trace *trace, LLVMValueRef gep)
{
	LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);
	struct offsets offset = offsets_fixed(0);

	for (int i = 1; i < LLVMGetNumOperands(gep); i++) {
		LLVMValueRef index = LLVMGetOperand(gep, (unsigned int)i);
		uint64_t size;

		if (i > 1 && LLVMGetTypeKind(type) == LLVMStructTypeKind) {
			unsigned int field = (unsigned int)LLVMConstIntGetZExtValue(index);

			offset = offsets_add(offset, offsets_fixed((int64_t)LLVMOffsetOfElement(
							     trace->layout, type, field)));
			type = LLVMStructGetTypeAtIndex(type, field);
			continue;
		}
		if (i > 1)
			type = LLVMGetElementType(type);
		size = LLVMABISizeOfType(trace->layout, type);
		if (!LLVMIsAConstantInt(index))
			return OFFSETS_UNKNOWN;
		offset = offsets_add(offset, offsets_scale(LLVMConstIntGetSExtValue(index),
							   LLVMConstIntGetSExtValue(index), size));
	}
	return offset;
}

/* The alloca or argument behind constant offsets; any other value as it is. */
static LLVMValueRef base_of(const struct trace *trace, LLVMValueRef address, struct offsets *offset)
{
	*offset = offsets_fixed(0);
	for (unsigned int i = 0; i < 32; i++) {
		if (LLVMIsAGetElementPtrInst(address))
			*offset = offsets_add(*offset, gep_offset(trace, address));
		else if (!LLVMIsABitCastInst(address) && !LLVMIsAIntToPtrInst(address) &&
			 !LLVMIsAPtrToIntInst(address))
			break;
		address = LLVMGetOperand(address, 0);
	}
	return address;
}

/* The object of a variable or of another argument that addresses are left in, made when first met.
 */
static size_t holder_of(struct trace *trace, LLVMValueRef base)
{
	struct object object = { .kind = OBJECT_LOCAL, .local = base };
	size_t made;

	if (LLVMIsAArgument(base)) {
		object.kind = OBJECT_PARAMETER;
		while (LLVMGetParam(trace->question->function, (unsigned int)object.parameter) !=
		       base)
			object.parameter++;
	} else if (!LLVMIsAAllocaInst(base)) {
		return NONE;
	}
	for (size_t i = 0; i < trace->object_count; i++)
		if (trace->objects[i].kind == object.kind &&
		    trace->objects[i].local == object.local &&
		    (object.kind == OBJECT_LOCAL ||
		     trace->objects[i].parameter == object.parameter))
			return i;
	made = object_add(trace, object);
	if (made != NONE)
		fact_add(trace, base, made, offsets_fixed(0));
	return made;
}

/* Into memory that someone else can find. */
static void stored_elsewhere(struct trace *trace, LLVMValueRef at, LLVMValueRef address)
{
	struct event event = { .at = at,
			       .kind = EVENT_UNKNOWN,
			       .offset = OFFSETS_UNKNOWN,
			       .reason = "the address is stored where others find it",
			       .next = NONE };
	const struct external *row = NULL;
	struct field field;
	char name[FIELD_TEXT];

	if (field_of(address, trace->layout, &field)) {
		snprintf(name, sizeof(name), "struct %.*s", (int)field.length, field.name);
		row = external_of(name, 1);
	}
	if (row) {
		event.kind = EVENT_READ;
		event.reason = row->reason;
	}
	event_add(trace, event);
}

void fact_stored(struct trace *trace, LLVMValueRef at, LLVMValueRef address, int64_t moved,
		 size_t object, struct offsets offset)
{
	size_t fact = facts_of(trace, address), holder;
	struct offsets where;
	LLVMValueRef base = base_of(trace, address, &where);

	for (size_t i = fact; i != NONE; i = trace->facts[i].next)
		content_add(trace, trace->facts[i].object,
			    offsets_add(trace->facts[i].offset, offsets_fixed(moved)), object,
			    offset);
	if (fact != NONE)
		return;
	holder = holder_of(trace, base);
	if (holder != NONE) {
		content_add(trace, holder, offsets_add(where, offsets_fixed(moved)), object,
			    offset);
		return;
	}
	stored_elsewhere(trace, at, address);
}
