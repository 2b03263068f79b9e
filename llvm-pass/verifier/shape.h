/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What is asked of a program before it is walked, and where states are to be compared. */
#ifndef BPFMEND_VERIFIER_SHAPE_H
#define BPFMEND_VERIFIER_SHAPE_H

#include "llvm-pass/verifier/check.h"

enum point {
	POINT_COMPARE = 1, /* states are compared here */
	POINT_FORCED = 2, /* and stored each time: a helper that calls back */
	POINT_REACHED = 4, /* control may come here */
};

/* Fills walk->points. Refuses jumps out of a function and what cannot be reached. */
bool check_shape(struct walk *walk);

/* Fills walk->live, of a program whose shape was found good. live.c */
void find_live_registers(struct walk *walk);

#endif
