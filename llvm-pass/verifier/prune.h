/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Whether a state that was walked covers another one: then nothing new can come of walking that. */
#ifndef BPFMEND_VERIFIER_PRUNE_H
#define BPFMEND_VERIFIER_PRUNE_H

#include "llvm-pass/verifier/path.h"

enum exactness {
	COVERS, /* old was walked to the end: what was read and demanded tells what matters */
	COVERS_RANGES, /* it was not: every range of the new state must lie in the old one's */
	SAME, /* the very same, for endless loops */
};

bool state_covers(const struct series *series, const struct checkpoint *old,
		  const struct state *state, enum exactness exactness);

#endif
