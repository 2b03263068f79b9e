// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * What the users of an address do; see stack_accesses.h. An instruction that is not named in
 * note_use() gives up the objects that the address may point into.
 */
#include "llvm-pass/stack/stack_accesses.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/ir/annotations.h"
#include "llvm-pass/support/array.h"
#include "llvm-pass/ir/constant_number.h"

struct notes {
	struct stack_objects *result;
	struct stack_addresses *addresses;
	struct call_effects *effects;
	size_t *items; /* for each access: which address it is made through */
	size_t item; /* the address whose uses are looked at */
};

static const struct address *address_of(const struct notes *notes)
{
	return &notes->addresses->items[notes->item];
}

/* The address gets out: whoever has it may write at any time, before or after. */
static void give_up(struct notes *notes)
{
	const struct address *address = address_of(notes);

	for (unsigned int i = 0; i < address->target_count; i++)
		notes->addresses->bases[address->targets[i].base].lost = true;
}

/* Appends one access; what it lacks, object and offsets, comes from a target of the address. */
static int add_access(struct notes *notes, const struct address_target *target,
		      struct stack_access access)
{
	struct stack_objects *result = notes->result;
	struct stack_access *accesses =
		array_grow(result->accesses, result->access_count, sizeof(*accesses));
	size_t *items;

	if (!accesses)
		return -ENOMEM;
	result->accesses = accesses;
	items = array_grow(notes->items, result->access_count, sizeof(*items));
	if (!items)
		return -ENOMEM;
	notes->items = items;
	access.object = target->base;
	access.load = STACK_NO_LOAD;
	items[result->access_count] = notes->item;
	accesses[result->access_count++] = access;
	return 0;
}

/* Notes an access to whatever the address points at, access.offsets bytes behind it. */
static int note(struct notes *notes, struct stack_access access)
{
	const struct address *address = address_of(notes);
	struct offsets behind = access.offsets;
	int error = 0;

	for (unsigned int i = 0; i < address->target_count && !error; i++) {
		access.offsets = offsets_add(stack_addresses_offsets_at(notes->addresses, address,
									i, access.instruction),
					     behind);
		error = add_access(notes, &address->targets[i], access);
	}
	return error;
}

/* Makes room for the pattern of a write of size bytes, none of them 0 yet. */
static bool *add_pattern(struct stack_objects *result, size_t size, size_t *pattern)
{
	static bool none;

	*pattern = result->pattern_count;
	for (size_t i = 0; i < size; i++) {
		bool *grown = array_grow(result->patterns, result->pattern_count, sizeof(*grown));

		if (!grown)
			return NULL;
		result->patterns = grown;
		result->patterns[result->pattern_count++] = false;
	}
	/* Before the first one there is no array: what has no bytes is not out of memory. */
	return size ? result->patterns + *pattern : &none;
}

/* The load that a stored value comes from, widened or cut: 0 stays 0 through all of these. */
static LLVMValueRef stored_load(LLVMValueRef value)
{
	for (unsigned int i = 0;
	     i < MOST_LINKS && (LLVMIsAZExtInst(value) || LLVMIsASExtInst(value) ||
				LLVMIsATruncInst(value) || LLVMIsABitCastInst(value));
	     i++)
		value = LLVMGetOperand(value, 0);
	/* What a volatile read gives is not for us to say. */
	return LLVMIsALoadInst(value) && !LLVMGetVolatile(value) ? value : NULL;
}

static int note_store(struct notes *notes, LLVMValueRef store)
{
	LLVMValueRef value = LLVMGetOperand(store, 0);
	struct stack_access access = {
		.instruction = store,
		.kind = STACK_WRITE,
		.size = LLVMStoreSizeOfType(notes->addresses->layout, LLVMTypeOf(value)),
		.source = stored_load(value),
	};
	size_t size = access.size;
	bool *zero;

	if (value == address_of(notes)->value) {
		give_up(notes);
		return 0;
	}
	if (size <= BPF_STACK_SIZE) {
		zero = add_pattern(notes->result, size, &access.pattern);
		if (!zero)
			return -ENOMEM;
		if (bridge_stored_zeroes(store, zero, size))
			access.content = STACK_PATTERN;
		if (access.source)
			access.content = STACK_LOADED;
	}
	return note(notes, access);
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
	return constant_number_is(size) ? LLVMConstIntGetZExtValue(size) : STACK_SIZE_UNKNOWN;
}

static bool is_zero(LLVMValueRef value)
{
	return LLVMIsConstant(value) && LLVMIsNull(value);
}

static int note_memset(struct notes *notes, LLVMValueRef call)
{
	return note(notes, (struct stack_access){
				   .instruction = call,
				   .kind = STACK_WRITE,
				   .content = is_zero(LLVMGetOperand(call, 1)) ? STACK_ZERO
									       : STACK_ANYTHING,
				   .size = constant_size(LLVMGetOperand(call, 2)),
			   });
}

/* Where the bytes of a copy come from: an address of ours, or constant memory, or anywhere. */
static int copied_content(struct notes *notes, LLVMValueRef call, struct stack_access *access)
{
	LLVMValueRef source = LLVMGetOperand(call, 1);
	bool *zero;

	/* Volatile constants are those that the loader fills in: their initialiser says nothing. */
	if (access->size > BPF_STACK_SIZE || !is_zero(LLVMGetOperand(call, 3)))
		return 0;
	if (stack_addresses_get(notes->addresses, source)) {
		access->content = STACK_COPY;
		return 0;
	}
	zero = add_pattern(notes->result, access->size, &access->pattern);
	if (!zero)
		return -ENOMEM;
	if (bridge_constant_zeroes(source, call, zero, access->size))
		access->content = STACK_PATTERN;
	return 0;
}

static int note_copy(struct notes *notes, LLVMValueRef call)
{
	LLVMValueRef address = address_of(notes)->value;
	struct stack_access access = { .instruction = call,
				       .kind = STACK_READ,
				       .size = constant_size(LLVMGetOperand(call, 2)) };
	int error = 0;

	if (LLVMGetOperand(call, 1) == address)
		error = note(notes, access);
	if (error || LLVMGetOperand(call, 0) != address)
		return error;
	access.kind = STACK_WRITE;
	error = copied_content(notes, call, &access);
	return error ? error : note(notes, access);
}

static int note_span(struct notes *notes, struct stack_access access, struct byte_span span)
{
	if (span.first == span.end)
		return 0;
	access.offsets = span.first == INT64_MIN ? OFFSETS_UNKNOWN : offsets_fixed(span.first);
	if (span.end == INT64_MAX ||
	    __builtin_sub_overflow(span.end, span.first, (int64_t *)&access.size))
		access.size = STACK_SIZE_UNKNOWN;
	return note(notes, access);
}

static int note_argument(struct notes *notes, LLVMValueRef call, unsigned int argument)
{
	struct stack_access access = { .instruction = call, .kind = STACK_READ };
	struct argument_effect effect;
	int error = call_effects_of(notes->effects, call, argument, &effect);

	if (!error && !effect.known)
		give_up(notes);
	if (error || !effect.known)
		return error;
	error = note_span(notes, access, effect.reads);
	access.by_helper = true;
	if (!error)
		error = note_span(notes, access, effect.seen);
	access.kind = STACK_WRITE;
	access.by_helper = false;
	access.writer = effect.writer;
	return error ? error : note_span(notes, access, effect.writes);
}

/* A call that is no intrinsic: the address may be any of its arguments, or all of them. */
static int note_arguments(struct notes *notes, LLVMValueRef call)
{
	unsigned int count = LLVMGetNumArgOperands(call);
	bool found = false;
	int error = 0;

	for (unsigned int i = 0; i < count && !error; i++)
		if (LLVMGetOperand(call, i) == address_of(notes)->value) {
			found = true;
			error = note_argument(notes, call, i);
		}
	/* In an operand bundle, or what is called. */
	if (!found)
		give_up(notes);
	return error;
}

static void note_annotation(struct notes *notes, LLVMValueRef call)
{
	const struct address *address = address_of(notes);

	if (LLVMGetOperand(call, 0) != address->value || address->target_count != 1) {
		give_up(notes);
		return;
	}
	if (annotation_says_ignore(LLVMGetOperand(call, 1)))
		notes->result->objects[address->targets[0].base].ignored = true;
}

static int note_call(struct notes *notes, LLVMValueRef call)
{
	LLVMValueRef callee = LLVMGetCalledValue(call);

	if (!LLVMIsAFunction(callee) || !LLVMGetIntrinsicID(callee))
		return note_arguments(notes, call);
	if (is_intrinsic(callee, "llvm.memset"))
		return note_memset(notes, call);
	if (is_intrinsic(callee, "llvm.memcpy") || is_intrinsic(callee, "llvm.memmove"))
		return note_copy(notes, call);
	if (is_intrinsic(callee, "llvm.lifetime.start") ||
	    is_intrinsic(callee, "llvm.lifetime.end"))
		return note(notes, (struct stack_access){ .instruction = call,
							  .kind = STACK_LIFETIME,
							  .offsets = OFFSETS_UNKNOWN,
							  .size = STACK_SIZE_UNKNOWN });
	if (is_intrinsic(callee, "llvm.assume"))
		return 0;
	if (is_intrinsic(callee, "llvm.var.annotation"))
		note_annotation(notes, call);
	else
		give_up(notes);
	return 0;
}

static int note_use(struct notes *notes, LLVMValueRef user)
{
	if (!LLVMIsAInstruction(user)) {
		give_up(notes);
		return 0;
	}
	if (stack_addresses_hands_on(user))
		return 0;
	switch (LLVMGetInstructionOpcode(user)) {
	case LLVMLoad:
		return note(notes, (struct stack_access){
					   .instruction = user,
					   .kind = STACK_READ,
					   .size = LLVMStoreSizeOfType(notes->addresses->layout,
								       LLVMTypeOf(user)) });
	case LLVMStore:
		return note_store(notes, user);
	case LLVMICmp:
		return 0;
	case LLVMCall:
		return note_call(notes, user);
	default:
		give_up(notes);
		return 0;
	}
}

/* Fills in what could not be known before every use was seen. */
static int settle(struct notes *notes)
{
	struct stack_objects *result = notes->result;
	int error = stack_addresses_find_elsewhere(notes->addresses);

	for (size_t i = 0; notes->items && i < result->access_count && !error; i++) {
		const struct address *address = &notes->addresses->items[notes->items[i]];

		result->accesses[i].elsewhere = address->elsewhere;
		result->accesses[i].sure = address->target_count == 1 && !address->elsewhere;
	}
	for (size_t i = 0; i < result->object_count; i++)
		result->objects[i].tracked = !notes->addresses->bases[i].lost;
	return error;
}

int stack_accesses_note(struct stack_objects *objects, struct stack_addresses *addresses,
			struct call_effects *effects)
{
	struct notes notes = { objects, addresses, effects, NULL, 0 };
	int error = 0;

	for (; notes.item < addresses->count && !error; notes.item++)
		for (LLVMUseRef use = LLVMGetFirstUse(address_of(&notes)->value); use && !error;
		     use = LLVMGetNextUse(use))
			error = note_use(&notes, LLVMGetUser(use));
	if (!error)
		error = settle(&notes);
	free(notes.items);
	return error;
}
