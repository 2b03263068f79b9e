/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Which arguments of a BPF helper are sizes; from kernel/contracts/helper_sizes.def. */
#ifndef BPFMEND_HELPER_SIZES_H
#define BPFMEND_HELPER_SIZES_H

#include <stdbool.h>

/*
 * True if the helper's argument, counted from 0, is the size of the memory in the argument before
 * it. *fewest is then the least that the verifier lets pass, 0 or 1.
 */
bool helper_size(unsigned int helper, unsigned int argument, unsigned int *fewest);

#endif
