/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Masks, shifts and numbers put together of bits: their ranges, and what one that is compared tells
 * of another that has other bits of the same number. Parts of the walk (scalar_walk.h); relies on
 * number_form.h for what a number is made of.
 */
#ifndef BPFMEND_SCALAR_BITS_H
#define BPFMEND_SCALAR_BITS_H

#include "llvm-pass/ranges/number_form.h"
#include "llvm-pass/ranges/scalar_walk.h"

/* The ranges of "a & b" and of "a | b". */
struct scalar_range scalar_walk_mask(const struct scalar_walk *walk, struct scalar_range a,
				     struct scalar_range b);
struct scalar_range scalar_walk_or(const struct scalar_walk *walk, struct scalar_range a,
				   struct scalar_range b);

/*
 * What "(x + c) << s", compared, tells of a number that has just as many bits of x as are still in
 * it, with the same constant or another one added: what is left is the bits of x + c, times two to
 * the s.
 */
struct scalar_range scalar_bits_shifted_up(struct scalar_range range,
					   const struct number_form *form,
					   const struct number_form *shifted,
					   struct scalar_range with, unsigned int by);

/*
 * What "x & 1 << 31", compared with 0, tells of x: its sign, if that bit is like all above it.
 */
struct scalar_range scalar_bits_with_sign(struct scalar_range range, uint64_t bit,
					  enum scalar_relation relation, struct scalar_range with);

/*
 * What "x & N", which is in a range, tells of "x & M", if N has all bits of M but some below its
 * lowest one: those are all that M's number has more.
 */
struct scalar_range scalar_bits_with_mask(LLVMValueRef value, struct scalar_range range,
					  LLVMValueRef source, uint64_t number,
					  struct scalar_range with);

/*
 * What a comparison tells of "(x + 7) & mask", where x was compared with only some of its bits: the
 * mask takes no others.
 */
struct scalar_range scalar_walk_masked(const struct scalar_walk *walk, LLVMValueRef value,
				       struct scalar_range range, LLVMValueRef compared,
				       enum scalar_relation relation, struct scalar_range with);

#endif
