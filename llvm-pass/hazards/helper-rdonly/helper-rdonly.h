/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where the pointer comes from that a helper is given: helper-rdonly asks whether it may be what
 * bpf_dynptr_slice() returned, and how much of the slice is left there. Relies on LLVM's C API
 * only.
 */
#ifndef BPFMEND_HELPER_RDONLY_H
#define BPFMEND_HELPER_RDONLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "llvm-pass/hazards/hazard.h"

/* How many values are followed back from an argument. */
#define MOST_SOURCES 64
/* The word that helpers read of the headers. */
#define SLICE_WORD 4

/* Where a pointer may come from. */
struct slice_sources {
	struct slice_source {
		LLVMValueRef value;
		int64_t offset; /* of the argument from this value, where known */
	} items[MOST_SOURCES];
	size_t count;
	bool sliced; /* some come from bpf_dynptr_slice() */
	bool moved; /* and some do not point at its start */
	bool bounded; /* and all do, with least bytes left */
	uint64_t least;
	bool in_words; /* all do, at a multiple of SLICE_WORD bytes */
};

/*
 * Follows the pointer back through casts, getelementptr, phi and select, through the arguments of
 * static functions to their callers, and through calls of static functions to what these return.
 */
void slice_sources_find(LLVMValueRef pointer, struct slice_sources *sources);

#endif
