// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The data-flow analysis behind stack_paths.h. A state holds sets of bytes that the verifier
 * can know to be 0 on all paths, and of bytes written on all paths, which shrink where paths meet;
 * and sets of ranges that are 0 on some path, which grow. The last follow the first: a range enters
 * one where all its bytes are 0 on all paths, and leaves it with a write. What is known to be 0 is
 * kept twice, since verifiers differ in what a helper that reads leaves of it. Blocks are visited
 * in the function's order until nothing changes, which is as many times as loops are nested, and
 * two.
 */
#include "llvm-pass/bytes/stack_paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WORD_BITS 64

/* Whether what a helper has read counts as known: not up to 6.13. */
enum { UNSEEN, SEEN, KINDS };

/* The sets of one state. */
struct sets {
	uint64_t *zero[KINDS]; /* bytes */
	uint64_t *written; /* bytes */
	uint64_t *some[KINDS]; /* ranges */
};

#define BYTE_SETS (KINDS + 1)

static struct sets sets_of(const struct stack_paths *paths, uint64_t *state)
{
	size_t bytes = paths->byte_words;
	size_t ranges = (paths->words - BYTE_SETS * bytes) / KINDS;

	return (struct sets){
		.zero = { state, state + bytes },
		.written = state + KINDS * bytes,
		.some = { state + BYTE_SETS * bytes, state + BYTE_SETS * bytes + ranges },
	};
}

static void set_bits(uint64_t *bits, size_t first, size_t count, bool value)
{
	for (size_t i = first; i < first + count; i++) {
		uint64_t bit = UINT64_C(1) << i % WORD_BITS;

		if (value)
			bits[i / WORD_BITS] |= bit;
		else
			bits[i / WORD_BITS] &= ~bit;
	}
}

static bool all_bits(const uint64_t *bits, size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++)
		if (!(bits[i / WORD_BITS] >> i % WORD_BITS & 1))
			return false;
	return true;
}

uint64_t stack_piece_size(const struct stack_object *object, uint64_t offset)
{
	uint64_t left = object->size - offset, size = STACK_SLOT;

	while (size > left)
		size /= 2;
	return size;
}

/* ---- The accesses, as far as this analysis tells them apart ---- */

/* True if the access writes, and surely in one known place of its object. */
static bool writes_there(const struct stack_access *access, const struct stack_object *object)
{
	return access->kind == STACK_WRITE && access->sure && stack_access_inside(access, object);
}

/* True if a write leaves nothing but zeroes, whatever the paths before it did. */
static bool writes_zero(const struct stack_objects *objects, const struct stack_access *access)
{
	if (access->kind != STACK_WRITE)
		return false;
	if (access->content != STACK_PATTERN)
		return access->content == STACK_ZERO;
	for (uint64_t i = 0; i < access->size; i++)
		if (!objects->patterns[access->pattern + i])
			return false;
	return true;
}

/* A write of size bytes at offset: the ranges that it touches are 0 from here on, or they are not.
 */
static void note_ranges(const struct stack_paths *paths, const struct stack_access *access,
			struct sets sets, bool zero)
{
	const struct stack_object *object = &paths->objects->objects[access->object];
	uint64_t first = (uint64_t)access->offsets.first;

	for (size_t i = 0; i < STACK_RANGES; i++) {
		size_t number = access->object * STACK_RANGES + i;
		const struct stack_range *range = &paths->ranges[number];

		if (first >= range->end || first + access->size <= range->first)
			continue;
		for (size_t kind = 0; kind < KINDS; kind++)
			if (!zero ||
			    all_bits(sets.zero[kind], object->first_byte + (size_t)range->first,
				     (size_t)(range->end - range->first)))
				set_bits(sets.some[kind], number, 1, zero);
	}
}

static void apply_write_there(const struct stack_paths *paths, const struct stack_access *access,
			      struct sets sets)
{
	const struct stack_object *object = &paths->objects->objects[access->object];
	bool zero = writes_zero(paths->objects, access);
	size_t first = object->first_byte + (size_t)access->offsets.first;

	for (size_t kind = 0; kind < KINDS; kind++)
		set_bits(sets.zero[kind], first, access->size, zero);
	/* A helper may fail before it writes. */
	if (!access->by_helper)
		set_bits(sets.written, first, access->size, true);
	note_ranges(paths, access, sets, zero);
}

static void apply(const struct stack_paths *paths, const struct stack_access *access,
		  struct sets sets)
{
	const struct stack_object *object = &paths->objects->objects[access->object];

	if (writes_there(access, object)) {
		apply_write_there(paths, access, sets);
		return;
	}
	if (access->kind == STACK_READ && !access->by_helper)
		return;
	/*
	 * Zeroes at an offset that varies and a helper that only reads leave the bytes 0, but not
	 * what the verifier knows: up to 7.2 the one, up to 6.13 the other.
	 */
	for (size_t kind = 0; kind < KINDS; kind++) {
		if (kind == SEEN && access->kind == STACK_READ)
			continue;
		set_bits(sets.some[kind], access->object * STACK_RANGES, STACK_RANGES, false);
		set_bits(sets.zero[kind], object->first_byte, object->size, false);
	}
	if (access->kind == STACK_LIFETIME)
		set_bits(sets.written, object->first_byte, object->size, false);
}

/* ---- The iteration ---- */

static int compare_blocks(const void *a, const void *b)
{
	uintptr_t i = (uintptr_t)*(const LLVMBasicBlockRef *)a;
	uintptr_t j = (uintptr_t)*(const LLVMBasicBlockRef *)b;

	return (i > j) - (i < j);
}

static size_t block_index(const struct stack_paths *paths, LLVMBasicBlockRef block)
{
	const LLVMBasicBlockRef *found =
		bsearch(&block, paths->blocks, paths->block_count, sizeof(block), compare_blocks);

	return (size_t)(found - paths->blocks);
}

static void enter_block(const struct stack_paths *paths, LLVMBasicBlockRef block)
{
	memcpy(paths->scratch, &paths->entry[block_index(paths, block) * paths->words],
	       paths->words * sizeof(*paths->scratch));
}

/*
 * Runs from an instruction, before which the state in scratch is, to another of its block, or to
 * the block's end. Returns where it stopped; NULL at the end.
 */
static LLVMValueRef run_to(const struct stack_paths *paths, LLVMValueRef i, LLVMValueRef before)
{
	for (; i && i != before; i = LLVMGetNextInstruction(i)) {
		size_t count;
		const struct stack_access *access =
			stack_objects_accesses(paths->objects, i, &count);

		for (size_t k = 0; k < count; k++)
			apply(paths, &access[k], sets_of(paths, paths->scratch));
	}
	return i;
}

/* Joins the state in scratch, a block's end, into a successor. Returns whether that changed it. */
static bool join(const struct stack_paths *paths, size_t successor)
{
	const uint64_t *end = paths->scratch;
	uint64_t *entry = &paths->entry[successor * paths->words];
	bool changed = !paths->reached[successor];

	paths->reached[successor] = true;
	for (size_t i = 0; i < paths->words; i++) {
		bool on_all = i < BYTE_SETS * paths->byte_words;
		uint64_t joined = on_all ? entry[i] & end[i] : entry[i] | end[i];

		changed |= joined != entry[i];
		entry[i] = joined;
	}
	paths->waiting[successor] |= changed;
	return changed;
}

static bool run_function(const struct stack_paths *paths, LLVMValueRef function)
{
	bool changed = false;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block)) {
		LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
		unsigned int successors = end ? LLVMGetNumSuccessors(end) : 0;
		size_t index = block_index(paths, block);

		/* To run it again from the same state would tell its successors nothing new. */
		if (!paths->waiting[index])
			continue;
		paths->waiting[index] = false;
		enter_block(paths, block);
		run_to(paths, LLVMGetFirstInstruction(block), NULL);
		for (unsigned int i = 0; i < successors; i++)
			changed |= join(paths, block_index(paths, LLVMGetSuccessor(end, i)));
	}
	return changed;
}

static int start(LLVMValueRef function, struct stack_paths *paths)
{
	size_t blocks = LLVMCountBasicBlocks(function);
	size_t ranges = paths->objects->object_count * STACK_RANGES;
	size_t entry;

	paths->block_count = blocks;
	paths->byte_words = (paths->objects->byte_count + WORD_BITS - 1) / WORD_BITS;
	paths->words =
		BYTE_SETS * paths->byte_words + KINDS * ((ranges + WORD_BITS - 1) / WORD_BITS);
	paths->blocks = calloc(blocks, sizeof(*paths->blocks));
	paths->reached = calloc(blocks, sizeof(*paths->reached));
	paths->waiting = calloc(blocks, sizeof(*paths->waiting));
	paths->ranges = calloc(ranges + 1, sizeof(*paths->ranges));
	paths->entry = calloc(blocks * paths->words + 1, sizeof(*paths->entry));
	paths->scratch = calloc(paths->words + 1, sizeof(*paths->scratch));
	if (!paths->blocks || !paths->reached || !paths->waiting || !paths->ranges ||
	    !paths->entry || !paths->scratch)
		return -ENOMEM;
	LLVMGetBasicBlocks(function, paths->blocks);
	qsort(paths->blocks, blocks, sizeof(*paths->blocks), compare_blocks);
	for (size_t i = 0; i < blocks; i++)
		memset(&paths->entry[i * paths->words], 0xff,
		       BYTE_SETS * paths->byte_words * sizeof(*paths->entry));
	entry = block_index(paths, LLVMGetEntryBasicBlock(function));
	memset(&paths->entry[entry * paths->words], 0, paths->words * sizeof(*paths->entry));
	paths->reached[entry] = true;
	paths->waiting[entry] = true;
	return 0;
}

/* The slots that a load may read from. */
static struct stack_range slots_read(const struct stack_access *read,
				     const struct stack_object *object)
{
	struct byte_span span = stack_access_span(read, object);
	uint64_t first = span.first > 0 ? (uint64_t)span.first : 0;
	uint64_t end = span.end > 0 ? (uint64_t)span.end : 0;

	end = (end + STACK_SLOT - 1) / STACK_SLOT * STACK_SLOT;
	return (struct stack_range){ .first = first / STACK_SLOT * STACK_SLOT,
				     .end = end < object->size ? end : object->size,
				     .whole = true };
}

static bool is_empty(const struct stack_range *range)
{
	return range->first >= range->end;
}

/* The range that stands for what a load reads: its own, or else the first, the whole object. */
static struct stack_range *range_of(const struct stack_paths *paths,
				    const struct stack_access *read)
{
	const struct stack_object *object = &paths->objects->objects[read->object];
	struct stack_range wanted = slots_read(read, object);
	struct stack_range *ranges = &paths->ranges[read->object * STACK_RANGES];

	for (size_t i = 1; i < STACK_RANGES; i++)
		if (is_empty(&ranges[i]) ||
		    (ranges[i].first == wanted.first && ranges[i].end == wanted.end))
			return &ranges[i];
	return &ranges[0];
}

static void find_ranges(struct stack_paths *paths)
{
	const struct stack_objects *objects = paths->objects;

	for (size_t i = 0; i < objects->access_count; i++) {
		const struct stack_access *access = &objects->accesses[i];
		const struct stack_object *object = &objects->objects[access->object];
		struct stack_range *range;

		if (!LLVMIsALoadInst(access->instruction) || access->kind != STACK_READ ||
		    offsets_are_fixed(access->offsets))
			continue;
		range = range_of(paths, access);
		if (range == &paths->ranges[access->object * STACK_RANGES])
			*range = (struct stack_range){ 0, object->size, true };
		else
			*range = slots_read(access, object);
	}
}

/* True if the span starts and ends where pieces of the object do. */
static bool covers_pieces(const struct stack_object *object, uint64_t first, uint64_t size)
{
	uint64_t end = first + size;

	return !(first % STACK_SLOT) && (end == object->size || !(end % STACK_SLOT));
}

static void find_whole(struct stack_paths *paths)
{
	const struct stack_objects *objects = paths->objects;

	for (size_t i = 0; i < objects->access_count; i++) {
		const struct stack_access *access = &objects->accesses[i];
		const struct stack_object *object = &objects->objects[access->object];
		uint64_t first = (uint64_t)access->offsets.first;

		if (!writes_there(access, object) || !writes_zero(objects, access) ||
		    covers_pieces(object, first, access->size))
			continue;
		for (size_t k = 0; k < STACK_RANGES; k++) {
			struct stack_range *range =
				&paths->ranges[access->object * STACK_RANGES + k];

			if (first < range->end && first + access->size > range->first)
				range->whole = false;
		}
	}
}

int stack_paths_compute(LLVMValueRef function, const struct stack_objects *objects,
			struct stack_paths *paths)
{
	int error;

	*paths = (struct stack_paths){ .objects = objects };
	error = start(function, paths);
	if (error) {
		stack_paths_free(paths);
		return error;
	}
	find_ranges(paths);
	find_whole(paths);
	while (run_function(paths, function))
		;
	return 0;
}

struct stack_path_facts stack_paths_before(struct stack_paths *paths,
					   const struct stack_access *access)
{
	const struct stack_object *object = &paths->objects->objects[access->object];
	const struct stack_range *range = range_of(paths, access);
	LLVMValueRef instruction = access->instruction;
	LLVMBasicBlockRef block = LLVMGetInstructionParent(instruction);
	size_t number = (size_t)(range - paths->ranges);
	struct sets sets = sets_of(paths, paths->scratch);

	if (paths->next && LLVMGetInstructionParent(paths->next) == block)
		paths->next = run_to(paths, paths->next, instruction);
	else
		paths->next = NULL;
	/* Another block, or an earlier place of this one. */
	if (!paths->next) {
		enter_block(paths, block);
		paths->next = run_to(paths, LLVMGetFirstInstruction(block), instruction);
	}
	return (struct stack_path_facts){
		.range = range,
		.zero_on_some = all_bits(sets.some[UNSEEN], number, 1),
		.seen_zero_on_some = all_bits(sets.some[SEEN], number, 1),
		.written_on_all = !is_empty(range) &&
				  all_bits(sets.written, object->first_byte + (size_t)range->first,
					   (size_t)(range->end - range->first)),
	};
}

void stack_paths_free(struct stack_paths *paths)
{
	free(paths->blocks);
	free(paths->entry);
	free(paths->scratch);
	free(paths->reached);
	free(paths->waiting);
	free(paths->ranges);
	*paths = (struct stack_paths){ 0 };
}
