/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What is known of each byte of the tracked stack objects at each point of a function, whatever
 * path leads there: that it is 0; that no BPF helper saw it since it was written; that the verifier
 * keeps it as part of a spilled register. A forward data-flow analysis over the control-flow graph
 * with one bit for each of these and each byte; where paths meet, what holds is what holds on all
 * of them. Relies on stack_objects.
 */
#ifndef BPFMEND_STACK_STATE_H
#define BPFMEND_STACK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/stack/stack_objects.h"

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
	uint64_t *bits; /* what stack_facts.c makes of them */
};

/*
 * Analyses a function whose objects were found before. Freed with stack_state_free(). Time grows
 * with blocks and accesses, times the depth of loops. Returns 0 or -ENOMEM.
 */
int stack_state_compute(LLVMValueRef function, const struct stack_objects *objects,
			struct stack_state *state);

/*
 * Calls visit for each instruction that accesses tracked objects, in a block that can be reached,
 * with its accesses and the state right before it; in the function's order of blocks and
 * instructions. visit returns 0 to go on, or a negative errno, which ends the walk. Returns that,
 * 0, or -ENOMEM.
 */
typedef int stack_visit(void *context, const struct stack_access *accesses, size_t count,
			const struct stack_moment *moment);

int stack_state_visit(const struct stack_state *state, LLVMValueRef function, stack_visit *visit,
		      void *context);

void stack_state_free(struct stack_state *state);

#endif
