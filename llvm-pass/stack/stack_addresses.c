// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Follows addresses; see stack_addresses.h. The offsets of a value only grow, and after
 * MOST_CHANGES changes they are unknown, so each value is looked at a bounded number of times.
 */
#include "llvm-pass/stack/stack_addresses.h"

#include <errno.h>
#include <stdlib.h>

#include "llvm-pass/support/array.h"
#include "llvm-pass/ir/barrier.h"

/* How often a value's offsets may grow, as in a loop that moves a pointer, before they are unknown.
 */
#define MOST_CHANGES 3

/* Offsets are narrowed at their use through this many getelementptr, one on the other. */
#define MOST_NARROWED 4

/* Items whose uses must be looked at, again perhaps. */
struct queue {
	size_t *items;
	size_t count;
};

static int put(struct stack_addresses *addresses, struct queue *queue, size_t item)
{
	size_t *grown;

	if (addresses->items[item].waiting)
		return 0;
	grown = array_grow(queue->items, queue->count, sizeof(*queue->items));
	if (!grown)
		return -ENOMEM;
	queue->items = grown;
	queue->items[queue->count++] = item;
	addresses->items[item].waiting = true;
	return 0;
}

/* The place of a value in items, where it is put if it is new; VALUE_MAP_NONE without memory. */
static size_t item_of(struct stack_addresses *addresses, LLVMValueRef value)
{
	size_t item = value_map_get(&addresses->index, value);
	struct address *grown;

	if (item != VALUE_MAP_NONE)
		return item;
	grown = array_grow(addresses->items, addresses->count, sizeof(*addresses->items));
	if (!grown)
		return VALUE_MAP_NONE;
	addresses->items = grown;
	if (value_map_add(&addresses->index, value, addresses->count))
		return VALUE_MAP_NONE;
	addresses->items[addresses->count] = (struct address){ .value = value };
	return addresses->count++;
}

int stack_addresses_add_base(struct stack_addresses *addresses, LLVMValueRef base)
{
	struct address_base *grown =
		array_grow(addresses->bases, addresses->base_count, sizeof(*addresses->bases));
	size_t item;

	if (!grown)
		return -ENOMEM;
	addresses->bases = grown;
	addresses->bases[addresses->base_count] = (struct address_base){ .value = base };
	item = item_of(addresses, base);
	if (item == VALUE_MAP_NONE)
		return -ENOMEM;
	addresses->items[item].targets[0] =
		(struct address_target){ addresses->base_count++, offsets_fixed(0), 0 };
	addresses->items[item].target_count = 1;
	return 0;
}

static struct offsets index_offsets(const struct stack_addresses *addresses, LLVMValueRef index,
				    uint64_t scale, LLVMValueRef place)
{
	int64_t first, last;

	if (!bridge_range(addresses->analyses, index, place, &first, &last))
		return OFFSETS_UNKNOWN;
	return offsets_scale(first, last, scale);
}

/* How far a getelementptr moves its pointer, given what is known of its indices at place. */
static struct offsets element_offsets(const struct stack_addresses *addresses, LLVMValueRef gep,
				      LLVMValueRef place)
{
	LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);
	struct offsets offsets = offsets_fixed(0), step;
	int operands = LLVMGetNumOperands(gep);

	for (int i = 1; i < operands; i++) {
		LLVMValueRef index = LLVMGetOperand(gep, (unsigned int)i);

		if (i > 1 && LLVMGetTypeKind(type) == LLVMStructTypeKind) {
			unsigned int field = (unsigned int)LLVMConstIntGetZExtValue(index);

			step = offsets_scale(1, 1,
					     LLVMOffsetOfElement(addresses->layout, type, field));
			type = LLVMStructGetTypeAtIndex(type, field);
		} else {
			if (i > 1 && LLVMGetTypeKind(type) != LLVMArrayTypeKind)
				return OFFSETS_UNKNOWN;
			if (i > 1)
				type = LLVMGetElementType(type);
			step = index_offsets(addresses, index,
					     LLVMABISizeOfType(addresses->layout, type), place);
		}
		offsets = offsets_add(offsets, step);
	}
	return offsets;
}

struct offsets stack_addresses_offsets_at(const struct stack_addresses *addresses,
					  const struct address *address, size_t target,
					  LLVMValueRef place)
{
	size_t base = address->targets[target].base;
	struct offsets known = address->targets[target].offsets, moved = offsets_fixed(0);

	for (int i = 0; i < MOST_NARROWED && LLVMIsAGetElementPtrInst(address->value); i++) {
		if (offsets_are_fixed(known))
			break;
		moved = offsets_add(moved, element_offsets(addresses, address->value, place));
		address = stack_addresses_get(addresses, LLVMGetOperand(address->value, 0));
		for (target = 0; address->targets[target].base != base;)
			target++;
		known = address->targets[target].offsets;
	}
	return offsets_add(known, moved);
}

/* Notes that a value may point into a base at these offsets. */
static int arrive(struct stack_addresses *addresses, struct queue *queue, LLVMValueRef value,
		  size_t base, struct offsets offsets)
{
	size_t item = item_of(addresses, value);
	struct address_target *target;
	struct address *address;
	struct offsets joined;

	if (item == VALUE_MAP_NONE)
		return -ENOMEM;
	address = &addresses->items[item];
	for (target = address->targets; target < address->targets + address->target_count; target++)
		if (target->base == base)
			break;
	if (target == address->targets + ADDRESS_TARGETS) {
		addresses->bases[base].lost = true;
		return 0;
	}
	if (target == address->targets + address->target_count) {
		*target = (struct address_target){ base, offsets, 0 };
		address->target_count++;
		return put(addresses, queue, item);
	}
	joined = offsets_join(target->offsets, offsets);
	if (offsets_equal(joined, target->offsets))
		return 0;
	target->offsets = ++target->changes < MOST_CHANGES ? joined : OFFSETS_UNKNOWN;
	return put(addresses, queue, item);
}

bool stack_addresses_hands_on(LLVMValueRef user)
{
	/* A vector of pointers is not followed. */
	return (LLVMIsAGetElementPtrInst(user) || LLVMIsAPHINode(user) || LLVMIsASelectInst(user) ||
		barrier_is(user)) &&
	       LLVMGetTypeKind(LLVMTypeOf(user)) == LLVMPointerTypeKind;
}

static int follow_use(struct stack_addresses *addresses, struct queue *queue, size_t item,
		      LLVMValueRef user)
{
	struct offsets moved = offsets_fixed(0);
	int error = 0;

	if (!stack_addresses_hands_on(user))
		return 0;
	if (LLVMIsAGetElementPtrInst(user))
		moved = element_offsets(addresses, user, user);
	for (unsigned int i = 0; i < addresses->items[item].target_count && !error; i++) {
		/* A copy: items may move while the user arrives. */
		struct address_target target = addresses->items[item].targets[i];

		error = arrive(addresses, queue, user, target.base,
			       offsets_add(target.offsets, moved));
	}
	return error;
}

/* A base that is a number is an argument of its own: as an index or a condition it leads nowhere.
 */
static bool is_address(LLVMValueRef value)
{
	return LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMPointerTypeKind;
}

int stack_addresses_follow(struct stack_addresses *addresses)
{
	struct queue queue = { 0 };
	int error = 0;

	for (size_t i = 0; i < addresses->count && !error; i++)
		if (is_address(addresses->items[i].value))
			error = put(addresses, &queue, i);
	for (size_t i = 0; i < queue.count && !error; i++) {
		size_t item = queue.items[i];

		addresses->items[item].waiting = false;
		for (LLVMUseRef use = LLVMGetFirstUse(addresses->items[item].value); use && !error;
		     use = LLVMGetNextUse(use))
			error = follow_use(addresses, &queue, item, LLVMGetUser(use));
	}
	free(queue.items);
	return error;
}

/* True if the value itself, not what it comes from, makes it point elsewhere. */
static bool comes_from_elsewhere(const struct stack_addresses *addresses, LLVMValueRef value)
{
	size_t base = value_map_get(&addresses->index, value);
	bool phi = LLVMIsAPHINode(value);
	unsigned int count = phi ? LLVMCountIncoming(value) : 2;

	if (base < addresses->base_count)
		return addresses->bases[base].lost;
	if (!phi && !LLVMIsASelectInst(value))
		return false;
	for (unsigned int i = 0; i < count; i++)
		if (!stack_addresses_get(addresses, phi ? LLVMGetIncomingValue(value, i)
							: LLVMGetOperand(value, i + 1)))
			return true;
	return false;
}

static int mark_elsewhere(struct stack_addresses *addresses, struct queue *queue, size_t item)
{
	if (addresses->items[item].elsewhere)
		return 0;
	addresses->items[item].elsewhere = true;
	return put(addresses, queue, item);
}

int stack_addresses_find_elsewhere(struct stack_addresses *addresses)
{
	struct queue queue = { 0 };
	int error = 0;

	for (size_t i = 0; i < addresses->count && !error; i++)
		if (is_address(addresses->items[i].value) &&
		    comes_from_elsewhere(addresses, addresses->items[i].value))
			error = mark_elsewhere(addresses, &queue, i);
	for (size_t i = 0; i < queue.count && !error; i++) {
		LLVMValueRef value = addresses->items[queue.items[i]].value;

		for (LLVMUseRef use = LLVMGetFirstUse(value); use && !error;
		     use = LLVMGetNextUse(use))
			if (stack_addresses_hands_on(LLVMGetUser(use)))
				error = mark_elsewhere(
					addresses, &queue,
					value_map_get(&addresses->index, LLVMGetUser(use)));
	}
	free(queue.items);
	return error;
}

const struct address *stack_addresses_get(const struct stack_addresses *addresses,
					  LLVMValueRef value)
{
	size_t item = value_map_get(&addresses->index, value);

	return item == VALUE_MAP_NONE ? NULL : &addresses->items[item];
}

void stack_addresses_free(struct stack_addresses *addresses)
{
	free(addresses->bases);
	free(addresses->items);
	value_map_free(&addresses->index);
	*addresses = (struct stack_addresses){ 0 };
}
