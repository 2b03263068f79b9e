/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which values can still decide something where a block begins: what is known of the others need
 * not tell paths apart, of which there would be too many. Relies on the function staying as it is.
 * Imprecise towards "yes": a use in the block itself counts, and so does one behind a loop's start.
 */
#ifndef BPFMEND_AUDIT_PATHS_LIVE_H
#define BPFMEND_AUDIT_PATHS_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/ir/value_map.h"

/* Zero-initialise but for function. Sets of blocks are bits by their number. */
struct live {
	LLVMValueRef function;
	size_t words; /* of a set; 0 before first use */
	struct value_map numbers; /* of blocks */
	uint64_t **behind; /* the blocks that can be reached from a block, or NULL; by number */
	struct value_map sets; /* from a value to the index of the set of blocks that use it */
	uint64_t **uses;
	size_t use_count;
	bool failed; /* without memory: everything counts as live */
};

/* Whether a value, or a condition that is made of it, is used in the block or behind it. */
bool live_at(struct live *live, LLVMValueRef value, LLVMBasicBlockRef block);

void live_free(struct live *live);

#endif
