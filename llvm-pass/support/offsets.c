// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Arithmetic on sets of offsets; see offsets.h. */
#include "llvm-pass/support/offsets.h"

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

struct offsets offsets_add(struct offsets a, struct offsets b)
{
	struct offsets sum;

	if (offsets_are_unknown(a) || offsets_are_unknown(b) ||
	    __builtin_add_overflow(a.first, b.first, &sum.first) ||
	    __builtin_add_overflow(a.last, b.last, &sum.last))
		return OFFSETS_UNKNOWN;
	sum.stride = common_divisor(a.stride, b.stride);
	return sum;
}

struct offsets offsets_scale(int64_t first, int64_t last, uint64_t scale)
{
	struct offsets product;

	if (!scale)
		return offsets_fixed(0);
	if (scale > INT64_MAX || __builtin_mul_overflow(first, (int64_t)scale, &product.first) ||
	    __builtin_mul_overflow(last, (int64_t)scale, &product.last))
		return OFFSETS_UNKNOWN;
	product.stride = first == last ? 0 : scale;
	return product;
}

struct offsets offsets_join(struct offsets a, struct offsets b)
{
	struct offsets joined = { a.first < b.first ? a.first : b.first,
				  a.last > b.last ? a.last : b.last, 0 };
	int64_t distance;

	if (__builtin_sub_overflow(a.first, b.first, &distance) || distance == INT64_MIN)
		return OFFSETS_UNKNOWN;
	joined.stride = common_divisor(common_divisor(a.stride, b.stride),
				       (uint64_t)(distance < 0 ? -distance : distance));
	return joined;
}

bool offsets_equal(struct offsets a, struct offsets b)
{
	return a.first == b.first && a.last == b.last && a.stride == b.stride;
}

/* The distance from low to high, which is not below low. */
static uint64_t distance(int64_t low, int64_t high)
{
	return (uint64_t)high - (uint64_t)low;
}

bool offsets_clip(struct offsets *offsets, uint64_t limit)
{
	struct offsets clipped = *offsets;
	uint64_t stride = clipped.stride ? clipped.stride : 1;

	if (limit > INT64_MAX || clipped.last < 0 || clipped.first > (int64_t)limit)
		return false;
	/* A start below 0 moves up to the first offset from 0 on that is a whole stride away. */
	if (clipped.first < 0)
		clipped.first = (int64_t)((stride - distance(clipped.first, 0) % stride) % stride);
	if (clipped.first > (int64_t)limit)
		return false;
	if (clipped.last > (int64_t)limit)
		clipped.last = (int64_t)limit;
	clipped.last -= (int64_t)(distance(clipped.first, clipped.last) % stride);
	if (clipped.first == clipped.last)
		clipped.stride = 0;
	*offsets = clipped;
	return true;
}
