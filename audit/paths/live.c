// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Sets of blocks, each made when it is first asked for; see live.h. */
#include "audit/paths/live.h"

#include <stdlib.h>
#include <string.h>

#include "llvm-pass/support/array.h"

/* Values on the way from one to the branches that it decides; one with more is always live. */
#define MOST_VALUES 256

static void number_blocks(struct live *live)
{
	unsigned int count = LLVMCountBasicBlocks(live->function), number = 0;
	LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(live->function);

	live->words = count / 64 + 1;
	live->behind = calloc(count, sizeof(uint64_t *));
	live->failed = !live->behind;
	for (; block && !live->failed; block = LLVMGetNextBasicBlock(block))
		live->failed =
			value_map_add(&live->numbers, LLVMBasicBlockAsValue(block), number++) != 0;
}

static void put(uint64_t *set, size_t number)
{
	set[number / 64] |= UINT64_C(1) << number % 64;
}

static bool has(const uint64_t *set, size_t number)
{
	return set[number / 64] >> number % 64 & 1;
}

static void reach(struct live *live, LLVMBasicBlockRef block, uint64_t *set)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
	size_t number = value_map_get(&live->numbers, LLVMBasicBlockAsValue(block));

	if (has(set, number))
		return;
	put(set, number);
	for (unsigned int i = 0; i < LLVMGetNumSuccessors(end); i++)
		reach(live, LLVMGetSuccessor(end, i), set);
}

static const uint64_t *behind_of(struct live *live, LLVMBasicBlockRef block)
{
	size_t number = value_map_get(&live->numbers, LLVMBasicBlockAsValue(block));

	if (!live->behind[number]) {
		live->behind[number] = calloc(live->words, sizeof(uint64_t));
		if (!live->behind[number])
			return NULL;
		reach(live, block, live->behind[number]);
	}
	return live->behind[number];
}

/* What passes on what it is given, so that its users are users of that, too. */
static bool passes_on(LLVMValueRef user)
{
	size_t length;

	switch (LLVMGetInstructionOpcode(user)) {
	case LLVMZExt:
	case LLVMSExt:
	case LLVMTrunc:
	case LLVMFreeze:
	case LLVMIntToPtr:
	case LLVMPtrToInt:
	case LLVMICmp:
	case LLVMAnd:
	case LLVMOr:
	case LLVMXor:
	case LLVMSelect:
	case LLVMPHI:
		return true;
	case LLVMCall:
		return LLVMIsAFunction(LLVMGetCalledValue(user)) &&
		       !strncmp(LLVMGetValueName2(LLVMGetCalledValue(user), &length),
				"llvm.expect.", 12);
	default:
		return false;
	}
}

/* Blocks with users of a value; all blocks if there are too many. */
static void collect(struct live *live, LLVMValueRef value, uint64_t *set)
{
	LLVMValueRef todo[MOST_VALUES];
	struct value_map seen = { 0 };
	size_t count = 1;

	todo[0] = value;
	while (count && !live->failed) {
		LLVMUseRef use = LLVMGetFirstUse(todo[--count]);

		for (; use && !live->failed; use = LLVMGetNextUse(use)) {
			LLVMValueRef user = LLVMGetUser(use);
			LLVMBasicBlockRef block =
				LLVMIsAInstruction(user) ? LLVMGetInstructionParent(user) : NULL;

			/* One that was taken out of the function is in no block. */
			if (!block)
				continue;
			put(set, value_map_get(&live->numbers, LLVMBasicBlockAsValue(block)));
			if (!passes_on(user) || value_map_get(&seen, user) != VALUE_MAP_NONE)
				continue;
			if (seen.count == MOST_VALUES - 1) {
				memset(set, 0xff, live->words * sizeof(*set));
				count = 0;
				break;
			}
			live->failed = value_map_add(&seen, user, 0) != 0;
			todo[count++] = user;
		}
	}
	value_map_free(&seen);
}

static const uint64_t *uses_of(struct live *live, LLVMValueRef value)
{
	size_t index = value_map_get(&live->sets, value);
	uint64_t **uses, *set;

	if (index != VALUE_MAP_NONE)
		return live->uses[index];
	uses = array_grow(live->uses, live->use_count, sizeof(uint64_t *));
	if (!uses)
		return NULL;
	live->uses = uses;
	set = calloc(live->words, sizeof(*set));
	if (!set || value_map_add(&live->sets, value, live->use_count)) {
		free(set);
		return NULL;
	}
	uses[live->use_count++] = set;
	collect(live, value, set);
	return set;
}

bool live_at(struct live *live, LLVMValueRef value, LLVMBasicBlockRef block)
{
	const uint64_t *behind, *uses;

	if (!LLVMIsAInstruction(value) && !LLVMIsAArgument(value))
		return true;
	if (!live->words)
		number_blocks(live);
	behind = live->failed ? NULL : behind_of(live, block);
	uses = behind ? uses_of(live, value) : NULL;
	if (!uses) {
		live->failed = true;
		return true;
	}
	for (size_t i = 0; i < live->words; i++)
		if (behind[i] & uses[i])
			return true;
	return false;
}

void live_free(struct live *live)
{
	unsigned int count = live->behind ? LLVMCountBasicBlocks(live->function) : 0;

	for (unsigned int i = 0; i < count; i++)
		free(live->behind[i]);
	free(live->behind);
	for (size_t i = 0; i < live->use_count; i++)
		free(live->uses[i]);
	free(live->uses);
	value_map_free(&live->numbers);
	value_map_free(&live->sets);
}
