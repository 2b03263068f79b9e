/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which of its rules for numbers the verifier of each kernel has, out of verifier_rules.def. What
 * LLVM proves is the same machinery with all rules on.
 */
#ifndef BPFMEND_VERIFIER_MODEL_H
#define BPFMEND_VERIFIER_MODEL_H

#include <stddef.h>

enum verifier_rule {
#define VERIFIER_RULE(name, first_major, first_minor) VERIFIER_##name,
#include "llvm-pass/bpf/verifier_rules.def"
#undef VERIFIER_RULE
	VERIFIER_RULE_COUNT,
};

/* A set of rules: bit 1 << rule. */
typedef unsigned int verifier_rules;

#define VERIFIER_ALL_RULES ((verifier_rules)(1U << VERIFIER_RULE_COUNT) - 1)

/* The series, oldest first; a newer one never has fewer rules. */
extern const size_t verifier_series_count;

verifier_rules verifier_series_rules(size_t series);

/* The oldest series that is not older than a version; the count of series if there is none. */
size_t verifier_series_from(unsigned int major, unsigned int minor);

/* All series from the oldest up to this one, as users write a list: "5.10-6.19". */
const char *verifier_series_up_to(size_t series);

#endif
