/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which arguments of helpers may be NULL, by their prototypes:
 * kernel/contracts/helper_signatures.def. Apart from helper_table.h, whose words for helpers the
 * layers of the pass have in another sense.
 */
#ifndef BPFMEND_NULLABLE_ARGUMENTS_H
#define BPFMEND_NULLABLE_ARGUMENTS_H

#include <stdbool.h>

/* True if some kernel lets the argument, counted from 1, be NULL; false of what is in no row. */
bool helper_argument_may_be_null(unsigned int helper, unsigned int argument);

#endif
