// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Arithmetic on ranges; see scalar_range.h. */
#include "llvm-pass/ranges/scalar_range.h"

#include <stddef.h>

static uint64_t mask_of(unsigned int width)
{
	return width == 64 ? UINT64_MAX : ((uint64_t)1 << width) - 1;
}

static int64_t signed_last(unsigned int width)
{
	return (int64_t)(mask_of(width) >> 1);
}

static int64_t signed_first(unsigned int width)
{
	return -signed_last(width) - 1;
}

/* The number of that many bits, as a signed one. */
static int64_t as_signed(uint64_t value, unsigned int width)
{
	value &= mask_of(width);
	return value > (uint64_t)signed_last(width) ? (int64_t)(value - mask_of(width) - 1)
						    : (int64_t)value;
}

struct scalar_range scalar_range_unknown(unsigned int width)
{
	return (struct scalar_range){ width, false,	    signed_first(width), signed_last(width),
				      0,     mask_of(width) };
}

struct scalar_range scalar_empty(unsigned int width)
{
	struct scalar_range range = scalar_range_unknown(width);

	range.empty = true;
	return range;
}

/* Lets each half of a range learn from the other. */
static struct scalar_range settle(struct scalar_range range)
{
	uint64_t last = (uint64_t)signed_last(range.width), mask = mask_of(range.width);

	for (int i = 0; i < 2 && !range.empty; i++) {
		/* On one side of 0, both count the same way. */
		if (range.smin >= 0 || range.smax < 0) {
			uint64_t first = (uint64_t)range.smin & mask;
			uint64_t end = (uint64_t)range.smax & mask;

			range.umin = first > range.umin ? first : range.umin;
			range.umax = end < range.umax ? end : range.umax;
		}
		if (range.umax <= last || range.umin > last) {
			int64_t first = as_signed(range.umin, range.width);
			int64_t end = as_signed(range.umax, range.width);

			range.smin = first > range.smin ? first : range.smin;
			range.smax = end < range.smax ? end : range.smax;
		}
		range.empty = range.smin > range.smax || range.umin > range.umax;
	}
	return range;
}

struct scalar_range scalar_signed(unsigned int width, int64_t first, int64_t last)
{
	struct scalar_range range = scalar_range_unknown(width);

	if (first >= range.smin && last <= range.smax && first <= last) {
		range.smin = first;
		range.smax = last;
	}
	return settle(range);
}

struct scalar_range scalar_unsigned(unsigned int width, uint64_t first, uint64_t last)
{
	struct scalar_range range = scalar_range_unknown(width);

	if (last <= range.umax && first <= last) {
		range.umin = first;
		range.umax = last;
	}
	return settle(range);
}

struct scalar_range scalar_range_constant(unsigned int width, uint64_t value)
{
	value &= mask_of(width);
	return scalar_unsigned(width, value, value);
}

bool scalar_range_is_constant(struct scalar_range range)
{
	return !range.empty && range.umin == range.umax;
}

struct scalar_range scalar_meet(struct scalar_range a, struct scalar_range b)
{
	if (a.empty || b.empty)
		return scalar_empty(a.width);
	a.smin = a.smin > b.smin ? a.smin : b.smin;
	a.smax = a.smax < b.smax ? a.smax : b.smax;
	a.umin = a.umin > b.umin ? a.umin : b.umin;
	a.umax = a.umax < b.umax ? a.umax : b.umax;
	a.empty = a.smin > a.smax || a.umin > a.umax;
	return settle(a);
}

struct scalar_range scalar_join(struct scalar_range a, struct scalar_range b)
{
	if (a.empty)
		return b;
	if (b.empty)
		return a;
	a.smin = a.smin < b.smin ? a.smin : b.smin;
	a.smax = a.smax > b.smax ? a.smax : b.smax;
	a.umin = a.umin < b.umin ? a.umin : b.umin;
	a.umax = a.umax > b.umax ? a.umax : b.umax;
	return settle(a);
}

/* Both halves of a result: each kept only if its ends are sure. */
static struct scalar_range result(unsigned int width, const int64_t *first, const int64_t *last,
				  const uint64_t *low, const uint64_t *high)
{
	struct scalar_range range = scalar_range_unknown(width);

	if (first && *first >= range.smin && *last <= range.smax) {
		range.smin = *first;
		range.smax = *last;
	}
	if (low && *high <= range.umax) {
		range.umin = *low;
		range.umax = *high;
	}
	return settle(range);
}

/* Both ends of a sum of unsigned numbers, of which both or none wrapped round. */
static bool wrap_together(unsigned int width, struct scalar_range a, struct scalar_range b,
			  uint64_t *low, uint64_t *high)
{
	uint64_t mask = mask_of(width);
	bool low_wraps = a.umin > mask - b.umin, high_wraps = a.umax > mask - b.umax;

	*low = (a.umin + b.umin) & mask;
	*high = (a.umax + b.umax) & mask;
	return low_wraps == high_wraps;
}

struct scalar_range scalar_add(struct scalar_range a, struct scalar_range b)
{
	int64_t first, last;
	uint64_t low, high;
	bool is_signed, is_unsigned;

	if (a.empty || b.empty)
		return scalar_empty(a.width);
	is_signed = !__builtin_add_overflow(a.smin, b.smin, &first) &&
		    !__builtin_add_overflow(a.smax, b.smax, &last);
	is_unsigned = wrap_together(a.width, a, b, &low, &high);
	return result(a.width, is_signed ? &first : NULL, &last, is_unsigned ? &low : NULL, &high);
}

struct scalar_range scalar_turn(struct scalar_range a, uint64_t by)
{
	uint64_t mask = mask_of(a.width), start, length;
	struct scalar_range range = scalar_add(a, scalar_range_constant(a.width, by));
	int64_t first;

	if (a.empty)
		return a;
	length = a.umax - a.umin;
	first = as_signed(a.umin + by, a.width);
	if (length <= (uint64_t)signed_last(a.width) - (uint64_t)first)
		range = scalar_meet(
			range, scalar_signed(a.width, first, (int64_t)((uint64_t)first + length)));
	length = (uint64_t)a.smax - (uint64_t)a.smin;
	start = ((uint64_t)a.smin + by) & mask;
	if (length <= mask - start)
		range = scalar_meet(range, scalar_unsigned(a.width, start, start + length));
	return range;
}

struct scalar_range scalar_subtract(struct scalar_range a, struct scalar_range b)
{
	int64_t first, last;
	uint64_t low, high;
	bool is_signed, is_unsigned;

	if (a.empty || b.empty)
		return scalar_empty(a.width);
	is_signed = !__builtin_sub_overflow(a.smin, b.smax, &first) &&
		    !__builtin_sub_overflow(a.smax, b.smin, &last);
	is_unsigned = !__builtin_sub_overflow(a.umin, b.umax, &low) &&
		      !__builtin_sub_overflow(a.umax, b.umin, &high);
	return result(a.width, is_signed ? &first : NULL, &last, is_unsigned ? &low : NULL, &high);
}

struct scalar_range scalar_multiply(struct scalar_range a, struct scalar_range b)
{
	uint64_t low, high;

	if (a.empty || b.empty)
		return scalar_empty(a.width);
	if (__builtin_mul_overflow(a.umax, b.umax, &high) || high > mask_of(a.width))
		return scalar_range_unknown(a.width);
	low = a.umin * b.umin;
	return scalar_unsigned(a.width, low, high);
}

struct scalar_range scalar_divide(struct scalar_range a, struct scalar_range b)
{
	if (a.empty || b.empty)
		return scalar_empty(a.width);
	if (!b.umin)
		return scalar_unsigned(a.width, 0, a.umax);
	return scalar_unsigned(a.width, a.umin / b.umax, a.umax / b.umin);
}

struct scalar_range scalar_modulo(struct scalar_range a, struct scalar_range b)
{
	if (a.empty || b.empty)
		return scalar_empty(a.width);
	if (!b.umin)
		return scalar_unsigned(a.width, 0, a.umax);
	if (a.umax < b.umin)
		return a;
	return scalar_unsigned(a.width, 0, a.umax < b.umax - 1 ? a.umax : b.umax - 1);
}

/* All bits up to the highest that a number has. */
static uint64_t filled(uint64_t value)
{
	for (unsigned int i = 1; i < 64; i *= 2)
		value |= value >> i;
	return value;
}

struct scalar_range scalar_and(struct scalar_range a, struct scalar_range b)
{
	if (a.empty || b.empty)
		return scalar_empty(a.width);
	if (scalar_range_is_constant(a) && scalar_range_is_constant(b))
		return scalar_range_constant(a.width, a.umin & b.umin);
	/* A mask of all low bits that takes nothing away. */
	if (scalar_range_is_constant(b) && filled(b.umin) == b.umin && a.umax <= b.umin)
		return a;
	return scalar_unsigned(a.width, 0, a.umax < b.umax ? a.umax : b.umax);
}

struct scalar_range scalar_or(struct scalar_range a, struct scalar_range b)
{
	if (a.empty || b.empty)
		return scalar_empty(a.width);
	return scalar_unsigned(a.width, a.umin > b.umin ? a.umin : b.umin, filled(a.umax | b.umax));
}

struct scalar_range scalar_xor(struct scalar_range a, struct scalar_range b)
{
	if (a.empty || b.empty)
		return scalar_empty(a.width);
	if (scalar_range_is_constant(a) && scalar_range_is_constant(b))
		return scalar_range_constant(a.width, a.umin ^ b.umin);
	return scalar_unsigned(a.width, 0, filled(a.umax | b.umax));
}

struct scalar_range scalar_shift_left(struct scalar_range a, struct scalar_range b)
{
	if (a.empty || b.empty)
		return scalar_empty(a.width);
	if (!scalar_range_is_constant(b) || b.umin >= a.width ||
	    a.umax > mask_of(a.width) >> b.umin)
		return scalar_range_unknown(a.width);
	return scalar_unsigned(a.width, a.umin << b.umin, a.umax << b.umin);
}

struct scalar_range scalar_shift_right(struct scalar_range a, struct scalar_range b)
{
	if (a.empty || b.empty)
		return scalar_empty(a.width);
	if (b.umin >= a.width)
		return scalar_range_unknown(a.width);
	return scalar_unsigned(a.width, b.umax < a.width ? a.umin >> b.umax : 0, a.umax >> b.umin);
}

struct scalar_range scalar_shift_arithmetic(struct scalar_range a, struct scalar_range b)
{
	if (a.empty || b.empty)
		return scalar_empty(a.width);
	if (!scalar_range_is_constant(b) || b.umin >= a.width)
		return scalar_range_unknown(a.width);
	return scalar_signed(a.width, a.smin >> b.umin, a.smax >> b.umin);
}

struct scalar_range scalar_truncate(struct scalar_range range, unsigned int width)
{
	struct scalar_range cut = scalar_range_unknown(width);

	if (range.empty)
		return scalar_empty(width);
	if (range.smin >= cut.smin && range.smax <= cut.smax)
		cut = scalar_signed(width, range.smin, range.smax);
	if (range.umax <= mask_of(width))
		cut = scalar_meet(cut, scalar_unsigned(width, range.umin, range.umax));
	return cut;
}

struct scalar_range scalar_range_zero_extend(struct scalar_range range, unsigned int width)
{
	if (range.empty || range.width == width)
		return range.empty ? scalar_empty(width) : range;
	return scalar_unsigned(width, range.umin, range.umax);
}

struct scalar_range scalar_range_sign_extend(struct scalar_range range, unsigned int width)
{
	if (range.empty || range.width == width)
		return range.empty ? scalar_empty(width) : range;
	return scalar_signed(width, range.smin, range.smax);
}

static struct scalar_range drop_constant(struct scalar_range a, uint64_t value)
{
	int64_t number = as_signed(value, a.width);

	if (a.umin == a.umax && a.umin == value)
		return scalar_empty(a.width);
	a.umin += a.umin == value;
	a.umax -= a.umax == value;
	a.smin += a.smin == number;
	a.smax -= a.smax == number;
	a.empty = a.smin > a.smax || a.umin > a.umax;
	return settle(a);
}

/* Below or not above, as an end that a range is cut off at. */
static struct scalar_range cut(struct scalar_range a, enum scalar_relation relation,
			       struct scalar_range b)
{
	struct scalar_range limit = scalar_range_unknown(a.width);

	switch (relation) {
	case SCALAR_UNSIGNED_BELOW:
	case SCALAR_UNSIGNED_NOT_ABOVE:
		if (relation == SCALAR_UNSIGNED_BELOW && !b.umax)
			return scalar_empty(a.width);
		limit.umax = b.umax - (relation == SCALAR_UNSIGNED_BELOW);
		break;
	case SCALAR_UNSIGNED_ABOVE:
	case SCALAR_UNSIGNED_NOT_BELOW:
		if (relation == SCALAR_UNSIGNED_ABOVE && b.umin == limit.umax)
			return scalar_empty(a.width);
		limit.umin = b.umin + (relation == SCALAR_UNSIGNED_ABOVE);
		break;
	case SCALAR_SIGNED_BELOW:
	case SCALAR_SIGNED_NOT_ABOVE:
		if (relation == SCALAR_SIGNED_BELOW && b.smax == limit.smin)
			return scalar_empty(a.width);
		limit.smax = b.smax - (relation == SCALAR_SIGNED_BELOW);
		break;
	default:
		if (relation == SCALAR_SIGNED_ABOVE && b.smin == limit.smax)
			return scalar_empty(a.width);
		limit.smin = b.smin + (relation == SCALAR_SIGNED_ABOVE);
	}
	return scalar_meet(a, settle(limit));
}

struct scalar_range scalar_range_refine(struct scalar_range a, enum scalar_relation relation,
					struct scalar_range b)
{
	if (a.empty || b.empty)
		return scalar_empty(a.width);
	if (relation == SCALAR_EQUAL)
		return scalar_meet(a, b);
	if (relation == SCALAR_NOT_EQUAL)
		return scalar_range_is_constant(b) ? drop_constant(a, b.umin) : a;
	return cut(a, relation, b);
}

enum scalar_relation scalar_opposite(enum scalar_relation relation)
{
	static const enum scalar_relation opposites[] = {
		[SCALAR_EQUAL] = SCALAR_NOT_EQUAL,
		[SCALAR_NOT_EQUAL] = SCALAR_EQUAL,
		[SCALAR_UNSIGNED_BELOW] = SCALAR_UNSIGNED_NOT_BELOW,
		[SCALAR_UNSIGNED_NOT_ABOVE] = SCALAR_UNSIGNED_ABOVE,
		[SCALAR_UNSIGNED_ABOVE] = SCALAR_UNSIGNED_NOT_ABOVE,
		[SCALAR_UNSIGNED_NOT_BELOW] = SCALAR_UNSIGNED_BELOW,
		[SCALAR_SIGNED_BELOW] = SCALAR_SIGNED_NOT_BELOW,
		[SCALAR_SIGNED_NOT_ABOVE] = SCALAR_SIGNED_ABOVE,
		[SCALAR_SIGNED_ABOVE] = SCALAR_SIGNED_NOT_ABOVE,
		[SCALAR_SIGNED_NOT_BELOW] = SCALAR_SIGNED_BELOW,
	};

	return opposites[relation];
}

enum scalar_relation scalar_mirrored(enum scalar_relation relation)
{
	static const enum scalar_relation mirrored[] = {
		[SCALAR_EQUAL] = SCALAR_EQUAL,
		[SCALAR_NOT_EQUAL] = SCALAR_NOT_EQUAL,
		[SCALAR_UNSIGNED_BELOW] = SCALAR_UNSIGNED_ABOVE,
		[SCALAR_UNSIGNED_NOT_ABOVE] = SCALAR_UNSIGNED_NOT_BELOW,
		[SCALAR_UNSIGNED_ABOVE] = SCALAR_UNSIGNED_BELOW,
		[SCALAR_UNSIGNED_NOT_BELOW] = SCALAR_UNSIGNED_NOT_ABOVE,
		[SCALAR_SIGNED_BELOW] = SCALAR_SIGNED_ABOVE,
		[SCALAR_SIGNED_NOT_ABOVE] = SCALAR_SIGNED_NOT_BELOW,
		[SCALAR_SIGNED_ABOVE] = SCALAR_SIGNED_BELOW,
		[SCALAR_SIGNED_NOT_BELOW] = SCALAR_SIGNED_NOT_ABOVE,
	};

	return mirrored[relation];
}
