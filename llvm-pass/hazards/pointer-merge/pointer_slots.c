// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Finds slots, gives each of them a store of its own again, and has them promoted; see
 * pointer_slots.h.
 *
 *	store %p, phi [%a, A], [%b, B]	==>	A:	%old.b = load %b
 *						B:	%old.a = load %a
 *							store phi [%p, A], [%old.a, B], %a
 *							store phi [%old.b, A], [%p, B], %b
 *
 * What a slot held where the phi's block starts it still holds at the store, since nothing writes
 * to any of them in between. A select is given a branch first, and is a phi then.
 */
#include "llvm-pass/hazards/pointer-merge/pointer_slots.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/support/array.h"
#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/ir/constant_number.h"

/* ---- Finding ---- */

static bool is_pointer(LLVMTypeRef type)
{
	return LLVMGetTypeKind(type) == LLVMPointerTypeKind;
}

static bool is_plain(LLVMValueRef access)
{
	return !LLVMGetVolatile(access) && LLVMGetOrdering(access) == LLVMAtomicOrderingNotAtomic;
}

static bool is_choice(LLVMValueRef value)
{
	return LLVMIsAPHINode(value) || LLVMIsASelectInst(value);
}

/* An alloca of one pointer, in the entry block. */
static bool is_slot(LLVMValueRef value)
{
	LLVMValueRef elements, function;

	if (!LLVMIsAAllocaInst(value) || !is_pointer(LLVMGetAllocatedType(value)))
		return false;
	elements = LLVMGetOperand(value, 0);
	function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(value));
	return constant_number_is(elements) && LLVMConstIntGetZExtValue(elements) == 1 &&
	       LLVMGetInstructionParent(value) == LLVMGetEntryBasicBlock(function);
}

static bool is_lifetime(LLVMValueRef user)
{
	static const char prefix[] = "llvm.lifetime.";
	LLVMValueRef called;
	const char *name;
	size_t length;

	if (!LLVMIsACallInst(user))
		return false;
	called = LLVMGetCalledValue(user);
	if (!LLVMIsAFunction(called) || !LLVMGetIntrinsicID(called))
		return false;
	name = LLVMGetValueName2(called, &length);
	return length > sizeof(prefix) - 1 && !strncmp(name, prefix, sizeof(prefix) - 1);
}

/* A store of one whole pointer to this place, and not of the place itself. */
static bool is_store_to(LLVMValueRef user, LLVMValueRef place)
{
	return LLVMIsAStoreInst(user) && LLVMGetOperand(user, 1) == place &&
	       LLVMGetOperand(user, 0) != place && is_plain(user) &&
	       LLVMTypeOf(LLVMGetOperand(user, 0)) == LLVMTypeOf(place);
}

/* True if a place that is stored to may be one that a choice lies between. A choice's arms are
 * slots, or nothing is understood. */
static bool may_be_chosen(LLVMValueRef place, LLVMValueRef choice)
{
	int places = is_choice(place) ? LLVMGetNumOperands(place) : 1;

	for (int i = 0; i < places; i++) {
		LLVMValueRef one =
			is_choice(place) ? LLVMGetOperand(place, (unsigned int)i) : place;

		for (int j = 0; j < LLVMGetNumOperands(choice); j++)
			if (LLVMGetOperand(choice, (unsigned int)j) == one)
				return true;
	}
	return false;
}

/* True if no slot that a choice lies between is written from the block's start to a store. */
static bool is_first_write(LLVMValueRef store, LLVMValueRef choice)
{
	LLVMValueRef i = LLVMGetFirstInstruction(LLVMGetInstructionParent(store));

	/* Understood slots are written in no other way. */
	for (; i != store; i = LLVMGetNextInstruction(i))
		if (LLVMIsAStoreInst(i) && may_be_chosen(LLVMGetOperand(i, 1), choice))
			return false;
	return true;
}

/* True if what a block stores is known before it, or where the ways into it are told apart. */
static bool comes_from_before(LLVMValueRef value, LLVMBasicBlockRef block)
{
	return !LLVMIsAInstruction(value) || LLVMGetInstructionParent(value) != block ||
	       LLVMIsAPHINode(value);
}

static bool is_understood_store(LLVMValueRef user, LLVMValueRef choice)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(choice);

	if (!is_store_to(user, choice))
		return false;
	return LLVMIsASelectInst(choice) ||
	       (LLVMGetInstructionParent(user) == block && is_first_write(user, choice) &&
		comes_from_before(LLVMGetOperand(user, 0), block));
}

static int append(LLVMValueRef **items, size_t *count, LLVMValueRef value)
{
	LLVMValueRef *grown;

	for (size_t i = 0; i < *count; i++)
		if ((*items)[i] == value)
			return 0;
	grown = array_grow(*items, *count, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	*items = grown;
	grown[(*count)++] = value;
	return 0;
}

/* Its arms become slots to look at; its users have to be stores. */
static int look_at_choice(struct pointer_slots *slots, LLVMValueRef choice)
{
	int error = append(&slots->choices, &slots->choice_count, choice);
	unsigned int first = LLVMIsASelectInst(choice) ? 1 : 0;

	for (unsigned int i = first; i < (unsigned int)LLVMGetNumOperands(choice) && !error; i++) {
		if (is_slot(LLVMGetOperand(choice, i)))
			error = append(&slots->slots, &slots->slot_count,
				       LLVMGetOperand(choice, i));
		else
			slots->understood = false;
	}
	for (LLVMUseRef use = LLVMGetFirstUse(choice); use; use = LLVMGetNextUse(use))
		slots->understood &= is_understood_store(LLVMGetUser(use), choice);
	return error;
}

static int look_at_slot(struct pointer_slots *slots, LLVMValueRef slot)
{
	int error = 0;

	for (LLVMUseRef use = LLVMGetFirstUse(slot); use && !error; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (is_choice(user))
			error = look_at_choice(slots, user);
		else if (LLVMIsALoadInst(user))
			slots->understood &= is_plain(user) && LLVMTypeOf(user) == LLVMTypeOf(slot);
		else if (!is_store_to(user, slot) && !is_lifetime(user))
			slots->understood = false;
	}
	return error;
}

int pointer_slots_find(LLVMValueRef alloca, struct pointer_slots *slots)
{
	int error;

	*slots = (struct pointer_slots){ .understood = is_slot(alloca) };
	error = append(&slots->slots, &slots->slot_count, alloca);
	for (size_t i = 0; i < slots->slot_count && slots->understood && !error; i++)
		error = look_at_slot(slots, slots->slots[i]);
	return error;
}

void pointer_slots_free(struct pointer_slots *slots)
{
	free(slots->slots);
	free(slots->choices);
}

/* ---- Promoting ---- */

/* What a value is on one way into a phi's block. */
static LLVMValueRef on_way(LLVMValueRef value, LLVMValueRef phi, unsigned int way)
{
	LLVMBasicBlockRef from = LLVMGetIncomingBlock(phi, way);

	if (!LLVMIsAPHINode(value) ||
	    LLVMGetInstructionParent(value) != LLVMGetInstructionParent(phi))
		return value;
	for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
		if (LLVMGetIncomingBlock(value, i) == from)
			return LLVMGetIncomingValue(value, i);
	return LLVMGetUndef(LLVMTypeOf(value));
}

/* What a slot holds where a block ends. */
static LLVMValueRef build_load(LLVMBuilderRef builder, LLVMValueRef slot, LLVMBasicBlockRef block)
{
	LLVMPositionBuilderBefore(builder, LLVMGetBasicBlockTerminator(block));
	return LLVMBuildLoad2(builder, LLVMGetAllocatedType(slot), slot, "");
}

/* Stores to one slot what it holds behind a store to a chosen one. */
static void build_store(LLVMBuilderRef builder, LLVMValueRef store, LLVMValueRef phi,
			LLVMValueRef slot)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(phi);
	LLVMValueRef merged;

	LLVMPositionBuilderBefore(builder, LLVMGetFirstInstruction(block));
	merged = LLVMBuildPhi(builder, LLVMTypeOf(LLVMGetOperand(store, 0)), "");
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		LLVMBasicBlockRef from = LLVMGetIncomingBlock(phi, i);
		LLVMValueRef value = NULL;

		/* A switch may lead to a block twice, and both have to bring the same value. */
		for (unsigned int j = 0; j < i && !value; j++)
			if (LLVMGetIncomingBlock(phi, j) == from)
				value = LLVMGetIncomingValue(merged, j);
		if (!value)
			value = LLVMGetIncomingValue(phi, i) == slot
					? on_way(LLVMGetOperand(store, 0), phi, i)
					: build_load(builder, slot, from);
		LLVMAddIncoming(merged, &value, &from, 1);
	}
	LLVMPositionBuilderBefore(builder, store);
	LLVMSetInstDebugLocation(builder, LLVMBuildStore(builder, merged, slot));
}

/* Makes a store to each slot of a store to one that a phi chooses. */
static void split_store(LLVMBuilderRef builder, LLVMValueRef store, LLVMValueRef phi)
{
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(store));
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		bool before = false;

		for (unsigned int j = 0; j < i; j++)
			before |= LLVMGetIncomingValue(phi, j) == LLVMGetIncomingValue(phi, i);
		if (!before)
			build_store(builder, store, phi, LLVMGetIncomingValue(phi, i));
	}
	LLVMInstructionEraseFromParent(store);
}

/*
 * Splits the block before a store, so that a phi chooses as the select did. No freeze is needed: to
 * store through a select by poison is undefined itself.
 */
static LLVMValueRef build_choice(LLVMBuilderRef builder, LLVMValueRef store, LLVMValueRef select)
{
	LLVMValueRef arms[2] = { LLVMGetOperand(select, 1), LLVMGetOperand(select, 2) }, phi;
	LLVMBasicBlockRef ways[2];

	ways[1] = LLVMGetInstructionParent(store);
	ways[0] = bridge_split_if(LLVMGetOperand(select, 0), store);
	LLVMPositionBuilderBefore(builder, store);
	phi = LLVMBuildPhi(builder, LLVMTypeOf(select), "");
	LLVMAddIncoming(phi, arms, ways, 2);
	return phi;
}

static void split_stores(LLVMBuilderRef builder, LLVMValueRef choice)
{
	LLVMValueRef phi;

	while (LLVMGetFirstUse(choice)) {
		LLVMValueRef store = LLVMGetUser(LLVMGetFirstUse(choice));

		if (LLVMIsAPHINode(choice)) {
			split_store(builder, store, choice);
			continue;
		}
		phi = build_choice(builder, store, choice);
		split_store(builder, store, phi);
		LLVMInstructionEraseFromParent(phi);
	}
	LLVMInstructionEraseFromParent(choice);
}

void pointer_slots_promote(LLVMValueRef alloca)
{
	struct pointer_slots slots;
	LLVMBuilderRef builder;

	if (!pointer_slots_find(alloca, &slots) && slots.understood) {
		builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(alloca)));
		for (size_t i = 0; i < slots.choice_count; i++)
			split_stores(builder, slots.choices[i]);
		LLVMDisposeBuilder(builder);
		bridge_promote(slots.slots, slots.slot_count);
	}
	pointer_slots_free(&slots);
}
