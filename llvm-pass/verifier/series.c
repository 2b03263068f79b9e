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

/* The newest release of a series, which would else sort before all of its releases. */
static struct kernel_version newest_of(struct kernel_version version)
{
	if (version.patch == KERNEL_ANY_PATCH)
		version.patch = INT_MAX;
	return version;
}

struct series series_of(struct kernel_version version)
{
	struct series series = { .version = version };
	struct kernel_version newest = newest_of(version);

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (kernel_version_compare(newest, rules[i].first) >= 0 &&
		    kernel_version_compare(newest, rules[i].end) < 0)
			series.rules |= UINT64_C(1) << rules[i].rule;
	return series;
}

bool series_reaches(const struct series *series, struct kernel_version release)
{
	struct series_asked *asked = series->asked;
	bool reaches = kernel_version_compare(newest_of(series->version), release) >= 0;

	if (asked && reaches && kernel_version_compare(asked->from, release) < 0)
		asked->from = release;
	if (asked && !reaches && kernel_version_compare(release, asked->until) < 0)
		asked->until = release;
	return reaches;
}

bool series_from(const struct series *series, int major, int minor)
{
	return series_reaches(series, (struct kernel_version){ major, minor, KERNEL_ANY_PATCH });
}

struct series_asked series_asked_nothing(void)
{
	return (struct series_asked){ .from = OLDEST, .until = NEWEST };
}

bool series_answers_alike(const struct series *series, const struct series_asked *asked,
			  const struct series *other)
{
	struct kernel_version newest = newest_of(other->version);

	return !((series->rules ^ other->rules) & asked->rules) &&
	       kernel_version_compare(newest, asked->from) >= 0 &&
	       kernel_version_compare(newest, asked->until) < 0;
}
