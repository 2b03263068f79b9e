// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Walks back from an access to where its bytes begin; see unwritten_bytes.h. */
#include "llvm-pass/stack/unwritten_bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/support/array.h"

struct search {
	const struct stack_objects *objects;
	struct unwritten_bytes *found;
	int error;
};

static bool starts_life(const struct stack_access *access)
{
	static const char start[] = "llvm.lifetime.start";
	size_t length;
	const char *name;

	if (access->kind != STACK_LIFETIME)
		return false;
	name = LLVMGetValueName2(LLVMGetCalledValue(access->instruction), &length);
	return length >= sizeof(start) - 1 && !memcmp(name, start, sizeof(start) - 1);
}

static void add_birth(struct search *search, LLVMValueRef marker, const struct byte_set *bytes)
{
	struct unwritten_bytes *found = search->found;
	struct byte_birth *grown;

	byte_set_join(&found->bytes, bytes);
	for (size_t i = 0; i < found->birth_count; i++)
		if (found->births[i].marker == marker) {
			byte_set_join(&found->births[i].bytes, bytes);
			return;
		}
	grown = array_grow(found->births, found->birth_count, sizeof(*grown));
	if (!grown) {
		search->error = -ENOMEM;
		return;
	}
	found->births = grown;
	found->births[found->birth_count++] = (struct byte_birth){ marker, *bytes };
}

/* True if the bytes are written whenever the instruction runs, for all that the verifier knows. */
static bool writes_always(const struct stack_access *access)
{
	if (!LLVMIsACallInst(access->instruction) || LLVMIsAIntrinsicInst(access->instruction) ||
	    called_helper(access->instruction))
		return true;
	return access->writer.helper && !access->writer.sometimes && !access->writer.among_others;
}

static void meet(void *context, const struct stack_access *access, struct byte_set *bytes)
{
	struct search *search = context;
	const struct stack_object *object = &search->objects->objects[access->object];
	struct byte_set written = { { 0 } };

	if (access->kind == STACK_LIFETIME) {
		if (starts_life(access))
			add_birth(search, access->instruction, bytes);
		else
			search->found->alive = false;
		*bytes = (struct byte_set){ { 0 } };
	}
	if (access->kind != STACK_WRITE)
		return;
	byte_set_add(&written, stack_access_span(access, object));
	byte_set_meet(&written, bytes);
	byte_set_join(&search->found->written, &written);
	if (access->sure && stack_access_inside(access, object) && writes_always(access))
		byte_set_subtract(bytes, &written);
}

static bool has_start(const struct stack_objects *objects, size_t object)
{
	for (size_t i = 0; i < objects->access_count; i++)
		if (objects->accesses[i].object == object && starts_life(&objects->accesses[i]))
			return true;
	return false;
}

int unwritten_bytes_find(const struct stack_objects *objects, const struct stack_access *access,
			 struct unwritten_bytes *found)
{
	struct search search = { .objects = objects, .found = found };
	struct byte_set bytes = { { 0 } }, ended;
	int error;

	*found = (struct unwritten_bytes){ .alive = true };
	byte_set_add(&bytes, stack_access_span(access, &objects->objects[access->object]));
	error = byte_walk(objects, access->object, access->instruction, BYTE_WALK_BACKWARD, bytes,
			  meet, &search, &ended);
	if (error || search.error || byte_set_is_empty(&ended))
		return error ? error : search.error;
	if (has_start(objects, access->object))
		found->alive = false;
	else
		add_birth(&search, NULL, &ended);
	return search.error;
}

LLVMValueRef byte_birth_first(const struct byte_birth *birth, LLVMValueRef alloca)
{
	LLVMValueRef first = LLVMGetNextInstruction(birth->marker ? birth->marker : alloca);

	while (LLVMIsAAllocaInst(first))
		first = LLVMGetNextInstruction(first);
	return first;
}

void unwritten_bytes_free(struct unwritten_bytes *found)
{
	free(found->births);
	*found = (struct unwritten_bytes){ 0 };
}
