// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Takes addresses apart; see checked_memory.h. */
#include "llvm-pass/ranges/checked_memory.h"

#include <string.h>

#include "llvm-pass/ir/address_space.h"
#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/ir/constant_number.h"
#include "llvm-pass/ir/function_calls.h"
#include "llvm-pass/ranges/number_form.h"

/* How far a base is followed through phi and select. */
#define MOST_DEPTH 4

/* How many bases are looked at in all: merges of merges, and callers of callers, are many. */
#define MOST_VISITS 512

/* The memory that an address points into, while it is looked for. */
struct search {
	LLVMTargetDataRef layout;
	unsigned int visits;
};

/* Numbers of enum bpf_func_id. */
enum {
	MAP_LOOKUP_ELEM = 1,
	GET_LOCAL_STORAGE = 81,
	SK_STORAGE_GET = 107,
	RINGBUF_RESERVE = 131,
	INODE_STORAGE_GET = 145,
	TASK_STORAGE_GET = 156,
	MAP_LOOKUP_PERCPU_ELEM = 195,
	DYNPTR_DATA = 203,
	CGRP_STORAGE_GET = 210,
};

static bool is_section(LLVMValueRef global, const char *name)
{
	const char *section = LLVMGetSection(global);

	return section && !strcmp(section, name);
}

static uint64_t constant_argument(LLVMValueRef call, unsigned int argument)
{
	uint64_t number;

	return call_constant(call, argument, &number) ? number : 0;
}

/* Memory that a helper returned. */
static bool is_from_helper(LLVMValueRef call, uint64_t *room)
{
	switch (called_helper(call)) {
	case MAP_LOOKUP_ELEM:
	case GET_LOCAL_STORAGE:
	case SK_STORAGE_GET:
	case INODE_STORAGE_GET:
	case TASK_STORAGE_GET:
	case MAP_LOOKUP_PERCPU_ELEM:
	case CGRP_STORAGE_GET:
		*room = bridge_map_value_size(call_argument(call, 0));
		return true;
	case RINGBUF_RESERVE:
		*room = constant_argument(call, 1);
		return true;
	case DYNPTR_DATA:
		*room = constant_argument(call, 2);
		return true;
	default:
		return false;
	}
}

/* Memory that a kfunc returned: as many bytes as its last argument says. */
static bool is_from_kfunc(LLVMValueRef call, uint64_t *room)
{
	const char *kfunc = called_kfunc(call);

	if (!kfunc ||
	    (strcmp(kfunc, "bpf_dynptr_slice") != 0 &&
	     strcmp(kfunc, "bpf_dynptr_slice_rdwr") != 0) ||
	    LLVMGetNumArgOperands(call) != 4)
		return false;
	*room = constant_argument(call, 3);
	return true;
}

/* A packet's start: a 32-bit field of the context, cast to a pointer. */
static bool is_packet(LLVMValueRef value)
{
	LLVMValueRef number;

	if (!LLVMIsAIntToPtrInst(value))
		return false;
	number = number_behind(LLVMGetOperand(value, 0));
	if (!LLVMIsAZExtInst(number))
		return false;
	number = number_behind(LLVMGetOperand(number, 0));
	return LLVMIsALoadInst(number) && LLVMGetIntTypeWidth(LLVMTypeOf(number)) == 32;
}

static bool address_at(struct search *search, LLVMValueRef pointer, struct checked_address *address,
		       unsigned int depth);

/* What all callers of a function give it; *room is the least of theirs. */
static bool is_from_callers(struct search *search, LLVMValueRef argument, uint64_t *room,
			    unsigned int depth)
{
	LLVMValueRef function = LLVMGetParamParent(argument), last = NULL;
	unsigned int position = function_argument_position(argument);
	uint64_t least = UINT64_MAX;

	if (!function_has_only_calls(function))
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef given = LLVMGetOperand(LLVMGetUser(use), position);
		struct checked_address address;
		uint64_t left = 0;

		if (given == last)
			continue;
		last = given;
		if (!address_at(search, given, &address, depth + 1))
			return false;
		if (!address.term_count && address.constant >= 0 &&
		    (uint64_t)address.constant < address.room)
			left = address.room - (uint64_t)address.constant;
		least = left < least ? left : least;
	}
	*room = least;
	return true;
}

/* True for memory whose accesses the verifier checks; *room as in struct checked_address. */
static bool is_checked(struct search *search, LLVMValueRef base, uint64_t *room, unsigned int depth)
{
	uint64_t ignored;

	*room = 0;
	if (depth > MOST_DEPTH || search->visits++ >= MOST_VISITS ||
	    !address_space_is_checked(base))
		return false;
	if (LLVMIsAAllocaInst(base)) {
		LLVMValueRef count = LLVMGetOperand(base, 0);

		if (constant_number_is(count))
			*room = LLVMABISizeOfType(search->layout, LLVMGetAllocatedType(base)) *
				LLVMConstIntGetZExtValue(count);
		return true;
	}
	if (LLVMIsAGlobalVariable(base)) {
		if (LLVMIsDeclaration(base) || is_section(base, ".maps"))
			return false;
		*room = LLVMABISizeOfType(search->layout, LLVMGlobalGetValueType(base));
		return true;
	}
	if (LLVMIsACallInst(base))
		return is_from_helper(base, room) || is_from_kfunc(base, room);
	if (LLVMIsASelectInst(base))
		return is_checked(search, LLVMGetOperand(base, 1), &ignored, depth + 1) &&
		       is_checked(search, LLVMGetOperand(base, 2), &ignored, depth + 1);
	if (LLVMIsAPHINode(base)) {
		for (unsigned int i = 0; i < LLVMCountIncoming(base); i++) {
			LLVMValueRef value = address_start(LLVMGetIncomingValue(base, i));

			if (value != base && !is_checked(search, value, &ignored, depth + 1))
				return false;
		}
		return true;
	}
	if (LLVMIsAArgument(base))
		return is_from_callers(search, base, room, depth);
	if (!is_packet(base))
		return false;
	*room = CHECKED_PACKET;
	return true;
}

/* Adds one index to the address. Returns false where it cannot be told what it adds. */
static bool add_index(struct checked_address *address, LLVMValueRef gep, unsigned int operand,
		      int64_t scale)
{
	LLVMValueRef index = LLVMGetOperand(gep, operand);
	int64_t bytes;

	/* Of a type without a size, any number of steps leads nowhere. */
	if (!scale)
		return true;
	if (constant_number_is(index))
		return !__builtin_mul_overflow(LLVMConstIntGetSExtValue(index), scale, &bytes) &&
		       !__builtin_add_overflow(address->constant, bytes, &address->constant);
	if (LLVMGetTypeKind(LLVMTypeOf(index)) != LLVMIntegerTypeKind ||
	    LLVMGetIntTypeWidth(LLVMTypeOf(index)) != 64 || !LLVMIsAInstruction(gep) ||
	    address->term_count == CHECKED_TERMS)
		return false;
	address->terms[address->term_count++] = (struct checked_term){ gep, operand, scale, true };
	return true;
}

static bool add_gep(struct checked_address *address, LLVMValueRef gep, LLVMTargetDataRef layout)
{
	LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);
	unsigned int count = (unsigned int)LLVMGetNumOperands(gep);

	for (unsigned int operand = 1; operand < count; operand++) {
		LLVMValueRef index = LLVMGetOperand(gep, operand);

		if (operand > 1 && LLVMGetTypeKind(type) == LLVMStructTypeKind) {
			unsigned int field = (unsigned int)LLVMConstIntGetZExtValue(index);

			address->constant += (int64_t)LLVMOffsetOfElement(layout, type, field);
			type = LLVMStructGetTypeAtIndex(type, field);
			continue;
		}
		if (operand > 1) {
			if (LLVMGetTypeKind(type) != LLVMArrayTypeKind)
				return false;
			type = LLVMGetElementType(type);
		}
		if (!add_index(address, gep, operand, (int64_t)LLVMABISizeOfType(layout, type)))
			return false;
	}
	return true;
}

static bool is_gep(LLVMValueRef value)
{
	return LLVMIsAGetElementPtrInst(value) ||
	       (LLVMIsAConstantExpr(value) && LLVMGetConstOpcode(value) == LLVMGetElementPtr);
}

static bool address_at(struct search *search, LLVMValueRef pointer, struct checked_address *address,
		       unsigned int depth)
{
	*address = (struct checked_address){ 0 };
	pointer = number_behind(pointer);
	for (unsigned int i = 0; i < MOST_LINKS && is_gep(pointer); i++) {
		if (!add_gep(address, pointer, search->layout))
			return false;
		pointer = number_behind(LLVMGetOperand(pointer, 0));
	}
	address->base = pointer;
	if (!is_checked(search, pointer, &address->room, depth))
		return false;
	for (unsigned int i = 0; i < address->term_count; i++)
		address->terms[i].on_stack = !LLVMIsAGlobalVariable(pointer) &&
					     !LLVMIsACallInst(pointer) &&
					     address->room != CHECKED_PACKET;
	return true;
}

bool checked_address_of(LLVMValueRef pointer, LLVMTargetDataRef layout,
			struct checked_address *address)
{
	struct search search = { .layout = layout };

	return address_at(&search, pointer, address, 0);
}
