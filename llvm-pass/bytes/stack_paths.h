/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What stack_state does not keep: whether what is read is 0 on some path to a place, though not on
 * all, and whether all of it was written on every path. The verifier walks each path for itself,
 * so it can know on one path what no analysis of all paths together can say. A forward data-flow
 * analysis of its own, for those functions that have a use for it. Relies on stack_objects.
 */
#ifndef BPFMEND_STACK_PATHS_H
#define BPFMEND_STACK_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/stack/stack_objects.h"

/*
 * A part of an object that a load at a variable offset may read: whole slots, or up to the object's
 * end.
 */
struct stack_range {
	uint64_t first;
	uint64_t end;
	bool whole; /* every write of zeroes to it covers whole pieces */
};

/* So many for each object; what would be one more counts as a read of the whole object. */
#define STACK_RANGES 4

struct stack_paths {
	const struct stack_objects *objects; /* the caller's; must outlive the paths */
	LLVMBasicBlockRef *blocks; /* of the function, sorted by address */
	uint64_t *entry; /* for each block: its state where it starts */
	uint64_t *scratch; /* room for one state */
	bool *reached; /* for each block: a path leads there */
	bool *waiting; /* for each block: its state changed since it was run */
	LLVMValueRef next; /* scratch has the state right before this instruction; or NULL */
	struct stack_range *ranges; /* STACK_RANGES for each object; unused ones are empty */
	size_t block_count;
	size_t byte_words; /* of uint64_t for one bit of each byte */
	size_t words; /* of uint64_t in one state */
};

/* What is known of what a load may read, right before it. */
struct stack_path_facts {
	const struct stack_range *range; /* the bytes that it may read, and more */
	/*
	 * On some path here all bytes of the range were 0 at once, and since then none was
	 * written, other than by a zero at a known offset, or seen by a helper.
	 */
	bool zero_on_some;
	bool seen_zero_on_some; /* the same, but a helper may have read them since */
	bool written_on_all; /* on every path here, every byte of it was written */
};

/* The widest piece of an object that the verifier keeps as one, and BPF loads: a stack slot. */
#define STACK_SLOT 8

/*
 * The size of the piece of an object that starts at offset, where the one before ends: 8, and at
 * the object's end 4, 2 and 1, as far as there is something left. Not for an empty rest.
 */
uint64_t stack_piece_size(const struct stack_object *object, uint64_t offset);

/*
 * Analyses a function whose objects were found before. Freed with stack_paths_free(). Returns 0
 * or -ENOMEM.
 */
int stack_paths_compute(LLVMValueRef function, const struct stack_objects *objects,
			struct stack_paths *paths);

/*
 * The facts of what a load reads by this access, one of those that the paths were computed with.
 * Asked of each instruction of a block in their order, it runs through the block once.
 */
struct stack_path_facts stack_paths_before(struct stack_paths *paths,
					   const struct stack_access *access);

void stack_paths_free(struct stack_paths *paths);

#endif
