/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A number as the verifier knows it: its bits, its bounds as 64 and as 32 bits, unsigned and
 * signed. Also the variable part of a pointer. All are kept, because what is lost in one view may
 * stand in another, and because kernels tell them apart in what they refuse.
 */
#ifndef BPFMEND_VERIFIER_SCALAR_H
#define BPFMEND_VERIFIER_SCALAR_H

#include "llvm-pass/verifier/range.h"
#include "llvm-pass/verifier/tnum.h"

struct scalar {
	struct tnum bits;
	union {
		struct range wide;
		struct {
			uint64_t umin, umax;
			int64_t smin, smax;
			uint64_t arc_base, arc_size;
		};
	};
	union {
		struct range low; /* of the low 32 bits */
		struct {
			uint64_t u32_min, u32_max;
			int64_t s32_min, s32_max;
			uint64_t arc32_base, arc32_size;
		};
	};
};

struct scalar scalar_unknown(void);
struct scalar scalar_constant(uint64_t value);
/* Any number of that many bytes, 1 to 8, zero-extended. */
struct scalar scalar_bytes(const struct series *series, unsigned int bytes);
/* Numbers from least to most, signed; as a kernel knows what a helper returns. */
struct scalar scalar_range(const struct series *series, int64_t least, int64_t most);

static inline bool scalar_is_constant(const struct scalar *scalar)
{
	return tnum_is_constant(scalar->bits);
}

static inline bool scalar_is_zero(const struct scalar *scalar)
{
	return scalar->bits.value == 0 && scalar->bits.mask == 0;
}

/* Whether each view of inner lies within that of outer: what pruning asks. */
bool scalar_within(const struct scalar *outer, const struct scalar *inner);
bool scalar_equal(const struct scalar *a, const struct scalar *b);

/* Lets each view learn from the others, as much as the series does. */
void scalar_deduce(const struct series *series, struct scalar *scalar);

/* No view of it has a value left: on a path that never runs. */
bool scalar_is_empty(const struct scalar *scalar);

/* The upper 32 bits become 0, as behind a 32-bit operation. */
void scalar_clear_upper(const struct series *series, struct scalar *scalar);
/* The low bytes (1, 2, 4) zero-extended, as in a load or behind a swap of bytes. */
void scalar_zero_extend(const struct series *series, struct scalar *scalar, unsigned int bytes);
/* The low bytes sign-extended to 64 bits, or (not wide) to 32 bits. */
void scalar_sign_extend(const struct series *series, struct scalar *scalar, unsigned int bytes,
			bool wide);

/*
 * dst = dst OPERATION src. operation: BPF_ADD to BPF_ARSH without BPF_NEG; is_signed: of a
 * division; wide: 64 bits, else the 32-bit operation that clears the upper half.
 */
void scalar_operation(const struct series *series, unsigned int operation, bool wide,
		      bool is_signed, struct scalar *dst, const struct scalar *source);
void scalar_negate(const struct series *series, struct scalar *dst, bool wide);
/* The low bytes (2, 4, 8), zero-extended; in the other order where swaps. */
void scalar_swap_bytes(const struct series *series, struct scalar *scalar, unsigned int bytes,
		       bool swaps);

/* "a OPERATION b" as "b OPERATION a". */
unsigned int compare_swapped(unsigned int operation);

enum branch { BRANCH_NEVER, BRANCH_ALWAYS, BRANCH_UNKNOWN };

/* Whether "a OPERATION b" holds: BPF_JEQ to BPF_JSLE. */
enum branch scalar_compare(const struct series *series, unsigned int operation, bool wide,
			   const struct scalar *a, const struct scalar *b);

/* What is known of both where the comparison came out as taken says. */
void scalar_refine(const struct series *series, unsigned int operation, bool wide, bool taken,
		   struct scalar *a, struct scalar *b);

#endif
