/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Keeps quiet where a verifier takes the program. A hazard is what a verifier misunderstands in the
 * instructions that LLVM makes; whether it matters, the code tells: programs are emitted as they
 * are before the pass rewrites them, and walked as the verifier of each kernel that a finding is
 * about would (predict/module_walk.h). A kernel that takes all programs in which the finding's
 * function has code has nothing to say about it.
 *
 * The walk is of the plain code. Once a function of a program was rewritten it tells nothing of
 * that program any more, nor of what no program calls, of what is not modelled and of what lies
 * behind the budget: there every kernel that the finding is about may refuse, as if nothing had
 * been walked. So it can only make the pass do less, and not where it did something already.
 */
#ifndef BPFMEND_QUIET_H
#define BPFMEND_QUIET_H

#include <llvm-c/Core.h>

#include "kernel/version.h"

struct run;

struct hazard;

struct quiet_question {
	LLVMValueRef function;
	const struct hazard *hazard; /* that was found there */
	const struct kernel_list *kernels; /* that it affects */
};

/*
 * Finds which of the kernels may refuse a program that the function has code in. An instruction
 * that came later than the kernel is no matter, unless the hazard is about such; nor is what only
 * the kernel's own types decide. refusing has those kernels, as ranges; if_set those that take them
 * all, but only with the numbers that .rodata has in the module. Returns 0 or -ENOMEM; both are
 * freed with kernel_list_free() in any case.
 */
int quiet_ask(struct run *run, const struct quiet_question *of, struct kernel_list *refusing,
	      struct kernel_list *if_set);

#endif
