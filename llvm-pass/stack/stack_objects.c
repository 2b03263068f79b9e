// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Finds objects and brings their accesses in order; see stack_objects.h. Which accesses an
 * instruction makes is decided in stack_accesses.c.
 */
#include "llvm-pass/stack/stack_objects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/support/array.h"
#include "llvm-pass/ir/constant_number.h"
#include "llvm-pass/stack/stack_accesses.h"

/* True for an alloca that is one object for the whole call: in the entry block, of constant size.
 */
static bool static_alloca(LLVMValueRef instruction)
{
	return LLVMIsAAllocaInst(instruction) &&
	       constant_number_is(LLVMGetOperand(instruction, 0)) &&
	       LLVMTypeIsSized(LLVMGetAllocatedType(instruction));
}

static uint64_t alloca_size(LLVMValueRef alloca, LLVMTargetDataRef layout)
{
	uint64_t element = LLVMABISizeOfType(layout, LLVMGetAllocatedType(alloca)), size;

	if (__builtin_mul_overflow(element, LLVMConstIntGetZExtValue(LLVMGetOperand(alloca, 0)),
				   &size))
		return STACK_SIZE_UNKNOWN;
	return size;
}

static int add_object(struct stack_objects *result, struct stack_object object)
{
	struct stack_object *grown =
		array_grow(result->objects, result->object_count, sizeof(*result->objects));

	if (!grown)
		return -ENOMEM;
	result->objects = grown;
	result->objects[result->object_count++] = object;
	return 0;
}

static int compare_accesses(const void *a, const void *b)
{
	const struct stack_access *first = a, *second = b;
	uintptr_t i = (uintptr_t)first->instruction, j = (uintptr_t)second->instruction;

	if (i != j)
		return i < j ? -1 : 1;
	if (first->object != second->object)
		return first->object < second->object ? -1 : 1;
	return (first->kind > second->kind) - (first->kind < second->kind);
}

/* Drops what accesses were noted for objects that turned out not to be tracked; sorts the rest. */
static void arrange(struct stack_objects *result)
{
	size_t kept = 0;

	for (size_t i = 0; i < result->access_count; i++)
		if (result->objects[result->accesses[i].object].tracked)
			result->accesses[kept++] = result->accesses[i];
	result->access_count = kept;
	if (kept)
		qsort(result->accesses, kept, sizeof(*result->accesses), compare_accesses);
	for (size_t i = 0; i < result->object_count; i++) {
		struct stack_object *object = &result->objects[i];

		if (!object->tracked || object->size == STACK_SIZE_UNKNOWN)
			continue;
		object->first_byte = result->byte_count;
		result->byte_count += object->size;
	}
}

/* True if a write can leave a byte that is known to be 0. */
static bool may_zero(const struct stack_objects *objects, const struct stack_access *access)
{
	if (access->kind != STACK_WRITE || access->content == STACK_ANYTHING)
		return false;
	if (access->content != STACK_PATTERN)
		return true;
	for (uint64_t i = 0; i < access->size; i++)
		if (objects->patterns[access->pattern + i])
			return true;
	return false;
}

static void find_zeroed(struct stack_objects *result)
{
	for (size_t i = 0; i < result->access_count; i++)
		if (may_zero(result, &result->accesses[i]))
			result->objects[result->accesses[i].object].zeroed = true;
}

/* Numbers the loads whose value is stored, at the load and at the store. */
static void number_loads(struct stack_objects *result)
{
	for (size_t i = 0; i < result->access_count; i++) {
		struct stack_access *store = &result->accesses[i], *read;
		size_t count;

		if (store->content != STACK_LOADED)
			continue;
		read = (struct stack_access *)stack_objects_accesses(result, store->source, &count);
		if (!count) {
			store->content = STACK_ANYTHING;
			continue;
		}
		if (read->load == STACK_NO_LOAD)
			read->load = result->load_count++;
		store->load = read->load;
	}
}

static int find_accesses(struct stack_objects *result, struct call_effects *effects,
			 LLVMTargetDataRef layout)
{
	struct stack_addresses addresses = { .layout = layout, .analyses = effects->analyses };
	int error = 0;

	for (size_t i = 0; i < result->object_count && !error; i++) {
		error = stack_addresses_add_base(&addresses, result->objects[i].alloca);
		if (!error)
			addresses.bases[i].lost = !result->objects[i].tracked;
	}
	if (!error)
		error = stack_addresses_follow(&addresses);
	if (!error)
		error = stack_accesses_note(result, &addresses, effects);
	stack_addresses_free(&addresses);
	if (error)
		stack_objects_free(result);
	if (error)
		return error;
	arrange(result);
	find_zeroed(result);
	number_loads(result);
	return 0;
}

int stack_objects_find(LLVMValueRef function, struct call_effects *effects,
		       struct stack_objects *objects)
{
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(LLVMGetGlobalParent(function));
	LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(function);
	int error = 0;

	*objects = (struct stack_objects){ 0 };
	for (LLVMValueRef i = LLVMGetFirstInstruction(entry); i && !error;
	     i = LLVMGetNextInstruction(i)) {
		struct stack_object object = { .alloca = i };

		if (!static_alloca(i))
			continue;
		object.size = alloca_size(i, layout);
		/* What is larger than the stack does not compile anyway. */
		object.tracked = object.size > 0 && object.size <= BPF_STACK_SIZE;
		error = add_object(objects, object);
	}
	if (error)
		stack_objects_free(objects);
	return error ? error : find_accesses(objects, effects, layout);
}

int stack_objects_find_arguments(LLVMValueRef function, struct call_effects *effects,
				 struct stack_objects *objects)
{
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(LLVMGetGlobalParent(function));
	unsigned int count = LLVMCountParams(function);
	int error = 0;

	*objects = (struct stack_objects){ 0 };
	for (unsigned int i = 0; i < count && !error; i++) {
		struct stack_object object = { .alloca = LLVMGetParam(function, i),
					       .size = STACK_SIZE_UNKNOWN };

		object.tracked = LLVMGetTypeKind(LLVMTypeOf(object.alloca)) == LLVMPointerTypeKind;
		error = add_object(objects, object);
	}
	if (error)
		stack_objects_free(objects);
	return error ? error : find_accesses(objects, effects, layout);
}

/* Quickly told: what stack_accesses.c notes no access of is not worth a search. */
static bool may_access(LLVMValueRef instruction)
{
	LLVMOpcode opcode = LLVMGetInstructionOpcode(instruction);

	return opcode == LLVMLoad || opcode == LLVMStore || opcode == LLVMCall;
}

const struct stack_access *stack_objects_accesses(const struct stack_objects *objects,
						  LLVMValueRef instruction, size_t *count)
{
	size_t low = 0, high = may_access(instruction) ? objects->access_count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if ((uintptr_t)objects->accesses[middle].instruction < (uintptr_t)instruction)
			low = middle + 1;
		else
			high = middle;
	}
	*count = 0;
	while (low + *count < objects->access_count &&
	       objects->accesses[low + *count].instruction == instruction)
		(*count)++;
	return *count ? &objects->accesses[low] : NULL;
}

bool stack_access_inside(const struct stack_access *access, const struct stack_object *object)
{
	return offsets_are_fixed(access->offsets) && access->offsets.first >= 0 &&
	       access->size <= object->size &&
	       (uint64_t)access->offsets.first <= object->size - access->size;
}

struct byte_span stack_access_span(const struct stack_access *access,
				   const struct stack_object *object)
{
	struct byte_span span = { access->offsets.first, INT64_MAX };
	int64_t size = object->size > INT64_MAX ? INT64_MAX : (int64_t)object->size;

	if (access->size > INT64_MAX ||
	    __builtin_add_overflow(access->offsets.last, (int64_t)access->size, &span.end))
		span.end = INT64_MAX;
	if (object->size == STACK_SIZE_UNKNOWN)
		return span;
	if (span.first < 0)
		span.first = 0;
	if (span.end > size)
		span.end = size;
	/* Outside of the object, as far as can be told: then nothing can be told. */
	return span.first < span.end ? span : (struct byte_span){ 0, size };
}

void stack_objects_free(struct stack_objects *objects)
{
	free(objects->objects);
	free(objects->accesses);
	free(objects->patterns);
	*objects = (struct stack_objects){ 0 };
}
