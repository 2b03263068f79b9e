// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Spreads lists of kernels out; see wanted.h. Relies on the table of series for ranges. */
#include "lab/wanted.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int wanted_add(struct wanted *wanted, struct kernel_version version)
{
	struct kernel_version *longer;

	for (size_t i = 0; i < wanted->count; i++)
		if (!kernel_version_compare(wanted->versions[i], version))
			return 0;
	longer = realloc(wanted->versions, (wanted->count + 1) * sizeof(*longer));
	if (!longer)
		return -ENOMEM;
	wanted->versions = longer;
	wanted->versions[wanted->count++] = version;
	return 0;
}

static bool same_series(struct kernel_version a, struct kernel_version b)
{
	return a.major == b.major && a.minor == b.minor;
}

/* An end that is a release stands for itself, not for the newest of its series. */
static bool is_release_end(struct kernel_range range, struct kernel_version series)
{
	return (range.first.patch != KERNEL_ANY_PATCH && same_series(range.first, series)) ||
	       (range.last.patch != KERNEL_ANY_PATCH && same_series(range.last, series));
}

static int add_range(struct wanted *wanted, struct kernel_range range, struct failure *why)
{
	char first[KERNEL_VERSION_TEXT], last[KERNEL_VERSION_TEXT];
	size_t before = wanted->count;
	bool any = false;
	int error = 0;

	if (!kernel_version_compare(range.first, range.last))
		return wanted_add(wanted, range.first);
	if (range.first.patch != KERNEL_ANY_PATCH)
		error = wanted_add(wanted, range.first);
	for (size_t i = 0; i < kernel_series_count && !error; i++) {
		if (!kernel_range_contains(range, kernel_series[i]))
			continue;
		any = true;
		if (!is_release_end(range, kernel_series[i]))
			error = wanted_add(wanted, kernel_series[i]);
	}
	if (!error && range.last.patch != KERNEL_ANY_PATCH)
		error = wanted_add(wanted, range.last);
	if (!error && !any && wanted->count == before)
		error = fail_with(why, -EINVAL, "there is no known kernel series from %s to %s",
				  kernel_version_format(range.first, first),
				  kernel_version_format(range.last, last));
	return error;
}

int wanted_parse(const char *list, struct wanted *wanted, struct failure *why)
{
	struct kernel_list ranges = { 0 };
	struct wanted read = { 0 };
	const char *bad = NULL;
	int error = list ? kernel_list_parse(list, &ranges, &bad) : kernel_list_all(&ranges);

	if (error == -EINVAL)
		return fail_with(why, error,
				 "'%s' is no list of kernels: write it as in 6.12,6.16-7.2", bad);
	for (size_t i = 0; i < ranges.count && !error; i++)
		error = add_range(&read, ranges.ranges[i], why);
	kernel_list_free(&ranges);
	if (error)
		wanted_free(&read);
	else
		*wanted = read;
	return error;
}

void wanted_free(struct wanted *wanted)
{
	free(wanted->versions);
	*wanted = (struct wanted){ 0 };
}

char *wanted_format(const struct wanted *wanted, const char *comma)
{
	char text[KERNEL_VERSION_TEXT], *result = NULL;
	size_t size;
	FILE *out = open_memstream(&result, &size);

	if (!out)
		return NULL;
	for (size_t i = 0; i < wanted->count; i++) {
		const char *between = i + 1 < wanted->count ? ", " : " and ";

		fprintf(out, "%s%s",
			i == 0	? ""
			: comma ? comma
				: between,
			kernel_version_format(wanted->versions[i], text));
	}
	if (fclose(out)) {
		free(result);
		return NULL;
	}
	return result;
}
