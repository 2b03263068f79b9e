/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * From 7.2 on kernels keep one range of a number: an arc on the circle of all numbers of a width,
 * from its base over size more, that may cross 0 or the sign. The signed and the unsigned range are
 * what the arc says of each; where it crosses their end they say nothing. So an arc is made of the
 * two ranges; only one that crosses both ends, as "not 7" does, stands beside them.
 */
#ifndef BPFMEND_VERIFIER_ARC_H
#define BPFMEND_VERIFIER_ARC_H

#include "llvm-pass/verifier/range.h"

/* Makes both ranges say what the arc does that they are together. */
void arc_match(struct range *range, unsigned int width);

/* What the bits say: as a signed range, unless the sign is 0. */
void arc_meet_bits(struct range *range, unsigned int width, struct tnum bits);

/* Takes a value off where it is an end. */
void arc_exclude(struct range *range, uint64_t value, unsigned int width);

/* Whether inner lies within the arc of outer. */
bool arc_within(const struct range *outer, const struct range *inner, unsigned int width);

void arc_add(struct range *a, const struct range *b, unsigned int width);
void arc_subtract(struct range *a, const struct range *b, unsigned int width);

/* Lets the low half learn of all 64 bits, and these of the low half. */
void arc_low_from_wide(struct range *low, const struct range *wide);
void arc_wide_from_low(struct range *wide, const struct range *low);

#endif
