/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What is known of each byte of the tracked stack objects at each point of a function: whether it
 * is 0 on every path that leads there. A forward data-flow analysis over the control-flow graph
 * with one bit per byte; where paths meet, a byte is 0 only if it is 0 on all of them. Relies on
 * stack_objects.
 */
#ifndef BPFMEND_STACK_STATE_H
#define BPFMEND_STACK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/stack_objects.h"

struct stack_state {
	const struct stack_objects *objects; /* the caller's; must outlive the state */
	LLVMBasicBlockRef *blocks; /* of the function, sorted by address */
	uint64_t *entry; /* for each block: its state where it starts */
	bool *reached; /* for each block: a path leads there */
	size_t block_count;
	size_t words; /* of uint64_t in one state */
};

/* The state at one point; what stack_state_visit() hands out. */
struct stack_moment {
	const struct stack_objects *objects;
	uint64_t *zero; /* one bit for each byte of the tracked objects */
};

/*
 * Analyses a function whose objects were found before. Freed with stack_state_free(). Time grows
 * with blocks and accesses, times the depth of loops. Returns 0 or -ENOMEM.
 */
int stack_state_compute(LLVMValueRef function, const struct stack_objects *objects,
			struct stack_state *state);

/*
 * Calls visit for each access in a block that can be reached, with the state right before the
 * access; in the function's order of blocks and instructions. visit returns 0 to go on, or a
 * negative errno, which ends the walk. Returns that, 0, or -ENOMEM.
 */
int stack_state_visit(const struct stack_state *state, LLVMValueRef function,
		      int (*visit)(void *context, const struct stack_access *access,
				   const struct stack_moment *moment),
		      void *context);

/* True if all size bytes from offset on (both inside the object) of a tracked object are 0. */
bool stack_moment_zero(const struct stack_moment *moment, const struct stack_object *object,
		       uint64_t offset, uint64_t size);

void stack_state_free(struct stack_state *state);

#endif
