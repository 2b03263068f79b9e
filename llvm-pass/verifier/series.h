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

/*
 * What was asked of a series so far. Kernels from one version on, up to before another one, that
 * follow the same of these rules would have been answered the same.
 */
struct series_asked {
	uint64_t rules; /* as bits */
	struct kernel_version from, until;
};

struct series {
	struct kernel_version version; /* without a patch level: the newest of its series */
	uint64_t rules; /* bit 1 << enum series_rule */
	struct series_asked *asked; /* where questions are noted; NULL: nowhere */
};

struct series series_of(struct kernel_version version);

static inline bool series_has(const struct series *series, enum series_rule rule)
{
	if (series->asked)
		series->asked->rules |= UINT64_C(1) << rule;
	return series->rules >> rule & 1;
}

/* Whether it is that version or a newer one. For tables that have their own column of versions. */
bool series_from(const struct series *series, int major, int minor);

/* The same of a release, { 6, 18, 12 }. */
bool series_reaches(const struct series *series, struct kernel_version release);

/* Nothing was asked yet. */
struct series_asked series_asked_nothing(void);

/* Whether another series would have been answered the same as this one, of which that was asked. */
bool series_answers_alike(const struct series *series, const struct series_asked *asked,
			  const struct series *other);

#endif
