/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The words in which tables say from which kernel on, and up to before which one, a row holds. For
 * files that compile a table in; the names are short because tables are long.
 */
#ifndef BPFMEND_VERIFIER_VERSIONS_H
#define BPFMEND_VERIFIER_VERSIONS_H

#include <limits.h>

#include "llvm-pass/verifier/series.h"

#define RELEASE(major, minor, patch) { major, minor, patch }
/* The first release of a series. */
#define VERSION(major, minor) RELEASE(major, minor, 0)
#define OLDEST RELEASE(0, 0, 0)
#define NEWEST RELEASE(INT_MAX, 0, 0)

static inline bool series_within(const struct series *series, struct kernel_version first,
				 struct kernel_version end)
{
	return series_reaches(series, first) && !series_reaches(series, end);
}

#endif
