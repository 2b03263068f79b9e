// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Adds up frames along chains of calls; see stack_room.h. An edge leads from a function to each
 * other one that its code names, called or handed to a helper as a callback.
 */
#include "llvm-pass/rewrite/stack_room.h"

#include <llvm-c/Target.h>

#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/ir/call_level.h"
#include "llvm-pass/ir/constant_number.h"
#include "llvm-pass/stack/stack_objects.h"

/* Registers that code generation may save, in each frame: 12 of them. */
#define SPILLS 96
/* The verifier rounds each frame up; up to 6.7 always to this. */
#define FRAME_UNIT 32
#define TAIL_CALL_STACK_SIZE 256
#define HELPER_TAIL_CALL 12

/* No room at all, whatever else there is. */
#define TOO_MUCH (2 * BPF_STACK_SIZE)

uint64_t stack_room_taken(uint64_t size)
{
	return (size + 7) / 8 * 8;
}

static uint64_t alloca_size(LLVMValueRef alloca)
{
	LLVMValueRef count = LLVMGetOperand(alloca, 0);
	LLVMModuleRef module =
		LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(alloca)));
	uint64_t size =
		LLVMABISizeOfType(LLVMGetModuleDataLayout(module), LLVMGetAllocatedType(alloca));

	if (!constant_number_is(count) || LLVMConstIntGetZExtValue(count) > BPF_STACK_SIZE ||
	    size > BPF_STACK_SIZE)
		return TOO_MUCH;
	return stack_room_taken(size * LLVMConstIntGetZExtValue(count));
}

/* The function's next instruction, or its first if none is given; NULL behind the last. */
static LLVMValueRef next_instruction(LLVMValueRef function, LLVMValueRef instruction)
{
	LLVMBasicBlockRef block = instruction ? LLVMGetInstructionParent(instruction)
					      : LLVMGetFirstBasicBlock(function);
	LLVMValueRef next =
		instruction ? LLVMGetNextInstruction(instruction) : LLVMGetFirstInstruction(block);

	while (!next && (block = LLVMGetNextBasicBlock(block)))
		next = LLVMGetFirstInstruction(block);
	return next;
}

static uint64_t objects_size(LLVMValueRef function)
{
	uint64_t size = 0;

	for (LLVMValueRef i = next_instruction(function, NULL); i && size < TOO_MUCH;
	     i = next_instruction(function, i))
		if (LLVMIsAAllocaInst(i))
			size += alloca_size(i);
	return size;
}

static uint64_t frame_size(LLVMValueRef function)
{
	return (objects_size(function) + SPILLS + FRAME_UNIT - 1) / FRAME_UNIT * FRAME_UNIT;
}

/* Adds the functions that a function names. Returns false if they are too many. */
static bool add_callees(struct call_level *level, LLVMValueRef function, uint64_t sum)
{
	for (LLVMValueRef i = next_instruction(function, NULL); i;
	     i = next_instruction(function, i))
		for (int k = 0; k < LLVMGetNumOperands(i); k++) {
			LLVMValueRef callee = LLVMGetOperand(i, (unsigned int)k);

			if (LLVMIsAFunction(callee) && !LLVMIsDeclaration(callee) &&
			    !call_level_add(level, callee, sum))
				return false;
		}
	return true;
}

/* The same with those that name it. */
static bool add_callers(struct call_level *level, LLVMValueRef function, uint64_t sum)
{
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		/* A global that names the function is a list of what to keep, or a struct_ops. */
		if (LLVMIsAInstruction(user) &&
		    !call_level_add(level, LLVMGetBasicBlockParent(LLVMGetInstructionParent(user)),
				    sum))
			return false;
	}
	return true;
}

/* The most that the frames on one side of the function's can have together. */
static uint64_t beyond(LLVMValueRef function,
		       bool (*add)(struct call_level *level, LLVMValueRef function, uint64_t sum))
{
	struct call_level levels[2] = { { .count = 0 }, { .count = 0 } };
	uint64_t most = 0;

	if (!add(&levels[0], function, 0))
		return TOO_MUCH;
	for (unsigned int i = 0; i < CALL_LEVELS; i++) {
		struct call_level *level = &levels[i % 2], *next = &levels[(i + 1) % 2];

		next->count = 0;
		for (size_t j = 0; j < level->count; j++) {
			uint64_t sum = level->sums[j] + frame_size(level->values[j]);

			most = sum > most ? sum : most;
			if (most >= TOO_MUCH || !add(next, level->values[j], sum))
				return TOO_MUCH;
		}
		if (!next->count)
			return most;
	}
	return TOO_MUCH;
}

static bool makes_tail_calls(LLVMModuleRef module)
{
	for (LLVMValueRef function = LLVMGetFirstFunction(module); function;
	     function = LLVMGetNextFunction(function)) {
		if (LLVMIsDeclaration(function))
			continue;
		for (LLVMValueRef i = next_instruction(function, NULL); i;
		     i = next_instruction(function, i))
			if (called_helper(i) == HELPER_TAIL_CALL)
				return true;
	}
	return false;
}

static uint64_t other_frames(LLVMValueRef function)
{
	return beyond(function, add_callers) + beyond(function, add_callees);
}

/* What the frames of a function and of the others have together. */
static uint64_t limit_with(LLVMValueRef function, uint64_t others)
{
	return others && makes_tail_calls(LLVMGetGlobalParent(function)) ? TAIL_CALL_STACK_SIZE
									 : BPF_STACK_SIZE;
}

uint64_t stack_room(LLVMValueRef function)
{
	uint64_t others = other_frames(function);
	uint64_t taken = frame_size(function) + others;
	uint64_t limit = limit_with(function, others);

	return taken < limit ? limit - taken : 0;
}

bool stack_room_may_align(LLVMValueRef function)
{
	/* The room is what is left when each object takes a multiple of 8 bytes. */
	return !other_frames(function) || stack_room(function);
}
