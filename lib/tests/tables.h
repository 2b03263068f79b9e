/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the project's tables say that a kernel answers: hazards.def, isa.def, series_rules.def,
 * verifier_rules.def and kernel/contracts. Nothing of it is in the library, whose answers are held
 * to it.
 */
#ifndef BPFMEND_LIB_TESTS_TABLES_H
#define BPFMEND_LIB_TESTS_TABLES_H

#include <stdbool.h>

#include "kernel/version.h"
#include "lib/question.h"

/* What a release answers. -ENOENT where no table says anything of the question. */
int tables_expect(const struct question *question, struct kernel_version release,
		  enum bpfmend_verdict *verdict);

/*
 * Says on standard output what the tables have and no question asks, or asks under another name.
 * Returns how many these are.
 */
int tables_unasked(void);

/* Whether hazards.def has a release in the kernels of one variant of a hazard. */
bool tables_hazard_has(const char *hazard, unsigned int variant, struct kernel_version release);

#endif
