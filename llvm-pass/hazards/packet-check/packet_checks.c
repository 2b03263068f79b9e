// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds comparisons with a packet's end; see packet_checks.h. */
#include "llvm-pass/hazards/packet-check/packet_checks.h"

#include <errno.h>
#include <stdlib.h>

#include "llvm-pass/context/packet_pointer.h"
#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/ranges/checked_memory.h"
#include "llvm-pass/ir/joined_condition.h"
#include "llvm-pass/ranges/number_form.h"

/* How deep conditions are joined by "and" and "or". */
#define MOST_JOINTS 8

struct search {
	bridge_analyses *analyses;
	LLVMTargetDataRef layout;
	struct packet_checks *checks;
	LLVMBasicBlockRef from, to;
	int error;
};

static bool is_constant_gep(LLVMValueRef value)
{
	if (!LLVMIsAGetElementPtrInst(value))
		return false;
	for (unsigned int i = 1; i < (unsigned int)LLVMGetNumOperands(value); i++)
		if (!LLVMIsAConstantInt(LLVMGetOperand(value, i)))
			return false;
	return true;
}

bool packet_address_of(LLVMValueRef pointer, LLVMTargetDataRef layout,
		       struct packet_address *address)
{
	struct checked_address whole, root;

	if (!checked_address_of(pointer, layout, &whole) || whole.room != CHECKED_PACKET ||
	    !whole.term_count)
		return false;
	for (unsigned int i = 0; i < MOST_LINKS && is_constant_gep(pointer); i++)
		pointer = LLVMGetOperand(pointer, 0);
	if (!LLVMIsAGetElementPtrInst(pointer) || !checked_address_of(pointer, layout, &root))
		return false;
	*address = (struct packet_address){ pointer, whole.constant - root.constant };
	return true;
}

/* True for a pointer that a packet's start or end is. */
static bool is_bare(LLVMValueRef pointer, LLVMTargetDataRef layout)
{
	struct checked_address address;

	return checked_address_of(pointer, layout, &address) && address.room == CHECKED_PACKET &&
	       !address.term_count && !address.constant;
}

/* A comparison that tells that its operand is not behind the other one. */
static void add(struct search *search, LLVMValueRef comparison, unsigned int operand)
{
	struct packet_check check = {
		.comparison = comparison,
		.operand = operand,
		.pointer = LLVMGetOperand(comparison, operand),
		.from = search->from,
		.to = search->to,
	};
	struct packet_checks *checks = search->checks;
	struct packet_check *items;

	if (!packet_pointer_is(search->analyses, check.pointer) ||
	    !is_bare(LLVMGetOperand(comparison, 1 - operand), search->layout))
		return;
	if (!packet_address_of(check.pointer, search->layout, &check.address))
		check.address.root = NULL;
	items = realloc(checks->items, (checks->count + 1) * sizeof(*items));
	if (!items) {
		search->error = -ENOMEM;
		return;
	}
	checks->items = items;
	items[checks->count++] = check;
}

/* What a comparison that holds, or does not, says of the pointers it compares. */
static void look_at_comparison(struct search *search, LLVMValueRef comparison, bool holds)
{
	if (LLVMGetTypeKind(LLVMTypeOf(LLVMGetOperand(comparison, 0))) != LLVMPointerTypeKind)
		return;
	switch (LLVMGetICmpPredicate(comparison)) {
	case LLVMIntUGT:
	case LLVMIntUGE:
		add(search, comparison, holds);
		break;
	case LLVMIntULT:
	case LLVMIntULE:
		add(search, comparison, !holds);
		break;
	default:
		break;
	}
}

/* "a or b" that does not hold, and "a and b" that does, tell of both. */
static void look_at_condition(struct search *search, LLVMValueRef condition, bool holds,
			      unsigned int joints)
{
	LLVMValueRef a, b;
	bool either;

	condition = number_behind(condition);
	if (LLVMIsAICmpInst(condition)) {
		look_at_comparison(search, condition, holds);
		return;
	}
	if (joints == MOST_JOINTS || !LLVMIsAInstruction(condition))
		return;
	if (!joined_condition_is(condition, &a, &b, &either) || either == holds)
		return;
	look_at_condition(search, a, holds, joints + 1);
	look_at_condition(search, b, holds, joints + 1);
}

int packet_checks_find(bridge_analyses *analyses, LLVMValueRef function, LLVMTargetDataRef layout,
		       struct packet_checks *checks)
{
	struct search search = { .analyses = analyses, .layout = layout, .checks = checks };

	*checks = (struct packet_checks){ 0 };
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block && !search.error;
	     block = LLVMGetNextBasicBlock(block)) {
		LLVMValueRef last = LLVMGetBasicBlockTerminator(block);

		if (!LLVMIsABranchInst(last) || !LLVMIsConditional(last) ||
		    LLVMGetSuccessor(last, 0) == LLVMGetSuccessor(last, 1))
			continue;
		search.from = block;
		for (unsigned int i = 0; i < 2 && !search.error; i++) {
			search.to = LLVMGetSuccessor(last, i);
			look_at_condition(&search, LLVMGetCondition(last), i == 0, 0);
		}
	}
	return search.error;
}

void packet_checks_free(struct packet_checks *checks)
{
	free(checks->items);
	*checks = (struct packet_checks){ 0 };
}
