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

/*
 * Finds which of some kernels may refuse a program that a function has code in. refusing has those,
 * as ranges of kernels; if_set those that take them all, but only with the numbers that .rodata has
 * in the module. Returns 0 or -ENOMEM; both are freed with kernel_list_free() in any case.
 */
int quiet_ask(struct run *run, LLVMValueRef function, const struct kernel_list *kernels,
	      struct kernel_list *refusing, struct kernel_list *if_set);

#endif
