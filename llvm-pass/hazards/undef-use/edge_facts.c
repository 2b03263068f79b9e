// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Climbs from an edge by only ways, and computes with what is found; see edge_facts.h. */
#include "llvm-pass/hazards/undef-use/edge_facts.h"

#include <stddef.h>

#include "llvm-pass/bridge/bridge.h"

enum { MOST_CLIMBED = 16, MOST_DEPTH = 6 };

static unsigned int width_of(LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	return LLVMGetTypeKind(type) == LLVMIntegerTypeKind ? LLVMGetIntTypeWidth(type) : 0;
}

static uint64_t cut(uint64_t number, unsigned int width)
{
	return width < 64 ? number & ((UINT64_C(1) << width) - 1) : number;
}

static int64_t with_sign(uint64_t number, unsigned int width)
{
	uint64_t sign;

	if (!width || width > 64)
		return (int64_t)number;
	sign = UINT64_C(1) << (width - 1);
	return (int64_t)((number ^ sign) - sign);
}

static void add(struct edge_facts *facts, LLVMValueRef value, uint64_t number)
{
	if (facts->count < EDGE_FACTS_MOST && !LLVMIsConstant(value))
		facts->facts[facts->count++] = (struct edge_fact){ value, number };
}

static void add_condition(struct edge_facts *facts, LLVMValueRef condition, bool holds)
{
	LLVMValueRef with;

	add(facts, condition, holds);
	if (!LLVMIsAICmpInst(condition))
		return;
	with = LLVMGetOperand(condition, 1);
	if (LLVMIsAConstantInt(with) && width_of(with) <= 64 &&
	    LLVMGetICmpPredicate(condition) == (holds ? LLVMIntEQ : LLVMIntNE))
		add(facts, LLVMGetOperand(condition, 0), LLVMConstIntGetZExtValue(with));
}

/* What a switch was given if it went to a block, where one case alone goes there. */
static void add_case(struct edge_facts *facts, LLVMValueRef end, LLVMBasicBlockRef to)
{
	uint64_t number, found = 0;
	LLVMBasicBlockRef target;
	unsigned int count = 0;

	if (LLVMGetSwitchDefaultDest(end) == to || width_of(LLVMGetOperand(end, 0)) > 64)
		return;
	for (unsigned int i = 0; bridge_switch_case(end, i, &number, &target); i++)
		if (target == to) {
			found = number;
			count++;
		}
	if (count == 1)
		add(facts, LLVMGetOperand(end, 0), found);
}

static void add_edge(struct edge_facts *facts, LLVMBasicBlockRef from, LLVMBasicBlockRef to)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(from);

	if (LLVMIsABranchInst(end) && LLVMIsConditional(end) &&
	    LLVMGetSuccessor(end, 0) != LLVMGetSuccessor(end, 1))
		add_condition(facts, LLVMGetCondition(end), LLVMGetSuccessor(end, 0) == to);
	else if (LLVMIsASwitchInst(end))
		add_case(facts, end, to);
}

/* The block from which alone control comes to another, or NULL. */
static LLVMBasicBlockRef only_way_to(LLVMBasicBlockRef block)
{
	LLVMBasicBlockRef only = NULL;

	for (LLVMUseRef use = LLVMGetFirstUse(LLVMBasicBlockAsValue(block)); use;
	     use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		LLVMBasicBlockRef from =
			LLVMIsAInstruction(user) ? LLVMGetInstructionParent(user) : NULL;

		if (!from || (only && from != only))
			return NULL;
		only = from;
	}
	return only;
}

void edge_facts_find(LLVMValueRef phi, unsigned int edge, struct edge_facts *facts)
{
	LLVMBasicBlockRef from = LLVMGetIncomingBlock(phi, edge);
	LLVMBasicBlockRef to = LLVMGetInstructionParent(phi), end = to;
	unsigned int before;

	*facts = (struct edge_facts){ .to = to };
	for (unsigned int i = 0; from && from != end && i < MOST_CLIMBED; i++) {
		add_edge(facts, from, to);
		to = from;
		from = only_way_to(to);
	}
	before = facts->count;
	for (LLVMValueRef other = LLVMGetFirstInstruction(end); LLVMIsAPHINode(other);
	     other = LLVMGetNextInstruction(other)) {
		struct edge_facts known = *facts;
		uint64_t number;

		/* All phis take what they take at once. */
		known.count = before;
		for (unsigned int i = 0; i < LLVMCountIncoming(other); i++)
			if (LLVMGetIncomingBlock(other, i) == LLVMGetIncomingBlock(phi, edge) &&
			    edge_facts_tell(&known, LLVMGetIncomingValue(other, i), &number)) {
				add(facts, other, number);
				break;
			}
	}
}

static bool tell(const struct edge_facts *facts, LLVMValueRef value, unsigned int depth,
		 uint64_t *number);

static bool compare(LLVMIntPredicate predicate, uint64_t a, uint64_t b, unsigned int width)
{
	switch (predicate) {
	case LLVMIntEQ:
		return a == b;
	case LLVMIntNE:
		return a != b;
	case LLVMIntUGT:
		return a > b;
	case LLVMIntUGE:
		return a >= b;
	case LLVMIntULT:
		return a < b;
	case LLVMIntULE:
		return a <= b;
	case LLVMIntSGT:
		return with_sign(a, width) > with_sign(b, width);
	case LLVMIntSGE:
		return with_sign(a, width) >= with_sign(b, width);
	case LLVMIntSLT:
		return with_sign(a, width) < with_sign(b, width);
	default:
		return with_sign(a, width) <= with_sign(b, width);
	}
}

/* Of two operands: one that decides by itself is enough. */
static bool tell_binary(const struct edge_facts *facts, LLVMValueRef value, unsigned int depth,
			uint64_t *number)
{
	LLVMValueRef first = LLVMGetOperand(value, 0), second = LLVMGetOperand(value, 1);
	bool has[2];
	uint64_t of[2] = { 0, 0 };

	has[0] = tell(facts, first, depth, &of[0]);
	has[1] = tell(facts, second, depth, &of[1]);
	switch (LLVMGetInstructionOpcode(value)) {
	case LLVMAnd:
		*number = of[0] & of[1];
		return (has[0] && has[1]) || (has[0] && !of[0]) || (has[1] && !of[1]);
	case LLVMOr:
		*number = of[0] | of[1];
		return (has[0] && has[1]) || (width_of(value) == 1 && *number);
	case LLVMXor:
		*number = of[0] ^ of[1];
		return has[0] && has[1];
	case LLVMICmp:
		*number = compare(LLVMGetICmpPredicate(value), of[0], of[1], width_of(first));
		return has[0] && has[1];
	default:
		return false;
	}
}

static bool tell_select(const struct edge_facts *facts, LLVMValueRef value, unsigned int depth,
			uint64_t *number)
{
	uint64_t condition;

	return tell(facts, LLVMGetOperand(value, 0), depth, &condition) &&
	       tell(facts, LLVMGetOperand(value, condition ? 1 : 2), depth, number);
}

static bool tell(const struct edge_facts *facts, LLVMValueRef value, unsigned int depth,
		 uint64_t *number)
{
	unsigned int width = width_of(value), narrow;

	if (!width || width > 64)
		return false;
	if (LLVMIsAConstantInt(value)) {
		*number = LLVMConstIntGetZExtValue(value);
		return true;
	}
	for (unsigned int i = 0; i < facts->count; i++)
		if (facts->facts[i].value == value) {
			*number = facts->facts[i].number;
			return true;
		}
	if (!LLVMIsAInstruction(value) || !depth--)
		return false;
	switch (LLVMGetInstructionOpcode(value)) {
	case LLVMSelect:
		return tell_select(facts, value, depth, number);
	case LLVMTrunc:
	case LLVMZExt:
	case LLVMSExt:
		narrow = width_of(LLVMGetOperand(value, 0));
		if (!tell(facts, LLVMGetOperand(value, 0), depth, number))
			return false;
		if (LLVMIsASExtInst(value))
			*number = (uint64_t)with_sign(*number, narrow);
		*number = cut(*number, width);
		return true;
	case LLVMAnd:
	case LLVMOr:
	case LLVMXor:
	case LLVMICmp:
		return tell_binary(facts, value, depth, number);
	default:
		return false;
	}
}

bool edge_facts_tell(const struct edge_facts *facts, LLVMValueRef value, uint64_t *number)
{
	return tell(facts, value, MOST_DEPTH, number);
}

bool edge_facts_end_at(const struct edge_facts *facts, LLVMBasicBlockRef block)
{
	for (unsigned int i = 0; i < facts->count; i++)
		if (LLVMIsAInstruction(facts->facts[i].value) &&
		    LLVMGetInstructionParent(facts->facts[i].value) == block)
			return block != facts->to;
	return false;
}
