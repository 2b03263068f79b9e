/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Induction over the turns of a loop: what is true of each number that comes into a phi, of those
 * that come round the loop from what it was to be true of the phi itself, is true of the phi
 * wherever it has been computed. Relies on the dominator tree to tell them apart. Internal to the
 * prover.
 */
#ifndef BPFMEND_PROVE_INDUCTION_H
#define BPFMEND_PROVE_INDUCTION_H

#include "llvm-pass/prove/question.h"

/* Proves a hypothesis of its phi, of a loop. */
enum proof induction_prove(bridge_analyses *analyses, const char *hazard,
			   const struct hypothesis *hypothesis);

#endif
