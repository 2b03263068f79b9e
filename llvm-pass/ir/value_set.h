/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The few values that an integer can have, each by itself: what a range cannot say of a choice
 * between 8 and 32, or of an index times 4. Relies on the bridge for ranges.
 */
#ifndef BPFMEND_VALUE_SET_H
#define BPFMEND_VALUE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

#define VALUE_SET_MOST 16

/* Sorted, each once, as signed numbers. Zero-initialise for none. */
struct value_set {
	int64_t values[VALUE_SET_MOST];
	size_t count;
};

/* Adds a value. Returns false if there is no room. */
bool value_set_add(struct value_set *set, int64_t value);

/* Adds the values of another. Returns false if there is no room. */
bool value_set_join(struct value_set *set, const struct value_set *more);

/*
 * The values that an integer of up to 64 bits can have at the instruction place, which it
 * dominates; perhaps some that it cannot. Returns false if they are not known to be so few.
 */
bool value_set_of(bridge_analyses *analyses, LLVMValueRef value, LLVMValueRef place,
		  struct value_set *set);

#endif
