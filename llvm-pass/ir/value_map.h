/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Numbers for LLVM values: a hash table from a value to an index that the caller chose. Relies on
 * values keeping their address while the map lives.
 */
#ifndef BPFMEND_VALUE_MAP_H
#define BPFMEND_VALUE_MAP_H

#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

/* Zero-initialise before first use. */
struct value_map {
	struct value_map_slot *slots;
	size_t room; /* a power of two, or 0 */
	size_t count;
};

#define VALUE_MAP_NONE SIZE_MAX

/* The index noted for a value, or VALUE_MAP_NONE. */
size_t value_map_get(const struct value_map *map, LLVMValueRef value);

/* Notes an index for a value that has none yet. Returns 0 or -ENOMEM. */
int value_map_add(struct value_map *map, LLVMValueRef value, size_t index);

void value_map_free(struct value_map *map);

#endif
