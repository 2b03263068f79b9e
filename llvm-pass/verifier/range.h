/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The ends of a number of 32 or 64 bits, unsigned and signed, and what an operation makes of them.
 * width is 32 or 64 in all functions. Imprecise where the kernels are: each operation does what
 * those of the series do, not what would be best.
 */
#ifndef BPFMEND_VERIFIER_RANGE_H
#define BPFMEND_VERIFIER_RANGE_H

#include "llvm-pass/verifier/series.h"
#include "llvm-pass/verifier/tnum.h"

/* Signed ends are sign-extended, unsigned ones zero-extended from width to 64 bits. */
struct range {
	uint64_t umin, umax;
	int64_t smin, smax;
	/* Of an arc that crosses both ends, where the others are full: arc.h. arc_size 0: of none.
	 */
	uint64_t arc_base, arc_size;
};

/* The low width bits as a number, zero-extended and sign-extended. */
static inline uint64_t as_unsigned(uint64_t value, unsigned int width)
{
	return width == 32 ? (uint32_t)value : value;
}

static inline int64_t as_signed(uint64_t value, unsigned int width)
{
	return width == 32 ? (int32_t)value : (int64_t)value;
}

struct range range_full(unsigned int width);
struct range range_constant(unsigned int width, uint64_t value);
/* From one view; the other is full, or the same where the ends have one sign. */
struct range range_unsigned(unsigned int width, uint64_t least, uint64_t most);
struct range range_signed(unsigned int width, int64_t least, int64_t most);

/* Takes off what lies outside; what is empty then has ends that cross. */
void range_meet_unsigned(struct range *range, uint64_t least, uint64_t most);
void range_meet_signed(struct range *range, int64_t least, int64_t most);
void range_meet(struct range *range, const struct range *other);
/* What the bits say of the ends. */
void range_meet_bits(struct range *range, unsigned int width, struct tnum bits);
/* Lets the signed ends learn from the unsigned ones, and these from the signed. */
void range_match_signs(const struct series *series, struct range *range, unsigned int width);

static inline bool range_is_empty(const struct range *range)
{
	return range->umin > range->umax || range->smin > range->smax;
}

static inline bool range_is_constant(const struct range *range)
{
	return range->umin == range->umax && range->smin == range->smax;
}

static inline bool range_within(const struct range *outer, const struct range *inner)
{
	return outer->umin <= inner->umin && inner->umax <= outer->umax &&
	       outer->smin <= inner->smin && inner->smax <= outer->smax;
}

void range_add(const struct series *series, struct range *a, const struct range *b,
	       unsigned int width);
void range_subtract(const struct series *series, struct range *a, const struct range *b,
		    unsigned int width);
void range_multiply(const struct series *series, struct range *a, const struct range *b,
		    unsigned int width);
/* operation: BPF_AND, BPF_OR, BPF_XOR; bits: of the result. */
void range_bitwise(const struct series *series, unsigned int operation, struct range *a,
		   const struct range *b, struct tnum bits, unsigned int width);
/* By a constant that is less than width. */
void range_shift_left(struct range *a, unsigned int by, unsigned int width);
void range_shift_right(struct range *a, unsigned int by, unsigned int width);
void range_shift_arithmetic(struct range *a, unsigned int by, unsigned int width);
/* By a constant that is not 0. The remainder: whether anything is learnt; if not, a is unchanged.
 */
void range_divide(struct range *a, uint64_t by, bool is_signed, unsigned int width);
bool range_remainder(struct range *a, uint64_t by, bool is_signed, unsigned int width);

#endif
