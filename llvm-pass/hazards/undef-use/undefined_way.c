// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Follows what an undefined number becomes, until something is done with it; see undefined_way.h.
 */
#include "llvm-pass/hazards/undef-use/undefined_way.h"

#include <stddef.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/hazards/undef-use/edge_facts.h"

enum { MOST_BLOCKS = 256, MOST_VALUES = 64 };

struct way {
	LLVMValueRef phi;
	struct edge_facts facts;
	LLVMValueRef undefined[MOST_VALUES]; /* the phi, and what is made of it */
	unsigned int undefined_count;
	LLVMBasicBlockRef blocks[MOST_BLOCKS]; /* that are entered */
	unsigned int block_count;
	LLVMValueRef user;
};

bool is_undefined(LLVMValueRef value)
{
	return LLVMIsUndef(value) || LLVMIsPoison(value);
}

static bool is_of_undefined(const struct way *way, LLVMValueRef value)
{
	for (unsigned int i = 0; i < way->undefined_count; i++)
		if (way->undefined[i] == value)
			return true;
	return false;
}

static void add_undefined(struct way *way, LLVMValueRef value)
{
	if (is_of_undefined(way, value))
		return;
	if (way->undefined_count == MOST_VALUES)
		way->user = way->phi;
	else
		way->undefined[way->undefined_count++] = value;
}

/* What computes a number and does nothing else, whatever it is given. */
static bool only_computes(LLVMValueRef instruction)
{
	switch (LLVMGetInstructionOpcode(instruction)) {
	case LLVMAdd:
	case LLVMSub:
	case LLVMMul:
	case LLVMShl:
	case LLVMLShr:
	case LLVMAShr:
	case LLVMAnd:
	case LLVMOr:
	case LLVMXor:
	case LLVMTrunc:
	case LLVMZExt:
	case LLVMSExt:
	case LLVMBitCast:
	case LLVMPtrToInt:
	case LLVMIntToPtr:
	case LLVMGetElementPtr:
	case LLVMICmp:
	case LLVMSelect:
		return true;
	default:
		return false;
	}
}

static void run_instruction(struct way *way, LLVMValueRef instruction)
{
	if (LLVMIsAPHINode(instruction) || LLVMIsADbgInfoIntrinsic(instruction))
		return;
	for (int i = 0; i < LLVMGetNumOperands(instruction); i++) {
		if (!is_of_undefined(way, LLVMGetOperand(instruction, (unsigned int)i)))
			continue;
		if (only_computes(instruction))
			add_undefined(way, instruction);
		else
			way->user = instruction;
		return;
	}
}

static void enter(struct way *way, LLVMBasicBlockRef block)
{
	for (unsigned int i = 0; i < way->block_count; i++)
		if (way->blocks[i] == block)
			return;
	if (way->block_count == MOST_BLOCKS)
		way->user = way->phi;
	else
		way->blocks[way->block_count++] = block;
}

/* Takes an edge: what phis make of it. Back where it began, it is another turn. */
static void take(struct way *way, LLVMBasicBlockRef from, LLVMBasicBlockRef to)
{
	bool again = to == way->facts.to;

	for (LLVMValueRef phi = LLVMGetFirstInstruction(to); LLVMIsAPHINode(phi);
	     phi = LLVMGetNextInstruction(phi))
		for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
			if (LLVMGetIncomingBlock(phi, i) != from ||
			    !is_of_undefined(way, LLVMGetIncomingValue(phi, i)))
				continue;
			if (again)
				way->user = way->phi;
			add_undefined(way, phi);
		}
	if (again)
		return;
	if (edge_facts_end_at(&way->facts, to))
		way->user = way->phi;
	enter(way, to);
}

/* Where a terminator goes if that is known, or NULL. */
static LLVMBasicBlockRef known_target(const struct way *way, LLVMValueRef end)
{
	uint64_t number, value;
	LLVMBasicBlockRef target;

	if (LLVMIsABranchInst(end) && LLVMIsConditional(end) &&
	    edge_facts_tell(&way->facts, LLVMGetCondition(end), &number))
		return LLVMGetSuccessor(end, number ? 0 : 1);
	if (!LLVMIsASwitchInst(end) ||
	    !edge_facts_tell(&way->facts, LLVMGetOperand(end, 0), &number))
		return NULL;
	for (unsigned int i = 0; bridge_switch_case(end, i, &value, &target); i++)
		if (value == number)
			return target;
	return LLVMGetSwitchDefaultDest(end);
}

static void run_block(struct way *way, LLVMBasicBlockRef block)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
	LLVMBasicBlockRef known = known_target(way, end);

	for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !way->user;
	     i = LLVMGetNextInstruction(i))
		/* Of what is known the condition is not read. */
		if (i != end || !known)
			run_instruction(way, i);
	for (unsigned int i = 0; i < LLVMGetNumSuccessors(end) && !way->user; i++)
		if (!known || LLVMGetSuccessor(end, i) == known)
			take(way, block, LLVMGetSuccessor(end, i));
}

LLVMValueRef undefined_way_user(LLVMValueRef phi, unsigned int edge)
{
	struct way way = { .phi = phi, .undefined = { phi }, .undefined_count = 1 };
	unsigned int before;

	edge_facts_find(phi, edge, &way.facts);
	/* Until nothing more becomes undefined: a loop brings it to what was run before. */
	do {
		before = way.undefined_count;
		way.block_count = 0;
		enter(&way, way.facts.to);
		for (unsigned int i = 0; i < way.block_count && !way.user; i++)
			run_block(&way, way.blocks[i]);
	} while (!way.user && way.undefined_count > before);
	return way.user;
}
