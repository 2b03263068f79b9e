/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Faults put into the IR of a kernel, and taken out again: a function that no longer writes, that
 * writes one byte more, or that returns before it does anything. Relies on nothing else looking at
 * the function meanwhile.
 */
#ifndef BPFMEND_AUDIT_TESTS_MUTATIONS_H
#define BPFMEND_AUDIT_TESTS_MUTATIONS_H

#include <stddef.h>
#include <llvm-c/Core.h>

#include "audit/ir/program.h"

enum mutation {
	WRITES_REMOVED, /* all stores that go elsewhere than to variables, memset() and memcpy() */
	STORE_ADDED, /* a byte through a parameter, before all else */
	RETURNS_EARLY, /* some times, with -EINVAL or NULL, before all else */
};

/* What undoes it. */
struct mutated {
	struct {
		LLVMValueRef instruction;
		LLVMValueRef before; /* which it stood before */
	} *removed;
	size_t removed_count;
	LLVMValueRef added[3]; /* in their order */
	LLVMBasicBlockRef blocks[2];
};

/* The function of this name, of any linkage; NULL if there is none with a body. */
LLVMValueRef mutation_target(const struct program *program, const char *name);

/*
 * Changes a function; parameter, from 0, is STORE_ADDED's. Returns 0, -ENOMEM, or -ENOENT if there
 * is nothing to change; mutation_undo() in any case.
 */
int mutate(LLVMValueRef function, enum mutation mutation, unsigned int parameter,
	   struct mutated *mutated);

void mutation_undo(struct mutated *mutated);

/*
 * Takes the flags in off from a member of a constant struct, an int offset bytes behind its start,
 * and sets those in on. The same again with the two swapped undoes it where all were set before.
 * Returns what was there.
 */
int mutate_flags(LLVMValueRef global, int64_t offset, int off, int on);

#endif
