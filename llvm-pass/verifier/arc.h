/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * From 7.2 on kernels keep one range of a number: an arc on the circle of all numbers of a width,
 * from its base over size more, that may cross 0 or the sign. The signed and the unsigned range are
 * what the arc says of each; where it crosses their end they say nothing. Here the two ranges are
 * what is kept, and an arc is made of them: an arc that crosses both ends is forgotten.
 */
#ifndef BPFMEND_VERIFIER_ARC_H
#define BPFMEND_VERIFIER_ARC_H

#include "llvm-pass/verifier/range.h"

/* What the bits say: as a signed range, unless the sign is 0. */
void arc_meet_bits(struct range *range, unsigned int width, struct tnum bits);

/* Takes a value off where it is an end. */
void arc_exclude(struct range *range, uint64_t value, unsigned int width);

void arc_add(struct range *a, const struct range *b, unsigned int width);
void arc_subtract(struct range *a, const struct range *b, unsigned int width);

/* Lets the low half learn of all 64 bits, and these of the low half. */
void arc_low_from_wide(struct range *low, const struct range *wide);
void arc_wide_from_low(struct range *wide, const struct range *low);

#endif
