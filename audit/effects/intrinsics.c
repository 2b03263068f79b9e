// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * What functions do that are not read: LLVM's own, those of externals.def, and inline assembly as
 * far as its operands tell. See trace.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/effects/externals.h"
#include "audit/effects/trace.h"

static bool starts(const char *name, const char *start)
{
	return !strncmp(name, start, strlen(start));
}

/* Bytes from where an address points; nothing if it is not in the memory asked about. */
static void access_add(struct trace *trace, LLVMValueRef call, const struct fact *fact,
		       struct event event, bool deep)
{
	bool asked = object_is_asked(trace, fact->object);

	/* What goes up to wherever goes through addresses, too. */
	if (!asked && (!deep || trace->objects[fact->object].contents == NONE))
		return;
	event.at = call;
	event.offset = asked ? fact->offset : OFFSETS_UNKNOWN;
	event.next = NONE;
	event_add(trace, event);
}

/* Addresses that are copied with what holds them. */
static void copy_contents(struct trace *trace, LLVMValueRef call, LLVMValueRef to,
			  const struct fact *from, uint64_t length)
{
	if (object_is_asked(trace, from->object) || !offsets_are_fixed(from->offset))
		return;
	for (size_t i = trace->objects[from->object].contents; i != NONE;) {
		struct content content = trace->contents[i];

		i = content.next;
		if (!offsets_are_fixed(content.at) || content.at.first < from->offset.first ||
		    content.at.first >= from->offset.first + (int64_t)length)
			continue;
		fact_stored(trace, call, to, content.at.first - from->offset.first, content.object,
			    content.offset);
	}
}

static void run_row(struct trace *trace, LLVMValueRef call, const struct external *row,
		    const struct fact *fact, bool with_events)
{
	struct event event = { .reason = row->reason };
	bool deep = row->size_kind == EXTERNAL_TEXT;
	uint64_t number;

	if (row->effects & EXTERNAL_RETURNS)
		fact_add(trace, call, fact->object,
			 row->effects & EXTERNAL_FILLS ? fact->offset : OFFSETS_UNKNOWN);
	if (!with_events)
		return;
	if (row->size_kind == EXTERNAL_BYTES)
		event.length = row->size;
	else if (row->size_kind == EXTERNAL_ARGUMENT)
		event.length_value = LLVMGetOperand(call, row->size - 1);
	if (event.length_value && constants_value(&trace->constants, event.length_value, &number)) {
		event.length = number;
		event.length_value = NULL;
		if (!number)
			return;
	}
	if (row->effects & EXTERNAL_READS) {
		event.kind = EVENT_READ;
		access_add(trace, call, fact, event, deep);
	}
	if (row->effects & (EXTERNAL_FILLS | EXTERNAL_WRITES | EXTERNAL_FILLS_IF_ZERO)) {
		event.kind = EVENT_WRITE;
		event.sure = row->effects & EXTERNAL_FILLS;
		event.sure_if_zero = row->effects & EXTERNAL_FILLS_IF_ZERO;
		event.sure_if_negative = row->effects & EXTERNAL_FILLS_IF_NEGATIVE;
		event.counted = row->effects & EXTERNAL_COUNTED;
		event.partial = row->effects & EXTERNAL_WRITES;
		access_add(trace, call, fact, event, deep);
	}
	if (row->effects & EXTERNAL_KEEPS) {
		event.kind = EVENT_UNKNOWN;
		access_add(trace, call, fact, event, deep);
	}
}

static void run_external(struct trace *trace, LLVMValueRef call, const char *name, bool with_events)
{
	for (unsigned int i = 0; i < LLVMGetNumArgOperands(call); i++) {
		const struct external *row = external_of(name, i + 1);
		size_t at = facts_of(trace, LLVMGetOperand(call, i));

		for (; row && at != NONE; at = trace->facts[at].next) {
			struct fact fact = trace->facts[at];

			run_row(trace, call, row, &fact, with_events);
		}
	}
	if (strstr(name, "memcpy") || strstr(name, "memmove")) {
		size_t at = facts_of(trace, LLVMGetOperand(call, 1));
		uint64_t length;

		if (!constants_value(&trace->constants, LLVMGetOperand(call, 2), &length))
			length = INT32_MAX;
		for (; at != NONE; at = trace->facts[at].next) {
			struct fact fact = trace->facts[at];

			copy_contents(trace, call, LLVMGetOperand(call, 0), &fact, length);
		}
	}
}

/* The constraint of an argument of inline assembly; NULL without one. */
static const char *constraint_of(const char *text, unsigned int argument)
{
	while (text && *text) {
		bool takes = *text != '~' && (*text != '=' || strchr(text, '*') == text + 1 ||
					      (text[1] == '&' && text[2] == '*'));

		/* Labels of asm goto are no arguments. */
		if (takes && *text != '!' && argument-- == 0)
			return text;
		text = strchr(text, ',');
		text = text ? text + 1 : NULL;
	}
	return NULL;
}

static uint64_t size_of_operand(struct trace *trace, LLVMValueRef call, unsigned int argument)
{
	unsigned int kind = LLVMGetEnumAttributeKindForName("elementtype", 11);
	LLVMAttributeRef attribute = LLVMGetCallSiteEnumAttribute(call, argument + 1, kind);

	return attribute ? LLVMABISizeOfType(trace->layout, LLVMGetTypeAttributeValue(attribute))
			 : 0;
}

/* The row of inline assembly, "asm:" and how it begins; NULL without one. */
static const struct external *row_of_assembly(const char *text)
{
	char name[64];

	snprintf(name, sizeof(name), "asm:%s", text + strspn(text, " \t\n"));
	return external_of(name, 1);
}

static void run_operand(struct trace *trace, LLVMValueRef call, unsigned int argument,
			const char *constraint, const char *text, const struct fact *fact)
{
	struct event event = { .length = size_of_operand(trace, call, argument) };
	bool in_memory = constraint && memchr(constraint, '*', strcspn(constraint, ","));

	if (in_memory) {
		event.kind = constraint[0] == '=' ? EVENT_WRITE : EVENT_READ;
	} else {
		event.kind = EVENT_UNKNOWN;
		event.reason = answers_text(trace->answers, "inline assembly: %.60s", text);
	}
	access_add(trace, call, fact, event, false);
}

static void run_assembly(struct trace *trace, LLVMValueRef call, bool with_events)
{
	LLVMValueRef called = LLVMGetCalledValue(call);
	size_t text_length, length;
	const char *text = LLVMGetInlineAsmAsmString(called, &text_length);
	const char *constraints = LLVMGetInlineAsmConstraintString(called, &length);
	char *constraint_text = strndup(constraints, length), *copy = strndup(text, text_length);

	for (unsigned int i = 0; constraint_text && copy && i < LLVMGetNumArgOperands(call); i++) {
		size_t at = facts_of(trace, LLVMGetOperand(call, i));

		for (; at != NONE; at = trace->facts[at].next) {
			struct fact fact = trace->facts[at];

			/* Without a word in it, it hides a value from the compiler and returns it.
			 */
			if (!copy[strspn(copy, " \t\n")]) {
				if (LLVMGetTypeKind(LLVMTypeOf(call)) != LLVMVoidTypeKind)
					fact_add(trace, call, fact.object, fact.offset);
			} else if (row_of_assembly(copy)) {
				run_row(trace, call, row_of_assembly(copy), &fact, with_events);
			} else if (with_events) {
				run_operand(trace, call, i, constraint_of(constraint_text, i), copy,
					    &fact);
			}
		}
	}
	free(constraint_text);
	free(copy);
}

bool intrinsic_call(struct trace *trace, LLVMValueRef call, const char *name, bool with_events)
{
	static const char *const passing[] = { "llvm.expect.", "llvm.ptrmask.", "llvm.launder.",
					       "llvm.strip.", "llvm.ptr.annotation." };

	if (LLVMIsAInlineAsm(LLVMGetCalledValue(call))) {
		run_assembly(trace, call, with_events);
		return true;
	}
	if (starts(name, "llvm.memcpy.")) {
		run_external(trace, call, "memcpy", with_events);
		return true;
	}
	if (starts(name, "llvm.memmove.")) {
		run_external(trace, call, "memmove", with_events);
		return true;
	}
	if (starts(name, "llvm.memset.")) {
		run_external(trace, call, "memset", with_events);
		return true;
	}
	for (size_t i = 0; i < sizeof(passing) / sizeof(*passing); i++)
		if (starts(name, passing[i])) {
			size_t at = facts_of(trace, LLVMGetOperand(call, 0));

			for (; at != NONE; at = trace->facts[at].next) {
				struct fact fact = trace->facts[at];

				fact_add(trace, call, fact.object, fact.offset);
			}
		}
	if (starts(name, "llvm."))
		return true;
	if (*name && externals_know(name)) {
		run_external(trace, call, name, with_events);
		return true;
	}
	return false;
}
