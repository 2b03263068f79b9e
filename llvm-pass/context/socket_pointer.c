// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Recognises sockets; see socket_pointer.h. */
#include "llvm-pass/context/socket_pointer.h"

#include "llvm-pass/context/context.h"
#include "llvm-pass/context/context_parts.h"
#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/verifier/helper_table.h"
#include "llvm-pass/verifier/program_kind.h"

/* How many choices one after the other are followed. */
#define MOST_SOCKETS 3

/* What a helper returns, in whatever program. */
static enum socket_kind kind_of_result(unsigned int helper)
{
	for (size_t i = 0; i < helper_signature_count; i++) {
		if (helper_signatures[i].id != helper)
			continue;
		switch (helper_signatures[i].returns & SIGNATURE_KIND) {
		case SIGNATURE_SOCKET:
			return SOCKET_FULL;
		case SIGNATURE_SOCK_COMMON:
			return SOCKET_COMMON;
		case SIGNATURE_TCP_SOCK:
			return SOCKET_TCP;
		default:
			return SOCKET_NONE;
		}
	}
	return SOCKET_NONE;
}

/* The bytes that a chain of getelementptr adds. Returns false where they are no constant. */
static bool constant_distance(LLVMValueRef address, LLVMValueRef start, int64_t *bytes)
{
	while (address != start) {
		if (!visit_indices(layout_of(address), address, bytes, NULL, NULL))
			return false;
		address = LLVMGetOperand(address, 0);
	}
	return true;
}

/* What a pointer is that is loaded from a field of the context; the newest kernel has most. */
static enum socket_kind kind_of_field(LLVMValueRef load)
{
	LLVMValueRef address = LLVMGetOperand(load, 0), start = address_start(address);
	struct series newest = series_of(kernel_series[kernel_series_count - 1]);
	const struct section *kind;
	enum context_what what = CONTEXT_NUMBER;
	int64_t offset = 0;

	if (!context_is(start) || !constant_distance(address, start, &offset) || offset < 0 ||
	    offset > INT16_MAX)
		return SOCKET_NONE;
	kind = program_kind(context_section(start));
	if (!kind || !program_kind_context(kind, &newest, (int)offset, 8, false, &what))
		return SOCKET_NONE;
	switch (what) {
	case CONTEXT_SOCKET:
	case CONTEXT_SOCKET_OR_NULL:
		return SOCKET_FULL;
	case CONTEXT_SOCK_COMMON_OR_NULL:
		return SOCKET_COMMON;
	default:
		return SOCKET_NONE;
	}
}

/* What a choice is: the kind of all that are chosen from, but for NULL. */
static enum socket_kind kind_of_choice(LLVMValueRef choice, unsigned int depth);

static enum socket_kind kind_of(LLVMValueRef value, unsigned int depth)
{
	if (LLVMGetTypeKind(LLVMTypeOf(value)) != LLVMPointerTypeKind)
		return SOCKET_NONE;
	if (LLVMIsACallInst(value))
		return called_helper(value) ? kind_of_result(called_helper(value)) : SOCKET_NONE;
	if (LLVMIsALoadInst(value))
		return kind_of_field(value);
	if (LLVMIsASelectInst(value) || LLVMIsAPHINode(value))
		return depth ? kind_of_choice(value, depth - 1) : SOCKET_NONE;
	return SOCKET_NONE;
}

static enum socket_kind kind_of_choice(LLVMValueRef choice, unsigned int depth)
{
	bool selects = LLVMIsASelectInst(choice);
	unsigned int count = selects ? 2 : LLVMCountIncoming(choice);
	enum socket_kind all = SOCKET_NONE;

	for (unsigned int i = 0; i < count; i++) {
		LLVMValueRef value =
			selects ? LLVMGetOperand(choice, i + 1) : LLVMGetIncomingValue(choice, i);
		enum socket_kind kind;

		if (LLVMIsNull(value))
			continue;
		kind = kind_of(value, depth);
		if (!kind || (all && all != kind))
			return SOCKET_NONE;
		all = kind;
	}
	return all;
}

enum socket_kind socket_kind(LLVMValueRef value)
{
	return kind_of(value, MOST_SOCKETS);
}
