// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Follows the address of each alloca through its uses; see stack_objects.h. A use that is not
 * named in follow_use() gives up the object.
 */
#include "llvm-pass/stack_objects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <llvm-c/Target.h>

#include "llvm-pass/annotations.h"
#include "llvm-pass/array.h"
#include "llvm-pass/barrier.h"

/* A value that points into the object, and what is known of where. */
struct address {
	LLVMValueRef value;
	bool exact;
	bool fixed;
	int64_t offset;
};

/* The walk over the uses of one object. */
struct walk {
	struct stack_objects *result;
	struct stack_object *object;
	LLVMTargetDataRef layout;
	struct address *addresses; /* a queue: what has been found, in order */
	size_t address_count;
};

static int add_address(struct walk *walk, struct address address)
{
	struct address *grown =
		array_grow(walk->addresses, walk->address_count, sizeof(*walk->addresses));

	if (!grown)
		return -ENOMEM;
	walk->addresses = grown;
	walk->addresses[walk->address_count++] = address;
	return 0;
}

static int add_access(struct walk *walk, struct address address, LLVMValueRef instruction,
		      enum stack_access_kind kind, uint64_t size)
{
	struct stack_objects *result = walk->result;
	struct stack_access *grown =
		array_grow(result->accesses, result->access_count, sizeof(*result->accesses));

	if (!grown)
		return -ENOMEM;
	result->accesses = grown;
	result->accesses[result->access_count++] = (struct stack_access){
		.instruction = instruction,
		.kind = kind,
		.object = (size_t)(walk->object - result->objects),
		.exact = address.exact,
		.fixed = address.fixed,
		.offset = address.offset,
		.size = size,
	};
	return 0;
}

static void give_up(struct walk *walk)
{
	walk->object->tracked = false;
}

/* Adds the constant part of one index of a getelementptr; false if the index varies. */
static bool add_index(struct address *address, int64_t index, uint64_t element_size)
{
	int64_t bytes;

	return !__builtin_mul_overflow(index, (int64_t)element_size, &bytes) &&
	       !__builtin_add_overflow(address->offset, bytes, &address->offset);
}

/* Steps one index into *type; false where the offset cannot be told. */
static bool step_into(LLVMTargetDataRef layout, LLVMTypeRef *type, LLVMValueRef index,
		      struct address *address)
{
	switch (LLVMGetTypeKind(*type)) {
	case LLVMStructTypeKind: {
		unsigned int field = (unsigned int)LLVMConstIntGetZExtValue(index);
		uint64_t offset = LLVMOffsetOfElement(layout, *type, field);

		*type = LLVMStructGetTypeAtIndex(*type, field);
		return add_index(address, 1, offset);
	}
	case LLVMArrayTypeKind:
		*type = LLVMGetElementType(*type);
		return add_index(address, LLVMConstIntGetSExtValue(index),
				 LLVMABISizeOfType(layout, *type));
	default:
		return false;
	}
}

/* An index that is a plain constant; a constant expression or a vector of indices is not. */
static bool constant_index(LLVMValueRef index)
{
	return LLVMIsAConstantInt(index) && LLVMGetIntTypeWidth(LLVMTypeOf(index)) <= 64;
}

static struct address element_address(struct walk *walk, struct address base, LLVMValueRef gep)
{
	LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);
	int operands = LLVMGetNumOperands(gep);

	base.value = gep;
	for (int i = 1; i < operands && base.fixed; i++) {
		LLVMValueRef index = LLVMGetOperand(gep, (unsigned int)i);

		if (!constant_index(index))
			base.fixed = false;
		else if (i == 1)
			base.fixed = add_index(&base, LLVMConstIntGetSExtValue(index),
					       LLVMABISizeOfType(walk->layout, type));
		else
			base.fixed = step_into(walk->layout, &type, index, &base);
	}
	return base;
}

/* A phi or select: from here on the address may also be another object's. Followed only once. */
static int follow_merge(struct walk *walk, LLVMValueRef merge)
{
	for (size_t i = 0; i < walk->address_count; i++)
		if (walk->addresses[i].value == merge)
			return 0;
	return add_address(walk, (struct address){ .value = merge });
}

static int follow_store(struct walk *walk, struct address address, LLVMValueRef store)
{
	LLVMValueRef value = LLVMGetOperand(store, 0);

	if (value == address.value) {
		give_up(walk);
		return 0;
	}
	return add_access(walk, address, store,
			  LLVMIsConstant(value) && LLVMIsNull(value) ? STACK_WRITE_ZERO
								     : STACK_WRITE,
			  LLVMStoreSizeOfType(walk->layout, LLVMTypeOf(value)));
}

/* True if the function's name is name, or name with the types of an overload behind a dot. */
static bool is_intrinsic(LLVMValueRef function, const char *name)
{
	size_t length, wanted = strlen(name);
	const char *actual = LLVMGetValueName2(function, &length);

	return length >= wanted && !memcmp(actual, name, wanted) &&
	       (length == wanted || actual[wanted] == '.');
}

static uint64_t constant_size(LLVMValueRef size)
{
	return constant_index(size) ? LLVMConstIntGetZExtValue(size) : STACK_SIZE_UNKNOWN;
}

static int follow_memset(struct walk *walk, struct address address, LLVMValueRef call)
{
	LLVMValueRef byte = LLVMGetOperand(call, 1);

	return add_access(walk, address, call,
			  LLVMIsConstant(byte) && LLVMIsNull(byte) ? STACK_WRITE_ZERO : STACK_WRITE,
			  constant_size(LLVMGetOperand(call, 2)));
}

static int follow_copy(struct walk *walk, struct address address, LLVMValueRef call)
{
	uint64_t size = constant_size(LLVMGetOperand(call, 2));
	int error = 0;

	if (LLVMGetOperand(call, 0) == address.value)
		error = add_access(walk, address, call, STACK_WRITE, size);
	if (!error && LLVMGetOperand(call, 1) == address.value)
		error = add_access(walk, address, call, STACK_READ, size);
	return error;
}

/* Calls that reach the object: those of LLVM's intrinsics that are understood, and no other. */
static int follow_call(struct walk *walk, struct address address, LLVMValueRef call)
{
	LLVMValueRef callee = LLVMGetCalledValue(call);

	if (barrier_is(call)) {
		address.value = call;
		return add_address(walk, address);
	}
	if (LLVMIsAFunction(callee) && LLVMGetIntrinsicID(callee)) {
		if (is_intrinsic(callee, "llvm.memset"))
			return follow_memset(walk, address, call);
		if (is_intrinsic(callee, "llvm.memcpy") || is_intrinsic(callee, "llvm.memmove"))
			return follow_copy(walk, address, call);
		if (is_intrinsic(callee, "llvm.lifetime.start") ||
		    is_intrinsic(callee, "llvm.lifetime.end"))
			return add_access(walk, address, call, STACK_LIFETIME, walk->object->size);
		if (is_intrinsic(callee, "llvm.assume"))
			return 0;
		if (is_intrinsic(callee, "llvm.var.annotation") &&
		    LLVMGetOperand(call, 0) == address.value)
			return 0;
	}
	give_up(walk);
	return 0;
}

static int follow_use(struct walk *walk, struct address address, LLVMValueRef user)
{
	if (!LLVMIsAInstruction(user)) {
		give_up(walk);
		return 0;
	}
	switch (LLVMGetInstructionOpcode(user)) {
	case LLVMGetElementPtr:
		if (LLVMGetTypeKind(LLVMTypeOf(user)) != LLVMPointerTypeKind)
			break;
		return add_address(walk, element_address(walk, address, user));
	case LLVMPHI:
	case LLVMSelect:
		return follow_merge(walk, user);
	case LLVMLoad:
		return add_access(walk, address, user, STACK_READ,
				  LLVMStoreSizeOfType(walk->layout, LLVMTypeOf(user)));
	case LLVMStore:
		return follow_store(walk, address, user);
	case LLVMICmp:
		return 0;
	case LLVMCall:
		return follow_call(walk, address, user);
	default:
		break;
	}
	give_up(walk);
	return 0;
}

static int follow_object(struct stack_objects *result, struct stack_object *object,
			 LLVMTargetDataRef layout)
{
	struct walk walk = { .result = result, .object = object, .layout = layout };
	size_t accesses_before = result->access_count;
	int error = add_address(&walk, (struct address){ object->alloca, true, true, 0 });

	for (size_t i = 0; i < walk.address_count && object->tracked && !error; i++) {
		/* A copy: the array may move while its uses are followed. */
		struct address address = walk.addresses[i];

		for (LLVMUseRef use = LLVMGetFirstUse(address.value); use && !error;
		     use = LLVMGetNextUse(use))
			error = follow_use(&walk, address, LLVMGetUser(use));
	}
	if (!object->tracked)
		result->access_count = accesses_before;
	free(walk.addresses);
	return error;
}

/* True for an alloca that is one object for the whole call: in the entry block, of constant size.
 */
static bool static_alloca(LLVMValueRef function, LLVMValueRef instruction)
{
	return LLVMIsAAllocaInst(instruction) &&
	       LLVMGetInstructionParent(instruction) == LLVMGetEntryBasicBlock(function) &&
	       constant_index(LLVMGetOperand(instruction, 0)) &&
	       LLVMTypeIsSized(LLVMGetAllocatedType(instruction));
}

/* True if the variable is annotated so; clang annotates the alloca itself. */
static bool annotated_ignore(LLVMValueRef alloca)
{
	for (LLVMUseRef use = LLVMGetFirstUse(alloca); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsACallInst(user) && LLVMGetOperand(user, 0) == alloca &&
		    LLVMIsAFunction(LLVMGetCalledValue(user)) &&
		    is_intrinsic(LLVMGetCalledValue(user), "llvm.var.annotation") &&
		    annotation_says_ignore(LLVMGetOperand(user, 1)))
			return true;
	}
	return false;
}

static int add_object(struct stack_objects *result, LLVMValueRef alloca, LLVMTargetDataRef layout)
{
	struct stack_object *grown =
		array_grow(result->objects, result->object_count, sizeof(*result->objects));
	uint64_t element = LLVMABISizeOfType(layout, LLVMGetAllocatedType(alloca));
	uint64_t size;

	if (!grown)
		return -ENOMEM;
	result->objects = grown;
	if (__builtin_mul_overflow(element, LLVMConstIntGetZExtValue(LLVMGetOperand(alloca, 0)),
				   &size))
		size = STACK_SIZE_UNKNOWN;
	result->objects[result->object_count++] = (struct stack_object){
		.alloca = alloca,
		.size = size,
		/* What is larger than the stack does not compile anyway. */
		.tracked = size > 0 && size <= BPF_STACK_SIZE,
		.ignored = annotated_ignore(alloca),
	};
	return 0;
}

static int compare_accesses(const void *a, const void *b)
{
	const struct stack_access *first = a, *second = b;
	uintptr_t i = (uintptr_t)first->instruction, j = (uintptr_t)second->instruction;

	if (i != j)
		return i < j ? -1 : 1;
	return (first->object > second->object) - (first->object < second->object);
}

int stack_objects_find(LLVMValueRef function, struct stack_objects *objects)
{
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(LLVMGetGlobalParent(function));
	LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(function);
	int error = 0;

	*objects = (struct stack_objects){ 0 };
	for (LLVMValueRef i = LLVMGetFirstInstruction(entry); i && !error;
	     i = LLVMGetNextInstruction(i))
		if (static_alloca(function, i))
			error = add_object(objects, i, layout);
	for (size_t i = 0; i < objects->object_count && !error; i++) {
		struct stack_object *object = &objects->objects[i];

		if (object->tracked)
			error = follow_object(objects, object, layout);
		if (object->tracked) {
			object->first_byte = objects->byte_count;
			objects->byte_count += object->size;
		}
	}
	if (error)
		stack_objects_free(objects);
	else if (objects->access_count)
		qsort(objects->accesses, objects->access_count, sizeof(*objects->accesses),
		      compare_accesses);
	return error;
}

const struct stack_access *stack_objects_accesses(const struct stack_objects *objects,
						  LLVMValueRef instruction, size_t *count)
{
	const struct stack_access wanted = { .instruction = instruction };
	size_t low = 0, high = objects->access_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_accesses(&objects->accesses[middle], &wanted) < 0)
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
	return access->fixed && access->offset >= 0 && access->size <= object->size &&
	       (uint64_t)access->offset <= object->size - access->size;
}

void stack_objects_free(struct stack_objects *objects)
{
	free(objects->objects);
	free(objects->accesses);
	*objects = (struct stack_objects){ 0 };
}
