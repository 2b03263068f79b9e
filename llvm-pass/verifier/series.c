/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "llvm-pass/verifier/series.h"

#include <limits.h>

#define RELEASE(major, minor, patch) { major, minor, patch }
#define VERSION(major, minor) RELEASE(major, minor, 0)
#define OLDEST RELEASE(0, 0, 0)
#define NEWEST RELEASE(INT_MAX, 0, 0)

static const struct rule {
	enum series_rule rule;
	struct kernel_version first, end;
} rules[] = {
#define SERIES_RULE(name, first, end) { RULE_##name, first, end },
#define SERIES_ALSO(name, first, end) { RULE_##name, first, end },
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
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (kernel_version_compare(newest, rules[i].first) >= 0 &&
		    kernel_version_compare(newest, rules[i].end) < 0)
			series.rules |= UINT64_C(1) << rules[i].rule;
	return series;
}

bool series_from(const struct series *series, int major, int minor)
{
	struct kernel_version asked = { major, minor, KERNEL_ANY_PATCH };

	return kernel_version_compare(series->version, asked) >= 0;
}
