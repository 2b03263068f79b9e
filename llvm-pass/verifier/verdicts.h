/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What kernels will say of one program, each guessed when it is first asked for. Kernels whose
 * series would answer a walk's questions the same share that walk: most programs meet few of the
 * rules in which verifiers differ. Relies on walk.h.
 */
#ifndef BPFMEND_VERIFIER_VERDICTS_H
#define BPFMEND_VERIFIER_VERDICTS_H

#include "llvm-pass/verifier/walk.h"

/* Zero-initialise but for program; free with verdicts_free(). */
struct verdicts {
	const struct program *program; /* the caller's; lives as long */
	struct verdicts_walk **walks; /* those made */
	size_t count;
};

/*
 * The verdict of a kernel, a release or the newest of a series, which lives as long as verdicts.
 * With a trace nothing is shared, and each call walks. Returns 0 or -ENOMEM.
 */
int verdicts_at(struct verdicts *verdicts, struct kernel_version kernel,
		const struct walk_options *options, const struct verdict **verdict);

void verdicts_free(struct verdicts *verdicts);

#endif
