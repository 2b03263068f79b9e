/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "llvm-pass/verifier/arc.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))

struct arc {
	uint64_t base, size; /* base and so many numbers behind it */
	bool empty;
};

static const struct arc nothing = { .empty = true };

static uint64_t all(unsigned int width)
{
	return as_unsigned(UINT64_MAX, width);
}

static struct arc make(unsigned int width, uint64_t base, uint64_t size)
{
	return (struct arc){ .base = as_unsigned(base, width), .size = size };
}

/* What lies in both. Where that is two arcs, the smaller operand, which holds them both. */
static struct arc meet(struct arc a, struct arc b, unsigned int width)
{
	uint64_t distance, end;

	if (a.empty || b.empty)
		return nothing;
	if (a.base > b.base) {
		struct arc other = a;

		a = b;
		b = other;
	}
	/* Counted from a's base: a is [0, a.size], and b begins at distance. */
	distance = b.base - a.base;
	if (b.size <= all(width) - distance)
		return distance <= a.size ? make(width, b.base, MIN(a.size - distance, b.size))
					  : nothing;
	/* b goes on behind a's base, up to end. */
	if (distance <= a.size)
		return a.size <= b.size ? a : b;
	end = as_unsigned(distance + b.size, width);
	return make(width, a.base, MIN(a.size, end));
}

static struct arc of_unsigned(const struct range *range)
{
	if (range->umin > range->umax)
		return nothing;
	return (struct arc){ .base = range->umin, .size = range->umax - range->umin };
}

static struct arc of_signed(const struct range *range, unsigned int width)
{
	uint64_t size = (uint64_t)range->smax - (uint64_t)range->smin;

	if (range->smin > range->smax)
		return nothing;
	return make(width, size == all(width) ? 0 : (uint64_t)range->smin, size);
}

static struct arc of_range(const struct range *range, unsigned int width)
{
	struct arc arc = meet(of_unsigned(range), of_signed(range, width), width);

	return range->arc_size ? meet(arc, make(width, range->arc_base, range->arc_size), width)
			       : arc;
}

static struct range to_range(struct arc arc, unsigned int width)
{
	struct range range = range_full(width);
	uint64_t end = as_unsigned(arc.base + arc.size, width);
	int64_t least = as_signed(arc.base, width), most = as_signed(end, width);

	if (arc.empty)
		return (struct range){ .umin = 1, .umax = 0, .smin = 1, .smax = 0 };
	if (arc.size <= all(width) - arc.base)
		range_meet_unsigned(&range, arc.base, end);
	/* It does not cross the sign if its ends follow each other as signed numbers, too. */
	if (least <= most && (uint64_t)most - (uint64_t)least == arc.size)
		range_meet_signed(&range, least, most);
	else if (range.umin == 0 && range.umax == all(width) && arc.size != all(width)) {
		range.arc_base = arc.base;
		range.arc_size = arc.size;
	}
	return range;
}

bool arc_within(const struct range *outer, const struct range *inner, unsigned int width)
{
	struct arc a = of_range(outer, width), b = of_range(inner, width);
	uint64_t distance = as_unsigned(b.base - a.base, width);

	if (a.empty || b.empty)
		return b.empty;
	return a.size == all(width) || (distance <= a.size && b.size <= a.size - distance);
}

void arc_match(struct range *range, unsigned int width)
{
	*range = to_range(of_range(range, width), width);
}

void arc_meet_bits(struct range *range, unsigned int width, struct tnum bits)
{
	struct range said = range_full(width);
	struct arc arc;

	range_meet_bits(&said, width, bits);
	arc = (bits.value | bits.mask) >> (width - 1) & 1 ? of_signed(&said, width)
							  : of_unsigned(&said);
	*range = to_range(meet(of_range(range, width), arc, width), width);
}

void arc_exclude(struct range *range, uint64_t value, unsigned int width)
{
	struct arc others = make(width, value + 1, all(width) - 1);

	*range = to_range(meet(of_range(range, width), others, width), width);
}

static struct range sum(struct arc a, struct arc b, unsigned int width)
{
	if (a.empty || b.empty)
		return to_range(nothing, width);
	if (a.size > all(width) - b.size)
		return range_full(width);
	return to_range(make(width, a.base + b.base, a.size + b.size), width);
}

void arc_add(struct range *a, const struct range *b, unsigned int width)
{
	*a = sum(of_range(a, width), of_range(b, width), width);
}

void arc_subtract(struct range *a, const struct range *b, unsigned int width)
{
	struct arc arc = of_range(b, width);

	arc.base = as_unsigned(-(arc.base + arc.size), width);
	*a = sum(of_range(a, width), arc, width);
}

void arc_low_from_wide(struct range *low, const struct range *wide)
{
	struct arc arc = of_range(wide, 64);

	if (arc.empty) {
		*low = to_range(nothing, 32);
		return;
	}
	arc = arc.size >= UINT32_MAX ? make(32, 0, UINT32_MAX) : make(32, arc.base, arc.size);
	*low = to_range(meet(of_range(low, 32), arc, 32), 32);
}

/*
 * Counted from the base of the wide arc, the low one repeats every 2^32. The first turn may begin
 * behind that base, the last one end before the wide arc does: so much is taken off.
 */
static struct arc narrow(struct arc wide, struct arc low)
{
	uint64_t start = (uint32_t)(low.base - wide.base), end = start + low.size;
	uint64_t last = (uint32_t)wide.size; /* where the wide arc ends in its last turn */

	if (end > UINT32_MAX) {
		/* It lies around the start of each turn. */
		end = (uint32_t)end;
		if (last > end && last < start)
			wide.size -= last - end;
		return wide;
	}
	if (wide.size < start)
		return nothing;
	wide.base += start;
	wide.size -= start;
	if (last < start)
		last += UINT64_C(1) << 32;
	if (last <= end)
		return wide;
	if (wide.size < last - end)
		return nothing;
	wide.size -= last - end;
	return wide;
}

void arc_wide_from_low(struct range *wide, const struct range *low)
{
	struct arc arc = of_range(wide, 64), low_arc = of_range(low, 32);

	if (!arc.empty && !low_arc.empty)
		arc = narrow(arc, low_arc);
	else
		arc = nothing;
	*wide = to_range(arc, 64);
}
