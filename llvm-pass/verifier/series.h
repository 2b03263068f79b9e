/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which rule the verifier of which kernel follows, as data: series_rules.def. A rule stands for one
 * difference that a program can see; what all kernels from 5.10 on do alike has none.
 */
#ifndef BPFMEND_VERIFIER_SERIES_H
#define BPFMEND_VERIFIER_SERIES_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/version.h"

enum series_rule {
#define SERIES_RULE(name, first, end) RULE_##name,
#include "llvm-pass/verifier/series_rules.def"
#undef SERIES_RULE
	RULE_COUNT,
};

_Static_assert(RULE_COUNT <= 64, "a bit each");

struct series {
	struct kernel_version version; /* without a patch level: the newest of its series */
	uint64_t rules; /* bit 1 << enum series_rule */
};

struct series series_of(struct kernel_version version);

static inline bool series_has(const struct series *series, enum series_rule rule)
{
	return series->rules >> rule & 1;
}

/* Whether it is that version or a newer one. For tables that have their own column of versions. */
bool series_from(const struct series *series, int major, int minor);

#endif
