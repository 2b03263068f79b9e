/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "llvm-pass/verifier/scalar.h"

#include <linux/bpf.h>

#include "llvm-pass/verifier/arc.h"

#define UPPER_HALF (~(uint64_t)UINT32_MAX)

struct scalar scalar_unknown(void)
{
	return (struct scalar){
		.bits = TNUM_UNKNOWN,
		.wide = range_full(64),
		.low = range_full(32),
	};
}

struct scalar scalar_constant(uint64_t value)
{
	return (struct scalar){
		.bits = tnum_constant(value),
		.wide = range_constant(64, value),
		.low = range_constant(32, value),
	};
}

struct scalar scalar_bytes(const struct series *series, unsigned int bytes)
{
	struct scalar scalar = scalar_unknown();

	if (bytes < 8)
		scalar_zero_extend(series, &scalar, bytes);
	return scalar;
}

struct scalar scalar_range(const struct series *series, int64_t least, int64_t most)
{
	struct scalar scalar = scalar_unknown();

	range_meet_signed(&scalar.wide, least, most);
	if (least >= INT32_MIN && most <= INT32_MAX)
		range_meet_signed(&scalar.low, least, most);
	scalar_deduce(series, &scalar);
	return scalar;
}

bool scalar_within(const struct scalar *outer, const struct scalar *inner)
{
	if ((outer->wide.arc_size && !arc_within(&outer->wide, &inner->wide, 64)) ||
	    (outer->low.arc_size && !arc_within(&outer->low, &inner->low, 32)))
		return false;
	return range_within(&outer->wide, &inner->wide) && range_within(&outer->low, &inner->low) &&
	       tnum_within(outer->bits, inner->bits);
}

bool scalar_equal(const struct scalar *a, const struct scalar *b)
{
	return scalar_within(a, b) && scalar_within(b, a);
}

bool scalar_is_empty(const struct scalar *scalar)
{
	return range_is_empty(&scalar->wide) || range_is_empty(&scalar->low);
}

static void meet_bits(const struct series *series, struct scalar *scalar)
{
	void (*meet)(struct range *, unsigned int, struct tnum) =
		series_has(series, RULE_ARCS) ? arc_meet_bits : range_meet_bits;

	meet(&scalar->low, 32, scalar->bits);
	meet(&scalar->wide, 64, scalar->bits);
}

/* From 6.8 on: where the upper halves of the ends are the same, the lower ones bound the low half.
 */
static void low_from_ends(struct range *low, uint64_t least, uint64_t most)
{
	uint32_t low_least = (uint32_t)least, low_most = (uint32_t)most;

	if (least >> 32 == most >> 32) {
		if (low_least <= low_most)
			range_meet_unsigned(low, low_least, low_most);
		if ((int32_t)low_least <= (int32_t)low_most)
			range_meet_signed(low, (int32_t)low_least, (int32_t)low_most);
	} else if ((uint32_t)(least >> 32) + 1 == (uint32_t)(most >> 32) &&
		   (int32_t)low_least < 0 && (int32_t)low_most >= 0) {
		/* From below a multiple of 2^32 to above it: on both sides of 0 as signed numbers.
		 */
		range_meet_signed(low, (int32_t)low_least, (int32_t)low_most);
	}
}

/* The ends of the wide range can have no other low halves than those between least and most. */
static void wide_from_low(struct range *wide, uint32_t least, uint32_t most)
{
	range_meet_unsigned(wide, (wide->umin & UPPER_HALF) | least,
			    (wide->umax & UPPER_HALF) | most);
	range_meet_signed(wide, (int64_t)(((uint64_t)wide->smin & UPPER_HALF) | least),
			  (int64_t)(((uint64_t)wide->smax & UPPER_HALF) | most));
}

static void deduce_halves(const struct series *series, struct scalar *scalar)
{
	struct range *low = &scalar->low, *wide = &scalar->wide;

	if (series_has(series, RULE_ARCS)) {
		arc_low_from_wide(low, wide);
		arc_wide_from_low(wide, low);
		return;
	}
	low_from_ends(low, wide->umin, wide->umax);
	low_from_ends(low, (uint64_t)wide->smin, (uint64_t)wide->smax);
	range_match_signs(series, low, 32);
	range_match_signs(series, wide, 64);
	wide_from_low(wide, (uint32_t)low->umin, (uint32_t)low->umax);
	if ((uint32_t)low->smin <= (uint32_t)low->smax)
		wide_from_low(wide, (uint32_t)low->smin, (uint32_t)low->smax);
	/* What was sign-extended, and whose low half is not below 0, is that half. */
	if (low->smin >= 0 && wide->smin >= INT32_MIN && wide->smax <= INT32_MAX) {
		*wide = range_unsigned(64, (uint64_t)low->smin, (uint64_t)low->smax);
		scalar->bits = tnum_intersect(scalar->bits, tnum_range(wide->umin, wide->umax));
	}
}

/* From 7.0 on: between the ends there may be one value only that has these bits. */
static void single_value(struct scalar *scalar)
{
	struct range *wide = &scalar->wide;
	uint64_t largest = scalar->bits.value | scalar->bits.mask;
	uint64_t next = tnum_next(scalar->bits, wide->umin);
	uint64_t value;

	if (tnum_contains(scalar->bits, wide->umin)) {
		if (next <= wide->umax)
			return;
		value = wide->umin;
	} else if (next == largest) {
		value = largest;
	} else if (next <= wide->umax && tnum_next(scalar->bits, next) > wide->umax) {
		value = next;
	} else {
		return;
	}
	*scalar = scalar_constant(value);
}

void scalar_deduce(const struct series *series, struct scalar *scalar)
{
	struct tnum wide, low;

	if (series_has(series, RULE_ARCS)) {
		arc_match(&scalar->low, 32);
		arc_match(&scalar->wide, 64);
	}
	if (series_has(series, RULE_EMPTY_STAYS) && scalar_is_empty(scalar))
		return;
	meet_bits(series, scalar);
	if (series_has(series, RULE_SINGLE_VALUE))
		single_value(scalar);
	if (series_has(series, RULE_BOTH_HALVES)) {
		deduce_halves(series, scalar);
		deduce_halves(series, scalar);
		if (series_has(series, RULE_THIRD_ROUND))
			deduce_halves(series, scalar);
	} else {
		range_match_signs(series, &scalar->low, 32);
		range_match_signs(series, &scalar->wide, 64);
	}
	wide = tnum_intersect(scalar->bits, tnum_range(scalar->umin, scalar->umax));
	low = series_has(series, RULE_LOW_OF_WIDE) ? wide : scalar->bits;
	low = tnum_intersect(tnum_cast(low, 4), tnum_range(scalar->u32_min, scalar->u32_max));
	scalar->bits = tnum_with_low(wide, low);
	meet_bits(series, scalar);
	if (series_has(series, RULE_SINGLE_VALUE))
		single_value(scalar);
}

/* Behind a 32-bit operation the upper half is 0. */
static void assign_low_to_wide(struct scalar *scalar)
{
	bool not_negative = scalar->s32_min >= 0 && scalar->s32_max >= 0;

	scalar->umin = scalar->u32_min;
	scalar->umax = scalar->u32_max;
	scalar->smin = not_negative ? scalar->s32_min : 0;
	scalar->smax = not_negative ? scalar->s32_max : UINT32_MAX;
}

void scalar_clear_upper(const struct series *series, struct scalar *scalar)
{
	scalar->bits = tnum_cast(scalar->bits, 4);
	assign_low_to_wide(scalar);
	scalar_deduce(series, scalar);
}

void scalar_zero_extend(const struct series *series, struct scalar *scalar, unsigned int bytes)
{
	uint64_t kept = (UINT64_C(1) << 8 * bytes) - 1;

	scalar->bits = tnum_cast(scalar->bits, bytes);
	if ((scalar->umin & ~kept) == (scalar->umax & ~kept)) {
		scalar->umin &= kept;
		scalar->umax &= kept;
	} else {
		scalar->umin = 0;
		scalar->umax = kept;
	}
	scalar->smin = (int64_t)scalar->umin;
	scalar->smax = (int64_t)scalar->umax;
	if (bytes < 4)
		scalar->low = scalar->wide;
	scalar_deduce(series, scalar);
}

/* The ends of a range whose upper bits do not change: as numbers of so many bytes. */
static bool sign_extend_ends(int64_t least, int64_t most, unsigned int bytes, int64_t ends[2])
{
	unsigned int bits = 8 * bytes, unused = 64 - bits;

	if (least >> bits != most >> bits)
		return false;
	ends[0] = (int64_t)((uint64_t)least << unused) >> unused;
	ends[1] = (int64_t)((uint64_t)most << unused) >> unused;
	return ends[0] <= ends[1] && (ends[0] < 0) == (ends[1] < 0);
}

void scalar_sign_extend(const struct series *series, struct scalar *scalar, unsigned int bytes,
			bool wide)
{
	unsigned int unused = 64 - 8 * bytes;
	int64_t ends[2];

	if (tnum_is_constant(scalar->bits)) {
		*scalar = scalar_constant(
			(uint64_t)((int64_t)(scalar->bits.value << unused) >> unused));
	} else if (sign_extend_ends(wide ? scalar->smin : scalar->s32_min,
				    wide ? scalar->smax : scalar->s32_max, bytes, ends)) {
		scalar->bits = tnum_range((uint64_t)ends[0], (uint64_t)ends[1]);
		scalar->wide = range_signed(64, ends[0], ends[1]);
		scalar->low = range_signed(32, ends[0], ends[1]);
	} else {
		ends[1] = (INT64_C(1) << (8 * bytes - 1)) - 1;
		*scalar = scalar_unknown();
		range_meet_signed(&scalar->wide, -ends[1] - 1, ends[1]);
		range_meet_signed(&scalar->low, -ends[1] - 1, ends[1]);
	}
	if (!wide)
		scalar_clear_upper(series, scalar);
}

void scalar_swap_bytes(const struct series *series, struct scalar *scalar, unsigned int bytes,
		       bool swaps)
{
	if (!series_has(series, RULE_BYTE_SWAP)) {
		*scalar = scalar_unknown();
		return;
	}
	if (swaps) {
		struct tnum bits = tnum_swap_bytes(scalar->bits, bytes);

		*scalar = scalar_unknown();
		scalar->bits = bits;
	}
	if (bytes < 8)
		scalar_zero_extend(series, scalar, bytes);
	else
		scalar_deduce(series, scalar);
}

static struct tnum multiply_bits(const struct series *series, struct tnum a, struct tnum b)
{
	if (series_has(series, RULE_PRODUCT_UNIONS))
		return tnum_multiply_by_unions(a, b);
	if (series_has(series, RULE_PRODUCT_SUMS))
		return tnum_multiply_by_sums(a, b);
	return tnum_multiply_by_halves(a, b);
}

static void shift_left(const struct series *series, struct scalar *dst, unsigned int by, bool wide)
{
	struct range shifted = dst->low;

	if (wide) {
		range_shift_left(&dst->wide, by, 64);
		/* "<<= 32, s>>= 32" is how compilers extend the sign. */
		if (by == 32 && (shifted.smin >= 0 || series_has(series, RULE_SIGN_EXTENSION)))
			dst->smin = (int64_t)((uint64_t)shifted.smin << 32);
		if (by == 32 && (shifted.smax >= 0 || series_has(series, RULE_SIGN_EXTENSION)))
			dst->smax = (int64_t)((uint64_t)shifted.smax << 32);
		dst->bits = tnum_shift_left(dst->bits, by);
	} else {
		dst->wide = range_full(64);
		dst->bits = tnum_cast(tnum_shift_left(dst->bits, by), 4);
	}
	if (by < 32)
		range_shift_left(&dst->low, by, 32);
	else
		dst->low = range_full(32);
}

static void shift(const struct series *series, unsigned int operation, struct scalar *dst,
		  unsigned int by, bool wide)
{
	struct tnum bits = wide ? dst->bits : tnum_cast(dst->bits, 4);
	struct range *range = wide ? &dst->wide : &dst->low;
	unsigned int width = wide ? 64 : 32;

	switch (operation) {
	case BPF_LSH:
		shift_left(series, dst, by, wide);
		return;
	case BPF_RSH:
		range_shift_right(range, by, width);
		dst->bits = tnum_shift_right(bits, by);
		break;
	default:
		range_shift_arithmetic(range, by, width);
		dst->bits = tnum_shift_arithmetic(bits, by, width);
	}
	/* Bits cross from one half into the other. */
	if (wide)
		dst->low = range_full(32);
	else
		dst->wide = range_full(64);
}

/* From 7.0 on, by a constant. */
static void divide(unsigned int operation, struct scalar *dst, uint64_t by, bool is_signed,
		   bool wide)
{
	unsigned int width = wide ? 64 : 32;
	struct range *range = wide ? &dst->wide : &dst->low;

	by = as_unsigned(by, width);
	if (by == 0) {
		/* x / 0 is 0, x % 0 is x. */
		if (operation == BPF_DIV)
			*dst = scalar_constant(0);
		return;
	}
	if (operation == BPF_DIV)
		range_divide(range, by, is_signed, width);
	else if (!range_remainder(range, by, is_signed, width))
		return;
	dst->bits = TNUM_UNKNOWN;
	if (wide)
		dst->low = range_full(32);
	else
		dst->wide = range_full(64);
}

static void bitwise(const struct series *series, unsigned int operation, struct scalar *dst,
		    const struct scalar *src)
{
	struct tnum (*of_bits)(struct tnum, struct tnum) = operation == BPF_AND	 ? tnum_and
							   : operation == BPF_OR ? tnum_or
										 : tnum_xor;
	struct tnum low_dst = tnum_cast(dst->bits, 4), low_src = tnum_cast(src->bits, 4);
	bool wide_known = tnum_is_constant(dst->bits) && tnum_is_constant(src->bits);
	bool low_known = tnum_is_constant(low_dst) && tnum_is_constant(low_src);

	dst->bits = of_bits(dst->bits, src->bits);
	if (wide_known) {
		*dst = scalar_constant(dst->bits.value);
		return;
	}
	if (low_known)
		dst->low = range_constant(32, dst->bits.value);
	else
		range_bitwise(series, operation, &dst->low, &src->low, dst->bits, 32);
	range_bitwise(series, operation, &dst->wide, &src->wide, dst->bits, 64);
	meet_bits(series, dst);
}

static bool is_constant_for(const struct scalar *src, bool wide)
{
	return wide ? tnum_is_constant(src->bits) && range_is_constant(&src->wide)
		    : tnum_is_constant(tnum_cast(src->bits, 4)) && range_is_constant(&src->low);
}

/* Whether anything is known of the result; of some, only where the other operand is constant. */
static bool is_followed(const struct series *series, unsigned int operation, bool wide,
			const struct scalar *src)
{
	bool is_constant = is_constant_for(src, wide);

	switch (operation) {
	case BPF_ADD:
	case BPF_SUB:
	case BPF_AND:
		return true;
	case BPF_OR:
	case BPF_XOR:
	case BPF_MUL:
		return is_constant || series_has(series, RULE_BY_UNKNOWN);
	case BPF_LSH:
	case BPF_RSH:
	case BPF_ARSH:
		return is_constant && src->umax < (wide ? 64 : 32);
	case BPF_DIV:
	case BPF_MOD:
		return is_constant && series_has(series, RULE_DIVISION);
	default:
		return false;
	}
}

void scalar_operation(const struct series *series, unsigned int operation, bool wide,
		      bool is_signed, struct scalar *dst, const struct scalar *source)
{
	const struct scalar copy = *source, *src = &copy;

	if (!is_followed(series, operation, wide, src)) {
		*dst = scalar_unknown();
		if (!wide && is_constant_for(src, wide) && series_has(series, RULE_NARROW_QUOTIENT))
			scalar_clear_upper(series, dst);
		return;
	}
	switch (operation) {
	case BPF_ADD:
		range_add(series, &dst->low, &src->low, 32);
		range_add(series, &dst->wide, &src->wide, 64);
		dst->bits = tnum_add(dst->bits, src->bits);
		break;
	case BPF_SUB:
		range_subtract(series, &dst->low, &src->low, 32);
		range_subtract(series, &dst->wide, &src->wide, 64);
		dst->bits = tnum_subtract(dst->bits, src->bits);
		break;
	case BPF_MUL:
		dst->bits = multiply_bits(series, dst->bits, src->bits);
		range_multiply(series, &dst->low, &src->low, 32);
		range_multiply(series, &dst->wide, &src->wide, 64);
		break;
	case BPF_DIV:
	case BPF_MOD:
		divide(operation, dst, src->bits.value, is_signed, wide);
		break;
	case BPF_AND:
	case BPF_OR:
	case BPF_XOR:
		bitwise(series, operation, dst, src);
		break;
	default:
		shift(series, operation, dst, (unsigned int)src->bits.value & 63, wide);
	}
	if (wide)
		scalar_deduce(series, dst);
	else
		scalar_clear_upper(series, dst);
}

void scalar_negate(const struct series *series, struct scalar *dst, bool wide)
{
	struct scalar zero = scalar_constant(0);

	if (!series_has(series, RULE_NEGATION)) {
		*dst = scalar_unknown();
		return;
	}
	scalar_operation(series, BPF_SUB, wide, false, &zero, dst);
	*dst = zero;
}
