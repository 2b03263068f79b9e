/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Follows some bytes of one stack object from an instruction on, forward or backward, along every
 * path, and shows each access that they meet. Where stack_state answers questions about all places
 * at once, this is for the few places that have a question of their own. Relies on stack_objects.
 */
#ifndef BPFMEND_BYTE_WALK_H
#define BPFMEND_BYTE_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/stack/stack_objects.h"

#define BYTE_SET_WORDS (BPF_STACK_SIZE / 64)

/* Some bytes of an object, counted from its start. */
struct byte_set {
	uint64_t words[BYTE_SET_WORDS];
};

bool byte_set_has(const struct byte_set *set, size_t byte);
bool byte_set_is_empty(const struct byte_set *set);

/* Puts the bytes of a span into the set, or takes them out. */
void byte_set_add(struct byte_set *set, struct byte_span span);
void byte_set_remove(struct byte_set *set, struct byte_span span);

/* Puts in, keeps only, or takes out what is in other. */
void byte_set_join(struct byte_set *set, const struct byte_set *other);
void byte_set_meet(struct byte_set *set, const struct byte_set *other);
void byte_set_subtract(struct byte_set *set, const struct byte_set *other);

enum byte_walk_direction { BYTE_WALK_FORWARD, BYTE_WALK_BACKWARD };

/*
 * Called for each access to the object that a path meets, with the bytes that get there; takes out
 * those that end there. An instruction can be met more than once, with more bytes each time, and
 * the one that the walk starts at is met if a loop leads back to it.
 */
typedef void byte_visit(void *context, const struct stack_access *access, struct byte_set *bytes);

/*
 * Walks from right behind start, or backward from right before it. *ended, if not NULL, receives
 * the bytes that get to the function's start, or to a return. Returns 0 or -ENOMEM.
 */
int byte_walk(const struct stack_objects *objects, size_t object, LLVMValueRef start,
	      enum byte_walk_direction direction, struct byte_set bytes, byte_visit *visit,
	      void *context, struct byte_set *ended);

#endif
