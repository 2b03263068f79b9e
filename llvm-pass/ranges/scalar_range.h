/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Ranges of integers of up to 64 bits, as the verifier keeps them: once as signed and once as
 * unsigned numbers, each telling what the other leaves open. All operations are plain arithmetic
 * modulo two to the width; what may overflow is unknown.
 */
#ifndef BPFMEND_SCALAR_RANGE_H
#define BPFMEND_SCALAR_RANGE_H

#include <stdbool.h>
#include <stdint.h>

/* All ends are included. */
struct scalar_range {
	unsigned int width; /* bits, 1 to 64 */
	bool empty; /* no number at all: what has it never runs */
	int64_t smin, smax;
	uint64_t umin, umax;
};

/* Comparisons, of the left side with the right one. */
enum scalar_relation {
	SCALAR_EQUAL,
	SCALAR_NOT_EQUAL,
	SCALAR_UNSIGNED_BELOW,
	SCALAR_UNSIGNED_NOT_ABOVE,
	SCALAR_UNSIGNED_ABOVE,
	SCALAR_UNSIGNED_NOT_BELOW,
	SCALAR_SIGNED_BELOW,
	SCALAR_SIGNED_NOT_ABOVE,
	SCALAR_SIGNED_ABOVE,
	SCALAR_SIGNED_NOT_BELOW,
};

struct scalar_range scalar_range_unknown(unsigned int width);
struct scalar_range scalar_range_constant(unsigned int width, uint64_t value);
struct scalar_range scalar_empty(unsigned int width);
struct scalar_range scalar_signed(unsigned int width, int64_t first, int64_t last);
struct scalar_range scalar_unsigned(unsigned int width, uint64_t first, uint64_t last);

bool scalar_range_is_constant(struct scalar_range range);

/* The numbers in both, and those in either (and perhaps some between). */
struct scalar_range scalar_meet(struct scalar_range a, struct scalar_range b);
struct scalar_range scalar_join(struct scalar_range a, struct scalar_range b);

struct scalar_range scalar_add(struct scalar_range a, struct scalar_range b);
/*
 * A constant added, where numbers go round: what starts on one side of 0 and is too long to be told
 * by its ends as it was may be told by them behind it.
 */
struct scalar_range scalar_turn(struct scalar_range a, uint64_t by);
struct scalar_range scalar_subtract(struct scalar_range a, struct scalar_range b);
struct scalar_range scalar_multiply(struct scalar_range a, struct scalar_range b);
struct scalar_range scalar_divide(struct scalar_range a, struct scalar_range b); /* unsigned */
struct scalar_range scalar_modulo(struct scalar_range a, struct scalar_range b); /* unsigned */
struct scalar_range scalar_and(struct scalar_range a, struct scalar_range b);
struct scalar_range scalar_or(struct scalar_range a, struct scalar_range b);
struct scalar_range scalar_xor(struct scalar_range a, struct scalar_range b);
struct scalar_range scalar_shift_left(struct scalar_range a, struct scalar_range b);
struct scalar_range scalar_shift_right(struct scalar_range a, struct scalar_range b);
struct scalar_range scalar_shift_arithmetic(struct scalar_range a, struct scalar_range b);

struct scalar_range scalar_truncate(struct scalar_range range, unsigned int width);
struct scalar_range scalar_range_zero_extend(struct scalar_range range, unsigned int width);
struct scalar_range scalar_range_sign_extend(struct scalar_range range, unsigned int width);

/* The numbers of a that can stand in the relation to one of b. */
struct scalar_range scalar_range_refine(struct scalar_range a, enum scalar_relation relation,
					struct scalar_range b);

/* The relation if it does not hold, and with its sides exchanged. */
enum scalar_relation scalar_opposite(enum scalar_relation relation);
enum scalar_relation scalar_mirrored(enum scalar_relation relation);

#endif
