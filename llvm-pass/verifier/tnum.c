/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "llvm-pass/verifier/tnum.h"

static struct tnum tnum(uint64_t value, uint64_t mask)
{
	return (struct tnum){ value & ~mask, mask };
}

struct tnum tnum_constant(uint64_t value)
{
	return tnum(value, 0);
}

struct tnum tnum_range(uint64_t least, uint64_t most)
{
	uint64_t differ = least ^ most;

	/* All bits from the highest that differs downwards. */
	for (unsigned int shift = 1; shift < 64; shift *= 2)
		differ |= differ >> shift;
	return tnum(least, differ);
}

/*
 * A bit of a sum is unknown where it, or a carry into it, is unknown: where the sums of the
 * smallest and of the largest values differ.
 */
struct tnum tnum_add(struct tnum a, struct tnum b)
{
	uint64_t smallest = a.value + b.value;
	uint64_t largest = smallest + a.mask + b.mask;

	return tnum(smallest, (smallest ^ largest) | a.mask | b.mask);
}

struct tnum tnum_subtract(struct tnum a, struct tnum b)
{
	uint64_t difference = a.value - b.value;
	uint64_t borrows = (difference + a.mask) ^ (difference - b.mask);

	return tnum(difference, borrows | a.mask | b.mask);
}

struct tnum tnum_and(struct tnum a, struct tnum b)
{
	uint64_t ones = a.value & b.value;

	return tnum(ones, (a.value | a.mask) & (b.value | b.mask) & ~ones);
}

struct tnum tnum_or(struct tnum a, struct tnum b)
{
	uint64_t ones = a.value | b.value;

	return (struct tnum){ ones, (a.mask | b.mask) & ~ones };
}

struct tnum tnum_xor(struct tnum a, struct tnum b)
{
	return tnum(a.value ^ b.value, a.mask | b.mask);
}

/* A row of the product for each bit of mask: what adding or not adding of may do to sum. */
static struct tnum add_rows(struct tnum sum, uint64_t mask, uint64_t of)
{
	for (; mask; mask >>= 1, of <<= 1)
		if (mask & 1)
			sum = tnum_add(sum, (struct tnum){ 0, of });
	return sum;
}

struct tnum tnum_multiply_by_halves(struct tnum a, struct tnum b)
{
	struct tnum sum = add_rows(tnum_constant(a.value * b.value), a.mask, b.value | b.mask);

	return add_rows(sum, b.mask, a.value);
}

struct tnum tnum_multiply_by_sums(struct tnum a, struct tnum b)
{
	uint64_t values = a.value * b.value;
	struct tnum masks = tnum_constant(0);

	for (; a.value || a.mask; a = tnum_shift_right(a, 1), b = tnum_shift_left(b, 1)) {
		if (a.value & 1)
			masks = tnum_add(masks, (struct tnum){ 0, b.mask });
		else if (a.mask & 1)
			masks = tnum_add(masks, (struct tnum){ 0, b.value | b.mask });
	}
	return tnum_add(tnum_constant(values), masks);
}

struct tnum tnum_multiply_by_unions(struct tnum a, struct tnum b)
{
	struct tnum sum = tnum_constant(0);

	for (; a.value || a.mask; a = tnum_shift_right(a, 1), b = tnum_shift_left(b, 1)) {
		if (a.value & 1)
			sum = tnum_add(sum, b);
		else if (a.mask & 1)
			sum = tnum_union(sum, tnum_add(sum, b));
	}
	return sum;
}

struct tnum tnum_shift_left(struct tnum a, unsigned int by)
{
	return tnum(a.value << by, a.mask << by);
}

struct tnum tnum_shift_right(struct tnum a, unsigned int by)
{
	return tnum(a.value >> by, a.mask >> by);
}

struct tnum tnum_shift_arithmetic(struct tnum a, unsigned int by, unsigned int width)
{
	if (width == 32)
		return tnum((uint32_t)((int32_t)a.value >> by), (uint32_t)((int32_t)a.mask >> by));
	return tnum((uint64_t)((int64_t)a.value >> by), (uint64_t)((int64_t)a.mask >> by));
}

struct tnum tnum_cast(struct tnum a, unsigned int bytes)
{
	uint64_t kept = bytes >= 8 ? UINT64_MAX : (UINT64_C(1) << 8 * bytes) - 1;

	return tnum(a.value & kept, a.mask & kept);
}

struct tnum tnum_with_low(struct tnum high, struct tnum low)
{
	uint64_t upper = ~(uint64_t)UINT32_MAX;

	low = tnum_cast(low, 4);
	return tnum((high.value & upper) | low.value, (high.mask & upper) | low.mask);
}

struct tnum tnum_swap_bytes(struct tnum a, unsigned int bytes)
{
	unsigned int unused = 64 - 8 * bytes;

	a = tnum_cast(a, bytes);
	return tnum(__builtin_bswap64(a.value) >> unused, __builtin_bswap64(a.mask) >> unused);
}

struct tnum tnum_intersect(struct tnum a, struct tnum b)
{
	return tnum(a.value | b.value, a.mask & b.mask);
}

struct tnum tnum_union(struct tnum a, struct tnum b)
{
	return tnum(a.value & b.value, (a.value ^ b.value) | a.mask | b.mask);
}

bool tnum_overlap(struct tnum a, struct tnum b)
{
	return ((a.value ^ b.value) & ~a.mask & ~b.mask) == 0;
}

bool tnum_within(struct tnum outer, struct tnum inner)
{
	return (inner.mask & ~outer.mask) == 0 && tnum_contains(outer, inner.value);
}

bool tnum_is_aligned(struct tnum a, uint64_t size)
{
	return ((a.value | a.mask) & (size - 1)) == 0;
}

/* Counts the unknown bits up by one, as if they stood side by side, until what they say is above.
 */
uint64_t tnum_next(struct tnum a, uint64_t above)
{
	uint64_t unknown, known_differs, below;

	if (above >= (a.value | a.mask))
		return a.value | a.mask;
	if (above < a.value)
		return a.value;
	unknown = above - a.value;
	/* Where a known bit stands in the way, all unknown bits below it have been used up. */
	known_differs = unknown & ~a.mask;
	below = tnum_range(0, known_differs).mask;
	return a.value | (((unknown | below | ~a.mask) + 1) & a.mask);
}
