// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Follows numbers back to what they are a copy of; see packet_word.h. */
#include "llvm-pass/hazards/packet-width/packet_word.h"

#include <stdint.h>

#include "llvm-pass/context/packet_pointer.h"
#include "llvm-pass/ir/called.h"

struct search {
	bridge_analyses *analyses;
	LLVMValueRef seen[PACKET_WORD_MOST];
	size_t count;
};

static bool is_integer(LLVMValueRef value, unsigned int width)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	return LLVMGetTypeKind(type) == LLVMIntegerTypeKind && LLVMGetIntTypeWidth(type) == width;
}

bool packet_word_is_32(LLVMValueRef value)
{
	return is_integer(value, 32);
}

bool packet_word_is_64(LLVMValueRef value)
{
	return is_integer(value, 64);
}

/* True if a user of a stack object only loads or stores all of it. */
static bool is_whole_access(LLVMValueRef user, LLVMValueRef object)
{
	if (LLVMIsALoadInst(user))
		return packet_word_is_64(user);
	return LLVMIsAStoreInst(user) && LLVMGetOperand(user, 0) != object &&
	       packet_word_is_64(LLVMGetOperand(user, 0));
}

bool packet_word_in_slot(LLVMValueRef access, LLVMValueRef *slot)
{
	LLVMValueRef object = LLVMIsALoadInst(access)	 ? LLVMGetOperand(access, 0)
			      : LLVMIsAStoreInst(access) ? LLVMGetOperand(access, 1)
							 : NULL;

	if (!object || !LLVMIsAAllocaInst(object))
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(object); use; use = LLVMGetNextUse(use))
		if (!is_whole_access(LLVMGetUser(use), object))
			return false;
	*slot = object;
	return true;
}

/* False if it was seen before, or too much was. */
static bool is_new(struct search *search, LLVMValueRef value)
{
	for (size_t i = 0; i < search->count; i++)
		if (search->seen[i] == value)
			return false;
	if (search->count == PACKET_WORD_MOST)
		return false;
	search->seen[search->count++] = value;
	return true;
}

static bool is_cast(LLVMValueRef value)
{
	return LLVMIsATruncInst(value) || LLVMIsAZExtInst(value) || LLVMIsAPtrToIntInst(value) ||
	       LLVMIsAIntToPtrInst(value);
}

/* True for what takes nothing away from a number of 32 bits in 64. */
bool packet_word_is_mask(LLVMValueRef value)
{
	LLVMValueRef mask;

	if (!LLVMIsABinaryOperator(value) || LLVMGetInstructionOpcode(value) != LLVMAnd ||
	    !packet_word_is_64(value))
		return false;
	mask = LLVMGetOperand(value, 1);
	return LLVMIsAConstantInt(mask) && (uint32_t)LLVMConstIntGetZExtValue(mask) == UINT32_MAX;
}

/* A cast that leaves the number what it is. */
static bool keeps_number(bridge_analyses *analyses, LLVMValueRef value)
{
	LLVMValueRef of;

	if (!is_cast(value))
		return packet_word_is_mask(value);
	of = LLVMGetOperand(value, 0);
	return !LLVMIsATruncInst(value) || (packet_word_is_32(value) && packet_word_is_64(of) &&
					    packet_word_is_short(analyses, of));
}

static bool search_in(struct search *search, LLVMValueRef value);

LLVMValueRef packet_word_passed(LLVMValueRef value)
{
	return calls_intrinsic(value, "llvm.bpf.passthrough") ? LLVMGetOperand(value, 1) : NULL;
}

static bool search_in_slot(struct search *search, LLVMValueRef slot)
{
	for (LLVMUseRef use = LLVMGetFirstUse(slot); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef store = LLVMGetUser(use);

		if (LLVMIsAStoreInst(store) && search_in(search, LLVMGetOperand(store, 0)))
			return true;
	}
	return false;
}

/* Behind a branch there is no room to extend what it returns. */
static bool takes_of_branch(LLVMValueRef value)
{
	for (int i = 0; i < LLVMGetNumOperands(value); i++)
		if (LLVMIsATerminatorInst(LLVMGetOperand(value, (unsigned int)i)))
			return true;
	return false;
}

static bool search_in(struct search *search, LLVMValueRef value)
{
	LLVMValueRef tied, slot;
	unsigned int argument;

	if (!LLVMIsAInstruction(value) || !is_new(search, value) || takes_of_branch(value))
		return false;
	if (LLVMIsALoadInst(value))
		return packet_field_is(search->analyses, value) ||
		       (packet_word_in_slot(value, &slot) && search_in_slot(search, slot));
	if (LLVMIsASelectInst(value))
		return search_in(search, LLVMGetOperand(value, 1)) ||
		       search_in(search, LLVMGetOperand(value, 2));
	if (keeps_number(search->analyses, value))
		return search_in(search, LLVMGetOperand(value, 0));
	if (packet_word_passed(value))
		return search_in(search, packet_word_passed(value));
	tied = bridge_tied_call(value, &argument);
	if (tied)
		return search_in(search, LLVMGetOperand(tied, argument));
	if (!LLVMIsAPHINode(value))
		return false;
	for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
		if (search_in(search, LLVMGetIncomingValue(value, i)))
			return true;
	return false;
}

bool packet_word_is(bridge_analyses *analyses, LLVMValueRef value)
{
	struct search search = { .analyses = analyses };

	return search_in(&search, value);
}

static bool is_short(struct search *search, LLVMValueRef value);

/* True if a store surely comes before a load. */
static bool is_before(struct search *search, LLVMValueRef store, LLVMValueRef load)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(load);

	if (LLVMGetInstructionParent(store) != block)
		return bridge_dominates(search->analyses, LLVMGetInstructionParent(store), block);
	while (store && store != load)
		store = LLVMGetNextInstruction(store);
	return store;
}

/* True if something was stored before a load, and all that is ever stored is short. */
static bool is_short_in_slot(struct search *search, LLVMValueRef slot, LLVMValueRef load)
{
	bool any = false;

	for (LLVMUseRef use = LLVMGetFirstUse(slot); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef store = LLVMGetUser(use);

		if (!LLVMIsAStoreInst(store))
			continue;
		if (!is_short(search, LLVMGetOperand(store, 0)))
			return false;
		any |= is_before(search, store, load);
	}
	return any;
}

static bool was_seen(const struct search *search, LLVMValueRef value)
{
	for (size_t i = 0; i < search->count; i++)
		if (search->seen[i] == value)
			return true;
	return false;
}

/* Around a loop it is short if what comes into the loop is. */
static bool is_short(struct search *search, LLVMValueRef value)
{
	LLVMValueRef tied, slot;
	unsigned int argument;

	if (LLVMIsAConstantInt(value))
		return LLVMConstIntGetZExtValue(value) <= UINT32_MAX;
	if (!LLVMIsAInstruction(value))
		return false;
	if (was_seen(search, value))
		return true;
	if (!is_new(search, value))
		return false;
	if (LLVMIsAZExtInst(value))
		return LLVMGetIntTypeWidth(LLVMTypeOf(LLVMGetOperand(value, 0))) <= 32;
	if (LLVMIsALoadInst(value))
		return packet_word_in_slot(value, &slot) && is_short_in_slot(search, slot, value);
	if (LLVMIsASelectInst(value))
		return is_short(search, LLVMGetOperand(value, 1)) &&
		       is_short(search, LLVMGetOperand(value, 2));
	if (LLVMIsAPtrToIntInst(value) || LLVMIsAIntToPtrInst(value))
		return is_short(search, LLVMGetOperand(value, 0));
	if (packet_word_is_mask(value))
		return is_short(search, LLVMGetOperand(value, 1)) ||
		       is_short(search, LLVMGetOperand(value, 0));
	tied = bridge_tied_call(value, &argument);
	if (tied)
		return is_short(search, LLVMGetOperand(tied, argument));
	if (!LLVMIsAPHINode(value))
		return false;
	for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
		if (!is_short(search, LLVMGetIncomingValue(value, i)))
			return false;
	return true;
}

bool packet_word_is_short(bridge_analyses *analyses, LLVMValueRef value)
{
	struct search search = { .analyses = analyses };

	return is_short(&search, value);
}
