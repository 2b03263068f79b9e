// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Adds up frames along chains of calls; see stack_room.h. An edge leads from a function to each
 * other one that its code names, called or handed to a helper as a callback.
 */
#include "llvm-pass/stack_room.h"

#include <stdbool.h>
#include <llvm-c/Target.h>

#include "llvm-pass/call_effects.h"
#include "llvm-pass/constant_number.h"
#include "llvm-pass/stack_objects.h"

/* Registers that code generation may save, in each frame: 12 of them. */
#define SPILLS 96
/* The verifier rounds each frame up; up to 6.7 always to this. */
#define FRAME_UNIT 32
#define MOST_FRAMES 8 /* MAX_CALL_FRAMES */
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

static uint64_t frame_size(LLVMValueRef function)
{
	uint64_t size = SPILLS;

	for (LLVMValueRef i = next_instruction(function, NULL); i && size < TOO_MUCH;
	     i = next_instruction(function, i))
		if (LLVMIsAAllocaInst(i))
			size += alloca_size(i);
	return (size + FRAME_UNIT - 1) / FRAME_UNIT * FRAME_UNIT;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* The most that frames below the function's can have together. */
static uint64_t below(LLVMValueRef function, unsigned int frames)
{
	uint64_t most = 0;

	if (frames > MOST_FRAMES)
		return TOO_MUCH;
	for (LLVMValueRef i = next_instruction(function, NULL); i && most < TOO_MUCH;
	     i = next_instruction(function, i))
		for (int k = 0; k < LLVMGetNumOperands(i); k++) {
			LLVMValueRef callee = LLVMGetOperand(i, (unsigned int)k);

			if (LLVMIsAFunction(callee) && !LLVMIsDeclaration(callee))
				most = larger(most, frame_size(callee) + below(callee, frames + 1));
		}
	return most;
}

/* The same for those above it. */
static uint64_t above(LLVMValueRef function, unsigned int frames)
{
	uint64_t most = 0;

	if (frames > MOST_FRAMES)
		return TOO_MUCH;
	for (LLVMUseRef use = LLVMGetFirstUse(function); use && most < TOO_MUCH;
	     use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use), caller;

		/* A global that names the function is a list of what to keep, or a struct_ops. */
		if (!LLVMIsAInstruction(user))
			continue;
		caller = LLVMGetBasicBlockParent(LLVMGetInstructionParent(user));
		most = larger(most, frame_size(caller) + above(caller, frames + 1));
	}
	return most;
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

uint64_t stack_room(LLVMValueRef function)
{
	uint64_t others = above(function, 1) + below(function, 1);
	uint64_t taken = frame_size(function) + others, limit = BPF_STACK_SIZE;

	if (others && makes_tail_calls(LLVMGetGlobalParent(function)))
		limit = TAIL_CALL_STACK_SIZE;
	return taken < limit ? limit - taken : 0;
}
