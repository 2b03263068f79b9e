/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which arguments of a BPF helper or kfunc are sizes of memory; from helper_sizes.def and
 * kfunc_sizes.def in kernel/contracts/. Relies on nothing of LLVM.
 */
#ifndef BPFMEND_HELPER_SIZES_H
#define BPFMEND_HELPER_SIZES_H

#include <stdbool.h>

/* A size of the memory in the argument before it. */
struct size_argument {
	unsigned int fewest; /* the least that the verifier lets pass, 0 or 1 */
	bool constant; /* it wants one number, not a range */
};

/* Looks up a helper's argument, counted from 0. Returns false if it is no size. */
bool helper_size(unsigned int helper, unsigned int argument, struct size_argument *size);

/* The same of a kfunc, by its name. */
bool kfunc_size(const char *kfunc, unsigned int argument, struct size_argument *size);

#endif
