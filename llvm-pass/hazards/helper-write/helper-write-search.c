// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Finds out about one call of a helper whose prototype lies: backward, which writes the verifier
 * knows the bytes from; forward, which reads get them. See helper-write.h.
 */
#include "llvm-pass/hazards/helper-write/helper-write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/support/array.h"
#include "llvm-pass/bpf/helper_prototypes.h"
#include "llvm-pass/stack/spin_lock.h"
#include "llvm-pass/rewrite/stack_pieces.h"
#include "llvm-pass/bytes/value_uses.h"

/* Of enum bpf_func_id. */
#define MAP_LOOKUP_ELEM 1

struct search {
	const struct stack_objects *objects;
	bridge_analyses *analyses;
	program_types types;
	const struct stack_access *call; /* forward: what the helper writes */
	int error;
	struct byte_set bytes; /* backward: those known; forward: those read */
	struct known_write *writes;
	size_t write_count;
	LLVMValueRef reader;
};

static bool is_inside(const struct search *search, const struct stack_access *access)
{
	return access->sure &&
	       stack_access_inside(access, &search->objects->objects[access->object]);
}

static struct byte_span span_of(const struct search *search, const struct stack_access *access)
{
	return stack_access_span(access, &search->objects->objects[access->object]);
}

/* True if the verifier of some kernel does not notice this write by a helper. */
static bool is_unnoticed(struct search *search, const struct stack_access *write,
			 const char **kernels)
{
	int error = helper_stale_kernels(write->writer.helper, write->writer.argument,
					 search->types, kernels);

	if (error)
		search->error = error;
	return !error && *kernels;
}

/* Takes out what a write surely puts something else in the place of, also for the verifier. */
static void overwrite(struct search *search, const struct stack_access *write,
		      struct byte_set *bytes)
{
	const char *kernels;

	/* A helper may fail; but the verifier then forgets the bytes all the same. */
	if (write->writer.helper && is_unnoticed(search, write, &kernels))
		return;
	/* A function of the program writes on some of its paths, perhaps. */
	if (LLVMIsACallInst(write->instruction) && !LLVMIsAIntrinsicInst(write->instruction) &&
	    !called_helper(write->instruction))
		return;
	if (is_inside(search, write))
		byte_set_remove(bytes, span_of(search, write));
}

/* ---- Backward: where the verifier knows the bytes from ---- */

static void add_write(struct search *search, const struct stack_access *access,
		      const struct byte_set *bytes, enum stored_content content)
{
	struct known_write *grown;

	for (size_t i = 0; i < search->write_count; i++)
		if (search->writes[i].access == access) {
			byte_set_join(&search->writes[i].bytes, bytes);
			return;
		}
	grown = array_grow(search->writes, search->write_count, sizeof(*grown));
	if (!grown) {
		search->error = -ENOMEM;
		return;
	}
	search->writes = grown;
	search->writes[search->write_count++] = (struct known_write){ access, *bytes, content };
}

static void meet_before(void *context, const struct stack_access *access, struct byte_set *bytes)
{
	struct search *search = context;
	struct byte_set written = { { 0 } };
	enum stored_content content;

	if (access->kind == STACK_LIFETIME)
		*bytes = (struct byte_set){ { 0 } };
	if (access->kind != STACK_WRITE)
		return;
	if (!access->writer.helper || access->writer.among_others) {
		content = stored_content_of(access, search->analyses);
		byte_set_add(&written, span_of(search, access));
		byte_set_meet(&written, bytes);
		if (content != STORED_UNKNOWN && !byte_set_is_empty(&written)) {
			byte_set_join(&search->bytes, &written);
			add_write(search, access, &written, content);
		}
	}
	overwrite(search, access, bytes);
}

/* ---- Forward: who reads them ---- */

/* True if all that is made of a load is what no verifier knows: it is being laundered. */
static bool is_hidden(LLVMValueRef load)
{
	for (LLVMUseRef use = LLVMGetFirstUse(load); use; use = LLVMGetNextUse(use))
		if (!opaque_zero_hides(LLVMGetUser(use)))
			return false;
	return true;
}

/* True if something hangs on what the verifier believes of the bytes read. */
static bool read_matters(const struct stack_access *read)
{
	LLVMValueRef instruction = read->instruction;

	if (LLVMIsALoadInst(instruction))
		return !is_hidden(instruction) && value_may_matter(instruction);
	/* What a copy leaves outside of the stack is what was really there. */
	if (LLVMIsAIntrinsicInst(instruction))
		return pointer_may_be_stack(LLVMGetOperand(instruction, 0));
	/* Helpers read what is there, and nothing is concluded of it. */
	return !called_helper(instruction) && !read->by_helper;
}

/*
 * Takes out what launders bytes of the helper's behind the call, through the pointer that it was
 * given, whichever object that is.
 */
static void launder(const struct search *search, const struct stack_access *write,
		    struct byte_set *bytes)
{
	LLVMValueRef store = write->instruction, call = search->call->instruction, pointer;
	int64_t apart = 0, first;

	if (!LLVMIsAStoreInst(store) || !opaque_zero_hides(LLVMGetOperand(store, 0)) ||
	    LLVMGetInstructionParent(store) != LLVMGetInstructionParent(call) ||
	    !called_helper(call))
		return;
	pointer = LLVMGetOperand(store, 1);
	if (stack_piece_is(pointer, &apart))
		pointer = LLVMGetOperand(pointer, 0);
	if (pointer != LLVMGetOperand(call, search->call->writer.argument))
		return;
	first = search->call->offsets.first + apart;
	byte_set_remove(bytes, (struct byte_span){ first, first + (int64_t)write->size });
}

static void meet_after(void *context, const struct stack_access *access, struct byte_set *bytes)
{
	struct search *search = context;
	struct byte_set read = { { 0 } };

	if (access->kind == STACK_LIFETIME) {
		*bytes = (struct byte_set){ { 0 } };
	} else if (access->kind == STACK_WRITE) {
		overwrite(search, access, bytes);
		if (search->call)
			launder(search, access, bytes);
	} else {
		byte_set_add(&read, span_of(search, access));
		byte_set_meet(&read, bytes);
		if (byte_set_is_empty(&read) || !read_matters(access))
			return;
		byte_set_join(&search->bytes, &read);
		/* Loads that the optimiser put together have no line: one that has tells more. */
		if (!search->reader || (!LLVMGetDebugLocLine(search->reader) &&
					LLVMGetDebugLocLine(access->instruction)))
			search->reader = access->instruction;
	}
}

/* A function of the program that calls the helper may read the bytes itself, behind that call. */
static void read_inside(struct search *search, const struct stack_access *write,
			struct byte_set *bytes)
{
	size_t count;
	const struct stack_access *accesses =
		stack_objects_accesses(search->objects, write->instruction, &count);

	for (size_t i = 0; i < count; i++)
		if (accesses[i].object == write->object && accesses[i].kind == STACK_READ)
			meet_after(search, &accesses[i], bytes);
}

/* ---- Both together ---- */

/* Which bytes are known before the call; *search has them and the writes. */
static int look_before(struct search *search, const struct stack_access *write)
{
	struct byte_set bytes = { { 0 } };
	int error;

	byte_set_add(&bytes, span_of(search, write));
	error = byte_walk(search->objects, write->object, write->instruction, BYTE_WALK_BACKWARD,
			  bytes, meet_before, search, NULL);
	return error ? error : search->error;
}

/* Which of the bytes are read after it; *inside tells if the function that is called reads some. */
static int look_after(struct search *search, const struct stack_access *write,
		      struct byte_set known, bool *inside)
{
	int error;

	search->call = write;
	read_inside(search, write, &known);
	*inside = search->reader;
	error = byte_walk(search->objects, write->object, write->instruction, BYTE_WALK_FORWARD,
			  known, meet_after, search, NULL);
	return error ? error : search->error;
}

static int make_stale(const struct search *before, const struct search *after,
		      const struct stack_access *write, bool inside, struct stale_bytes **stale)
{
	struct stale_bytes *made =
		calloc(1, sizeof(*made) + before->write_count * sizeof(*made->writes));

	if (!made)
		return -ENOMEM;
	made->write = write;
	made->object = &before->objects->objects[write->object];
	made->bytes = after->bytes;
	made->reader = after->reader;
	made->read_inside = inside;
	made->form = opaque_zero_form_of(before->types);
	for (size_t i = 0; i < before->write_count; i++) {
		struct known_write known = before->writes[i];

		byte_set_meet(&known.bytes, &after->bytes);
		if (byte_set_is_empty(&known.bytes))
			continue;
		if (known.content > made->content)
			made->content = known.content;
		made->writes[made->write_count++] = known;
	}
	*stale = made;
	return 0;
}

int helper_write_search(const struct function_facts *facts, program_types types,
			const struct stack_access *write, struct stale_bytes **stale,
			const char **kernels)
{
	struct search before = { .objects = &facts->objects,
				 .analyses = facts->analyses,
				 .types = types };
	struct search after = before;
	bool inside = false;
	int error = 0;

	*stale = NULL;
	if (is_unnoticed(&before, write, kernels))
		error = look_before(&before, write);
	if (!error)
		error = before.error;
	if (!error && before.write_count)
		error = look_after(&after, write, before.bytes, &inside);
	if (!error && after.reader)
		error = make_stale(&before, &after, write, inside, stale);
	free(before.writes);
	return error;
}

/* ---- Whether what is known before the call has another use ---- */

/*
 * True for a key that is looked up: of an array's, a verifier that knows it knows that the element
 * is there, and wants no test for NULL (get_constant_map_key(), since 6.15).
 */
static bool is_key(const struct stack_access *read)
{
	return read->kind == STACK_READ && called_helper(read->instruction) == MAP_LOOKUP_ELEM;
}

/* The call ends the bytes that it may write: whoever reads them later could not know them. */
static void meet_known(void *context, const struct stack_access *access, struct byte_set *bytes)
{
	struct search *search = context;
	struct byte_set key = { { 0 } };
	const char *kernels;

	if (is_key(access)) {
		byte_set_add(&key, span_of(search, access));
		byte_set_meet(&key, bytes);
		if (!byte_set_is_empty(&key))
			search->reader = access->instruction;
		return;
	}
	if (access->kind == STACK_WRITE && access->writer.helper && !access->writer.sometimes &&
	    is_inside(search, access) && is_unnoticed(search, access, &kernels))
		byte_set_remove(bytes, span_of(search, access));
	else
		meet_after(search, access, bytes);
}

/* True if the write can be made one of the same bytes from a register. */
static bool can_rewrite(const struct search *search, const struct stack_access *write)
{
	LLVMValueRef instruction = write->instruction, value;

	if (!is_inside(search, write))
		return false;
	if (LLVMIsAStoreInst(instruction)) {
		value = LLVMGetOperand(instruction, 0);
		return LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMIntegerTypeKind &&
		       LLVMGetIntTypeWidth(LLVMTypeOf(value)) <= 64 &&
		       LLVMGetIntTypeWidth(LLVMTypeOf(value)) % 8 == 0 &&
		       LLVMGetOrdering(instruction) == LLVMAtomicOrderingNotAtomic;
	}
	/* Of another byte than 0 it would take a multiplication. */
	return write->content == STACK_ZERO && LLVMIsAMemSetInst(instruction) &&
	       LLVMIsNull(LLVMGetOperand(instruction, 3));
}

int helper_write_can_initialise(const struct function_facts *facts, program_types types,
				const struct stale_bytes *stale, bool *possible)
{
	struct search search = { .objects = &facts->objects, .types = types };
	int error = 0;

	/* The clock is a helper's. Behind the call, which is one too, no lock is held. */
	*possible = stale->form != OPAQUE_ZERO_CLOCK || !spin_lock_may_be_held(facts->function);
	for (size_t i = 0; i < stale->write_count && *possible && !error; i++) {
		const struct stack_access *write = stale->writes[i].access;
		struct byte_set bytes = helper_write_rewritten(&stale->writes[i]);

		*possible = can_rewrite(&search, write);
		if (*possible)
			error = byte_walk(&facts->objects, write->object, write->instruction,
					  BYTE_WALK_FORWARD, bytes, meet_known, &search, NULL);
		if (!error)
			error = search.error;
		*possible &= !search.reader;
	}
	return error;
}
