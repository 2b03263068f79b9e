/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Tristate numbers: each bit is 0, 1 or unknown. The algebra is that of H. Vishwanathan, M.
 * Shachnai, S. Narayana and S. Nagarakatte, "Sound, Precise, and Fast Abstract Interpretation with
 * Tristate Numbers" (CGO 2022). Which result a kernel computes matters as much as that it is sound,
 * so where kernels differ there are two functions.
 */
#ifndef BPFMEND_VERIFIER_TNUM_H
#define BPFMEND_VERIFIER_TNUM_H

#include <stdbool.h>
#include <stdint.h>

/* Unknown bits are set in mask; the others are as in value, which has no bit of mask. */
struct tnum {
	uint64_t value, mask;
};

#define TNUM_UNKNOWN ((struct tnum){ 0, UINT64_MAX })

struct tnum tnum_constant(uint64_t value);
/* The smallest that holds all of [least, most], unsigned. */
struct tnum tnum_range(uint64_t least, uint64_t most);
struct tnum tnum_add(struct tnum a, struct tnum b);
struct tnum tnum_subtract(struct tnum a, struct tnum b);
struct tnum tnum_and(struct tnum a, struct tnum b);
struct tnum tnum_or(struct tnum a, struct tnum b);
struct tnum tnum_xor(struct tnum a, struct tnum b);
/* Three ways, each of later kernels and more precise: up to 5.14, up to 6.17, from 6.18 on. */
struct tnum tnum_multiply_by_halves(struct tnum a, struct tnum b);
struct tnum tnum_multiply_by_sums(struct tnum a, struct tnum b);
struct tnum tnum_multiply_by_unions(struct tnum a, struct tnum b);
/* By 0 to 63; arithmetically, from the sign of width (32 or 64) bits. */
struct tnum tnum_shift_left(struct tnum a, unsigned int by);
struct tnum tnum_shift_right(struct tnum a, unsigned int by);
struct tnum tnum_shift_arithmetic(struct tnum a, unsigned int by, unsigned int width);
/* The low bytes, 1 to 8; the rest is 0. */
struct tnum tnum_cast(struct tnum a, unsigned int bytes);
/* The upper 32 bits of one and the lower of the other. */
struct tnum tnum_with_low(struct tnum high, struct tnum low);
/* The low bytes (2, 4, 8) in the other order; the rest is 0. */
struct tnum tnum_swap_bytes(struct tnum a, unsigned int bytes);
/* What holds the values of both: those in a and in b; those in a or in b. */
struct tnum tnum_intersect(struct tnum a, struct tnum b);
struct tnum tnum_union(struct tnum a, struct tnum b);
/* Whether they may have a value in common. */
bool tnum_overlap(struct tnum a, struct tnum b);
/* Whether every value of inner is one of outer. */
bool tnum_within(struct tnum outer, struct tnum inner);
/* Whether all values are multiples of size, a power of two. */
bool tnum_is_aligned(struct tnum a, uint64_t size);

/* The smallest value that is above the given one; the largest where none is. */
uint64_t tnum_next(struct tnum a, uint64_t above);

static inline bool tnum_is_constant(struct tnum a)
{
	return a.mask == 0;
}

static inline bool tnum_equal(struct tnum a, struct tnum b)
{
	return a.value == b.value && a.mask == b.mask;
}

static inline bool tnum_contains(struct tnum a, uint64_t value)
{
	return (value & ~a.mask) == a.value;
}

#endif
