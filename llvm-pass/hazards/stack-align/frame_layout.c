// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Adds up the allocas of an entry block; see frame_layout.h. */
#include "llvm-pass/hazards/stack-align/frame_layout.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <llvm-c/Target.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/support/array.h"
#include "llvm-pass/ir/constant_number.h"
#include "llvm-pass/stack/stack_objects.h"

struct frame_object {
	LLVMValueRef alloca;
	uint64_t size; /* or FRAME_UNKNOWN */
	uint64_t alignment;
	uint64_t planned; /* what it is to be raised to, or 0 */
	uint64_t depth; /* or FRAME_UNKNOWN */
	size_t top; /* the number of its frame's first object */
};

static uint64_t round_up(uint64_t number, uint64_t step)
{
	return (number + step - 1) / step * step;
}

/* The size of an alloca's object in bytes, or FRAME_UNKNOWN if it is not fixed. */
static uint64_t size_of(LLVMTargetDataRef layout, LLVMValueRef alloca)
{
	LLVMValueRef count = LLVMGetOperand(alloca, 0);
	uint64_t element, size;

	if (!constant_number_is(count) || !LLVMTypeIsSized(LLVMGetAllocatedType(alloca)))
		return FRAME_UNKNOWN;
	element = LLVMABISizeOfType(layout, LLVMGetAllocatedType(alloca));
	if (__builtin_mul_overflow(element, LLVMConstIntGetZExtValue(count), &size) ||
	    size > UINT32_MAX)
		return FRAME_UNKNOWN;
	return size;
}

static int add_object(struct frame_layouts *layouts, const struct frame_object *object)
{
	struct frame_object *grown =
		array_grow(layouts->objects, layouts->object_count, sizeof(*layouts->objects));

	if (!grown)
		return -ENOMEM;
	layouts->objects = grown;
	grown[layouts->object_count] = *object;
	return value_map_add(&layouts->numbers, object->alloca, layouts->object_count++);
}

/*
 * Where an object ends that lies below others. No verifier takes a frame of more than 512 bytes: it
 * is not known then.
 */
static uint64_t below(uint64_t depth, const struct frame_object *object, uint64_t alignment)
{
	if (depth == FRAME_UNKNOWN || object->size == FRAME_UNKNOWN)
		return FRAME_UNKNOWN;
	depth = round_up(depth + object->size, alignment);
	return depth > BPF_STACK_SIZE ? FRAME_UNKNOWN : depth;
}

static int lay_out(struct frame_layouts *layouts, LLVMValueRef function)
{
	LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(function);
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(LLVMGetGlobalParent(function));
	struct frame_object object = { .top = layouts->object_count };
	int error = 0;

	for (LLVMValueRef i = LLVMGetFirstInstruction(entry); i && !error;
	     i = LLVMGetNextInstruction(i)) {
		if (!LLVMIsAAllocaInst(i))
			continue;
		object.alloca = i;
		object.size = size_of(layout, i);
		object.alignment = bridge_frame_alignment(i);
		object.depth = below(object.depth, &object, object.alignment);
		error = add_object(layouts, &object);
	}
	return error;
}

/* The object of an alloca, or NULL if it stands in no frame or memory was short. */
static const struct frame_object *object_of(struct frame_layouts *layouts, LLVMValueRef alloca)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(alloca);
	LLVMValueRef function = LLVMGetBasicBlockParent(block);
	size_t number = value_map_get(&layouts->numbers, alloca);

	if (layouts->error || block != LLVMGetEntryBasicBlock(function))
		return NULL;
	if (number == VALUE_MAP_NONE) {
		layouts->error = lay_out(layouts, function);
		number = value_map_get(&layouts->numbers, alloca);
	}
	return layouts->error ? NULL : &layouts->objects[number];
}

uint64_t frame_layout_depth(struct frame_layouts *layouts, LLVMValueRef alloca)
{
	const struct frame_object *object = object_of(layouts, alloca);

	return object ? object->depth : FRAME_UNKNOWN;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

uint64_t frame_layout_size(struct frame_layouts *layouts, LLVMValueRef alloca, uint64_t alignment)
{
	const struct frame_object *aligned = object_of(layouts, alloca);
	uint64_t depth = 0;

	if (!aligned)
		return FRAME_UNKNOWN;
	for (size_t i = aligned->top; i < layouts->object_count; i++) {
		const struct frame_object *object = &layouts->objects[i];
		uint64_t raised = larger(object->alignment, object->planned);

		if (object->top != aligned->top)
			break;
		depth = below(depth, object,
			      object == aligned ? larger(raised, alignment) : raised);
	}
	return depth == FRAME_UNKNOWN ? depth : round_up(depth, 8);
}

void frame_layout_plan(struct frame_layouts *layouts, LLVMValueRef alloca, uint64_t alignment)
{
	size_t number = value_map_get(&layouts->numbers, alloca);

	if (number != VALUE_MAP_NONE)
		layouts->objects[number].planned =
			larger(layouts->objects[number].planned, alignment);
}

void frame_layouts_free(struct frame_layouts *layouts)
{
	free(layouts->objects);
	value_map_free(&layouts->numbers);
	*layouts = (struct frame_layouts){ 0 };
}
