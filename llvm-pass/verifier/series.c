/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "llvm-pass/verifier/series.h"

#include <limits.h>

#define RELEASE(major, minor, patch) { major, minor, patch }
#define VERSION(major, minor) RELEASE(major, minor, 0)
#define OLDEST RELEASE(0, 0, 0)
#define NEWEST RELEASE(INT_MAX, 0, 0)

static const struct rule {
	struct kernel_version first, end;
} rules[] = {
#define SERIES_RULE(name, first, end) { first, end },
#include "llvm-pass/verifier/series_rules.def"
#undef SERIES_RULE
};

struct series series_of(struct kernel_version version)
{
	struct series series = { .version = version };
	struct kernel_version newest = version;

	/* Without a patch level it would sort before all of its releases. */
	if (newest.patch == KERNEL_ANY_PATCH)
		newest.patch = INT_MAX;
	for (unsigned int rule = 0; rule < RULE_COUNT; rule++)
		if (kernel_version_compare(newest, rules[rule].first) >= 0 &&
		    kernel_version_compare(newest, rules[rule].end) < 0)
			series.rules |= UINT64_C(1) << rule;
	return series;
}

bool series_from(const struct series *series, int major, int minor)
{
	struct kernel_version asked = { major, minor, KERNEL_ANY_PATCH };

	return kernel_version_compare(series->version, asked) >= 0;
}
