/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The functions, or their arguments, that lie as many calls away from one: each once, however many
 * ways of calls lead there. Walks over the call graph go from one level to the next, so that they
 * take as long as there are calls and not as there are ways. Relies on LLVM's C API only.
 */
#ifndef BPFMEND_CALL_LEVEL_H
#define BPFMEND_CALL_LEVEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

/* MAX_CALL_FRAMES of the kernel: a program whose calls are deeper does not load. */
#define CALL_LEVELS 8

#define CALL_LEVEL_MOST 512

/* Zero-initialise count before first use. */
struct call_level {
	LLVMValueRef values[CALL_LEVEL_MOST];
	uint64_t sums[CALL_LEVEL_MOST]; /* the largest that each was added with */
	size_t count;
};

/* Adds a value unless it is there, and keeps the larger sum. Returns false if there is no room. */
static inline bool call_level_add(struct call_level *level, LLVMValueRef value, uint64_t sum)
{
	/* Calls from one function stand together, most often. */
	for (size_t i = level->count; i; i--)
		if (level->values[i - 1] == value) {
			if (level->sums[i - 1] < sum)
				level->sums[i - 1] = sum;
			return true;
		}
	if (level->count == CALL_LEVEL_MOST)
		return false;
	level->values[level->count] = value;
	level->sums[level->count++] = sum;
	return true;
}

#endif
