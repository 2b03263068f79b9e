/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "llvm-pass/verifier/range.h"

#include <linux/bpf.h>

#include "llvm-pass/verifier/arc.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

static uint64_t largest_unsigned(unsigned int width)
{
	return as_unsigned(UINT64_MAX, width);
}

static int64_t largest_signed(unsigned int width)
{
	return (int64_t)(largest_unsigned(width) >> 1);
}

static int64_t smallest_signed(unsigned int width)
{
	return -largest_signed(width) - 1;
}

static void forget_unsigned(struct range *range, unsigned int width)
{
	range->umin = 0;
	range->umax = largest_unsigned(width);
	range->arc_size = 0;
}

static void forget_signed(struct range *range, unsigned int width)
{
	range->smin = smallest_signed(width);
	range->smax = largest_signed(width);
	range->arc_size = 0;
}

struct range range_full(unsigned int width)
{
	struct range range = { 0 };

	forget_unsigned(&range, width);
	forget_signed(&range, width);
	return range;
}

struct range range_constant(unsigned int width, uint64_t value)
{
	uint64_t zero_extended = as_unsigned(value, width);
	int64_t sign_extended = as_signed(value, width);

	return (struct range){ .umin = zero_extended,
			       .umax = zero_extended,
			       .smin = sign_extended,
			       .smax = sign_extended };
}

/* The signed view of the unsigned ends, where they do not lie on both sides of the sign. */
static void copy_to_signed(struct range *range, unsigned int width)
{
	range->smin = as_signed(range->umin, width);
	range->smax = as_signed(range->umax, width);
	range->arc_size = 0;
	if (range->smin > range->smax)
		forget_signed(range, width);
}

struct range range_unsigned(unsigned int width, uint64_t least, uint64_t most)
{
	struct range range = { .umin = least, .umax = most };

	copy_to_signed(&range, width);
	return range;
}

struct range range_signed(unsigned int width, int64_t least, int64_t most)
{
	struct range range = { .smin = least, .smax = most };

	range.umin = as_unsigned((uint64_t)least, width);
	range.umax = as_unsigned((uint64_t)most, width);
	if (range.umin > range.umax)
		forget_unsigned(&range, width);
	return range;
}

void range_meet_unsigned(struct range *range, uint64_t least, uint64_t most)
{
	range->umin = MAX(range->umin, least);
	range->umax = MIN(range->umax, most);
}

void range_meet_signed(struct range *range, int64_t least, int64_t most)
{
	range->smin = MAX(range->smin, least);
	range->smax = MIN(range->smax, most);
}

void range_meet(struct range *range, const struct range *other)
{
	range_meet_unsigned(range, other->umin, other->umax);
	range_meet_signed(range, other->smin, other->smax);
}

void range_meet_bits(struct range *range, unsigned int width, struct tnum bits)
{
	uint64_t sign = UINT64_C(1) << (width - 1);

	bits = tnum_cast(bits, width / 8);
	range_meet_unsigned(range, bits.value, bits.value | bits.mask);
	range_meet_signed(range, as_signed(bits.value | (bits.mask & sign), width),
			  as_signed(bits.value | (bits.mask & ~sign), width));
}

static void set_both(struct range *range, unsigned int width, uint64_t least, uint64_t most)
{
	range->umin = least;
	range->umax = most;
	range->smin = as_signed(least, width);
	range->smax = as_signed(most, width);
}

/* Up to 6.7: the signed ends decide first, then the unsigned ones. */
static void match_one_way(struct range *range, unsigned int width)
{
	uint64_t least = as_unsigned((uint64_t)range->smin, width);
	uint64_t most = as_unsigned((uint64_t)range->smax, width);

	if (range->smin >= 0 || range->smax < 0) {
		set_both(range, width, MAX(least, range->umin), MIN(most, range->umax));
	} else if (as_signed(range->umax, width) >= 0) {
		set_both(range, width, range->umin, MIN(most, range->umax));
	} else if (as_signed(range->umin, width) < 0) {
		set_both(range, width, MAX(least, range->umin), range->umax);
	}
}

void range_match_signs(const struct series *series, struct range *range, unsigned int width)
{
	uint64_t least, most;

	if (!series_has(series, RULE_BOTH_HALVES)) {
		match_one_way(range, width);
		return;
	}
	if (as_signed(range->umin, width) <= as_signed(range->umax, width))
		range_meet_signed(range, as_signed(range->umin, width),
				  as_signed(range->umax, width));
	least = as_unsigned((uint64_t)range->smin, width);
	most = as_unsigned((uint64_t)range->smax, width);
	if (least <= most) {
		range_meet_unsigned(range, least, most);
	} else if (series_has(series, width == 64 ? RULE_ONE_SIDE : RULE_ONE_SIDE_LOW)) {
		/* Signed, it lies on both sides of 0; unsigned, perhaps on one of them only. */
		if (range->umax < least) {
			range->smin = as_signed(range->umin, width);
			range->umax = MIN(range->umax, most);
		} else if (most < range->umin) {
			range->smax = as_signed(range->umax, width);
			range->umin = MAX(range->umin, least);
		}
	}
}

static bool add_overflows(int64_t a, int64_t b, unsigned int width, int64_t *sum)
{
	bool overflows = __builtin_add_overflow(a, b, sum);
	int64_t wrapped = as_signed((uint64_t)*sum, width);

	overflows |= wrapped != *sum;
	*sum = wrapped;
	return overflows;
}

static bool subtract_overflows(int64_t a, int64_t b, unsigned int width, int64_t *difference)
{
	bool overflows = __builtin_sub_overflow(a, b, difference);
	int64_t wrapped = as_signed((uint64_t)*difference, width);

	overflows |= wrapped != *difference;
	*difference = wrapped;
	return overflows;
}

/* Where both ends wrap around, what lies between them is a range still, as it is where none does.
 */
static bool still_a_range(const struct series *series, bool least_overflows, bool most_overflows)
{
	if (least_overflows && most_overflows)
		return series_has(series, RULE_BOTH_OVERFLOW);
	return !least_overflows && !most_overflows;
}

void range_add(const struct series *series, struct range *a, const struct range *b,
	       unsigned int width)
{
	uint64_t umin = as_unsigned(a->umin + b->umin, width);
	uint64_t umax = as_unsigned(a->umax + b->umax, width);
	int64_t smin, smax;
	bool least = add_overflows(a->smin, b->smin, width, &smin);
	bool most = add_overflows(a->smax, b->smax, width, &smax);

	if (series_has(series, RULE_ARCS)) {
		arc_add(a, b, width);
		return;
	}
	if (least || most) {
		forget_signed(a, width);
	} else {
		a->smin = smin;
		a->smax = smax;
	}
	if (still_a_range(series, umin < a->umin, umax < a->umax)) {
		a->umin = umin;
		a->umax = umax;
	} else {
		forget_unsigned(a, width);
	}
}

void range_subtract(const struct series *series, struct range *a, const struct range *b,
		    unsigned int width)
{
	int64_t smin, smax;
	bool least = subtract_overflows(a->smin, b->smax, width, &smin);
	bool most = subtract_overflows(a->smax, b->smin, width, &smax);

	if (series_has(series, RULE_ARCS)) {
		arc_subtract(a, b, width);
		return;
	}
	if (least || most) {
		forget_signed(a, width);
	} else {
		a->smin = smin;
		a->smax = smax;
	}
	if (still_a_range(series, a->umin < b->umax, a->umax < b->umin)) {
		a->umin = as_unsigned(a->umin - b->umax, width);
		a->umax = as_unsigned(a->umax - b->umin, width);
	} else {
		forget_unsigned(a, width);
	}
}

/* Up to 6.13: only of numbers that are not below 0 and have half the width. */
static void multiply_small(struct range *a, const struct range *b, unsigned int width)
{
	uint64_t half = largest_unsigned(width) >> width / 2;

	if (a->smin < 0 || b->smin < 0 || a->umax > half || b->umax > half) {
		*a = range_full(width);
		return;
	}
	a->umin *= b->umin;
	a->umax *= b->umax;
	a->smin = (int64_t)a->umin;
	a->smax = (int64_t)a->umax;
	if (a->umax > (uint64_t)largest_signed(width))
		forget_signed(a, width);
}

void range_multiply(const struct series *series, struct range *a, const struct range *b,
		    unsigned int width)
{
	int64_t left[] = { a->smin, a->smin, a->smax, a->smax };
	int64_t right[] = { b->smin, b->smax, b->smin, b->smax };
	int64_t smin = INT64_MAX, smax = INT64_MIN;
	bool overflows = false;

	if (!series_has(series, RULE_SIGNED_PRODUCT)) {
		multiply_small(a, b, width);
		return;
	}
	for (unsigned int i = 0; i < 4; i++) {
		int64_t product;

		overflows |= __builtin_mul_overflow(left[i], right[i], &product) ||
			     product != as_signed((uint64_t)product, width);
		smin = MIN(smin, product);
		smax = MAX(smax, product);
	}
	a->smin = smin;
	a->smax = smax;
	if (overflows)
		forget_signed(a, width);
	if (__builtin_mul_overflow(a->umax, b->umax, &a->umax) || a->umax > largest_unsigned(width))
		forget_unsigned(a, width);
	else
		a->umin *= b->umin;
}

void range_bitwise(const struct series *series, unsigned int operation, struct range *a,
		   const struct range *b, struct tnum bits, unsigned int width)
{
	bool not_negative = a->smin >= 0 && b->smin >= 0;

	bits = tnum_cast(bits, width / 8);
	switch (operation) {
	case BPF_AND:
		a->umin = bits.value;
		a->umax = MIN(a->umax, b->umax);
		break;
	case BPF_OR:
		a->umin = MAX(a->umin, b->umin);
		a->umax = bits.value | bits.mask;
		break;
	default:
		a->umin = bits.value;
		a->umax = bits.value | bits.mask;
	}
	if (series_has(series, RULE_BITWISE_SIGN) || not_negative)
		copy_to_signed(a, width);
	else
		forget_signed(a, width);
}

void range_shift_left(struct range *a, unsigned int by, unsigned int width)
{
	forget_signed(a, width);
	if (a->umax > UINT64_C(1) << (width - 1 - by)) {
		forget_unsigned(a, width);
	} else {
		a->umin <<= by;
		a->umax <<= by;
	}
}

void range_shift_right(struct range *a, unsigned int by, unsigned int width)
{
	forget_signed(a, width);
	a->umin >>= by;
	a->umax >>= by;
}

void range_shift_arithmetic(struct range *a, unsigned int by, unsigned int width)
{
	forget_unsigned(a, width);
	a->smin >>= by;
	a->smax >>= by;
}

void range_divide(struct range *a, uint64_t by, bool is_signed, unsigned int width)
{
	int64_t divisor = as_signed(by, width), least, most;

	if (!is_signed) {
		*a = (struct range){ .umin = a->umin / by, .umax = a->umax / by };
		forget_signed(a, width);
		return;
	}
	if (divisor == -1 && a->smin == smallest_signed(width)) {
		/* The smallest number is its own negation; those beside it become the largest. */
		if (a->smax != a->smin)
			forget_signed(a, width);
	} else {
		least = a->smin / divisor;
		most = a->smax / divisor;
		a->smin = MIN(least, most);
		a->smax = MAX(least, most);
	}
	forget_unsigned(a, width);
}

bool range_remainder(struct range *a, uint64_t by, bool is_signed, unsigned int width)
{
	int64_t divisor = as_signed(by, width), most;

	if (!is_signed) {
		if (a->umax < by)
			return false;
		*a = (struct range){ .umax = by - 1 };
		forget_signed(a, width);
		return true;
	}
	/* The magnitude of the smallest number less one is still a number. */
	most = divisor > 0 ? divisor - 1 : -(divisor + 1);
	if (a->smin >= -most && a->smax <= most)
		return false;
	if (a->smin >= 0) {
		a->smin = 0;
		a->smax = MIN(a->smax, most);
	} else if (a->smax <= 0) {
		a->smin = MAX(a->smin, -most);
		a->smax = 0;
	} else {
		a->smin = -most;
		a->smax = most;
	}
	forget_unsigned(a, width);
	return true;
}
