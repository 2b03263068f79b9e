/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Arrays that grow by doubling. Relies on nothing but the C library. */
#ifndef BPFMEND_ARRAY_H
#define BPFMEND_ARRAY_H

#include <stdint.h>
#include <stdlib.h>

/*
 * Makes room for one more item behind the count items of an array that was only ever grown here,
 * from NULL on. Returns the array, which may have moved, or NULL without memory; the old one is
 * then still valid and the caller's.
 */
static inline void *array_grow(void *items, size_t count, size_t item_size)
{
	/* Room is always a power of two, so it is used up when count is one. */
	if (count & (count - 1))
		return items;
	if (count > SIZE_MAX / 2 / item_size)
		return NULL;
	return realloc(items, (count ? count * 2 : 1) * item_size);
}

#endif
