// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The rules of each series; see verifier_model.h. */
#include "llvm-pass/bpf/verifier_model.h"

static const struct rule {
	unsigned int major;
	unsigned int minor;
} rules[] = {
#define VERIFIER_RULE(name, first_major, first_minor) { first_major, first_minor },
#include "llvm-pass/bpf/verifier_rules.def"
#undef VERIFIER_RULE
};

static const struct series {
	unsigned int major;
	unsigned int minor;
	const char *up_to;
} series_rows[] = {
#define KERNEL_SERIES(major, minor) { major, minor, "5.10-" #major "." #minor },
#include "kernel/series.def"
#undef KERNEL_SERIES
};

const size_t verifier_series_count = sizeof(series_rows) / sizeof(series_rows[0]);

verifier_rules verifier_series_rules(size_t series)
{
	const struct series *row = &series_rows[series];
	verifier_rules known = 0;

	for (unsigned int i = 0; i < VERIFIER_RULE_COUNT; i++)
		if (rules[i].major &&
		    (row->major > rules[i].major ||
		     (row->major == rules[i].major && row->minor >= rules[i].minor)))
			known |= 1U << i;
	return known;
}

size_t verifier_series_from(unsigned int major, unsigned int minor)
{
	size_t series = 0;

	while (series < verifier_series_count &&
	       (series_rows[series].major < major ||
		(series_rows[series].major == major && series_rows[series].minor < minor)))
		series++;
	return series;
}

const char *verifier_series_up_to(size_t series)
{
	return series_rows[series].up_to;
}
