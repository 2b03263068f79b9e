/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Sets of offsets in bytes, as an address may have them from the start of what it points into:
 * first, first + stride, … up to last. An operation that would leave 64 signed bits knows nothing
 * any more, so no result is ever smaller than the truth. Relies on nothing but the C library.
 */
#ifndef BPFMEND_OFFSETS_H
#define BPFMEND_OFFSETS_H

#include <stdbool.h>
#include <stdint.h>

struct offsets {
	int64_t first;
	int64_t last;
	uint64_t stride; /* 0 if and only if first is last */
};

#define OFFSETS_UNKNOWN ((struct offsets){ INT64_MIN, INT64_MAX, 1 })

static inline struct offsets offsets_fixed(int64_t offset)
{
	return (struct offsets){ offset, offset, 0 };
}

static inline bool offsets_are_fixed(struct offsets offsets)
{
	return !offsets.stride;
}

static inline bool offsets_are_unknown(struct offsets offsets)
{
	return offsets.first == INT64_MIN && offsets.last == INT64_MAX;
}

/* All sums of an offset of a and an offset of b. */
struct offsets offsets_add(struct offsets a, struct offsets b);

/* All products of an index from first to last and scale, the size of an element in bytes. */
struct offsets offsets_scale(int64_t first, int64_t last, uint64_t scale);

/* The offsets that are in a or in b, and perhaps some between. */
struct offsets offsets_join(struct offsets a, struct offsets b);

bool offsets_equal(struct offsets a, struct offsets b);

/*
 * Drops the offsets below 0 and above limit. Returns false, and leaves *offsets alone, if none
 * would be left.
 */
bool offsets_clip(struct offsets *offsets, uint64_t limit);

#endif
