/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Programs that a kernel loads and then runs wrongly, because a helper writes memory of the stack
 * that its prototype says it only reads (docs/hazards/helper-write.md): the verifier goes on
 * believing what lay there, decides branches by it, and deletes what it thinks is never reached.
 *
 * The program is walked twice, as that kernel's verifier does, and as it would with a true
 * prototype. Where the second walk comes to an instruction that the first does not, the kernel has
 * deleted that one; where the second refuses, the kernel has let pass what it ought not to. A
 * program that no such helper is called from is not walked.
 *
 * Imprecise: nothing is said of a program that the first walk refuses or does not end, nor of
 * memory that is not the stack's, of which the verifier believes no content. What is deleted may be
 * code that would not run either with what the helper really writes.
 */
#ifndef BPFMEND_VERIFIER_WRONG_RUN_H
#define BPFMEND_VERIFIER_WRONG_RUN_H

#include "llvm-pass/verifier/walk.h"

struct wrong_run {
	unsigned int helper, argument; /* the lie; argument from 1 */
	const char *name; /* of the helper, without bpf_ */
	size_t place; /* the instruction that is deleted, or ought to be refused */
	char refusal[256]; /* what ought to be said there; "" where it is deleted */
};

/*
 * Whether a kernel, a release or the newest of a series, that loads the program runs it wrongly.
 * any_frozen as in walk.h.
 * Returns 1 and found, 0 if nothing is known of it, or -ENOMEM.
 */
int find_wrong_run(const struct program *program, struct kernel_version kernel, bool any_frozen,
		   struct wrong_run *found);

#endif
