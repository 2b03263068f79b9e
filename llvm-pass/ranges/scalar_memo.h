/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Remembers what scalar_range_at() answered while a hazard looks for its places. Detection asks of
 * one index at every access behind it, and with the rules of one kernel after the other. Relies on
 * nothing of the module changing while it is attached.
 */
#ifndef BPFMEND_SCALAR_MEMO_H
#define BPFMEND_SCALAR_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/ranges/scalar_range.h"
#include "llvm-pass/bpf/verifier_model.h"

/* Zero-initialise before first use. */
struct scalar_memo {
	struct scalar_answer *answers;
	size_t room; /* a power of two, or 0 */
	size_t count;
	unsigned int in_vain; /* walks that did not get to their end, of all so far */
};

/* From here to the end, what is asked with analyses is remembered in memo. */
void scalar_memo_begin(bridge_analyses *analyses, struct scalar_memo *memo);

/* Forgets it all, and frees what the memo holds. */
void scalar_memo_end(bridge_analyses *analyses, struct scalar_memo *memo);

/* Sets *range to what was answered before. Returns false if nothing was, or is remembered. */
bool scalar_memo_get(bridge_analyses *analyses, verifier_rules rules, LLVMValueRef value,
		     LLVMValueRef place, struct scalar_range *range);

/*
 * How many steps the next walk may take of those that one has: half of them where many did not get
 * to their end, a quarter where twice as many did not, and so on. A function in which they do not,
 * of thousands of merges one behind the other, is of that kind everywhere.
 */
unsigned int scalar_memo_patience(bridge_analyses *analyses, unsigned int steps);

/* Notes a walk that did not get to its end. */
void scalar_memo_note_vain(bridge_analyses *analyses);

/* Remembers an answer, if there is a memo and room for it. */
void scalar_memo_add(bridge_analyses *analyses, verifier_rules rules, LLVMValueRef value,
		     LLVMValueRef place, struct scalar_range range);

#endif
