// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Says in words which kernels two lists share; see kernel_list_describe() in version.h. */
#include "version.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The releases of one series that lie in both lists, as one stretch. */
struct stretch {
	struct kernel_version series;
	int first,
		last; /* patch levels; 0 to INT_MAX is the whole series, first > last none of it */
};

static int compare_stretches(const void *a, const void *b)
{
	return kernel_version_compare(((const struct stretch *)a)->series,
				      ((const struct stretch *)b)->series);
}

/* The patch levels of a series that lie in the range; see struct stretch. */
static struct stretch clip(struct kernel_version series, struct kernel_range range)
{
	struct stretch stretch = { .series = series, .first = 0, .last = INT_MAX };

	if (!kernel_range_contains(range, series))
		stretch.last = -1;
	if (range.first.major == series.major && range.first.minor == series.minor &&
	    range.first.patch != KERNEL_ANY_PATCH)
		stretch.first = range.first.patch;
	if (range.last.major == series.major && range.last.minor == series.minor &&
	    range.last.patch != KERNEL_ANY_PATCH)
		stretch.last = range.last.patch;
	return stretch;
}

static void intersect(struct stretch *stretch, const struct kernel_list *list,
		      const struct kernel_list *affected)
{
	struct stretch all = { .series = stretch->series, .first = INT_MAX, .last = -1 };

	for (size_t i = 0; i < list->count * affected->count; i++) {
		struct stretch a = clip(all.series, list->ranges[i / affected->count]);
		struct stretch b = clip(all.series, affected->ranges[i % affected->count]);
		int first = a.first > b.first ? a.first : b.first;
		int last = a.last < b.last ? a.last : b.last;

		if (first > last)
			continue;
		all.first = first < all.first ? first : all.first;
		all.last = last > all.last ? last : all.last;
	}
	*stretch = all;
}

/* The series a description can name, sorted, each once: the known ones and the list's own. */
static struct stretch *nameable_series(const struct kernel_list *list, size_t *count)
{
	size_t all = kernel_series_count + 2 * list->count;
	struct stretch *series = calloc(all, sizeof(*series));

	if (!series)
		return NULL;
	for (size_t i = 0; i < kernel_series_count; i++)
		series[i].series = kernel_series[i];
	for (size_t i = 0; i < 2 * list->count; i++) {
		const struct kernel_range *range = &list->ranges[i / 2];
		struct stretch *added = &series[kernel_series_count + i];

		/* A range to the newest names no series of its own. */
		added->series = i % 2 && !kernel_version_is_newest(range->last) ? range->last
										: range->first;
		added->series.patch = KERNEL_ANY_PATCH;
	}
	qsort(series, all, sizeof(*series), compare_stretches);
	*count = 1;
	for (size_t i = 1; i < all; i++)
		if (compare_stretches(&series[*count - 1], &series[i]))
			series[(*count)++] = series[i];
	return series;
}

int kernel_list_meet(const struct kernel_list *list, const struct kernel_list *other,
		     struct kernel_list *both)
{
	size_t count = 0;
	struct stretch *series = nameable_series(list, &count);

	*both = (struct kernel_list){ .ranges = calloc(count + 1, sizeof(*both->ranges)) };
	for (size_t i = 0; series && both->ranges && i < count; i++) {
		struct kernel_version first = series[i].series, last = first;

		intersect(&series[i], list, other);
		if (series[i].first > series[i].last)
			continue;
		first.patch = series[i].first ? series[i].first : KERNEL_ANY_PATCH;
		last.patch = series[i].last == INT_MAX ? KERNEL_ANY_PATCH : series[i].last;
		both->ranges[both->count++] = (struct kernel_range){ first, last };
	}
	free(series);
	return series && both->ranges ? 0 : -ENOMEM;
}

/* "6.12", or the release where the run of series starts or ends inside one. */
static char *name_end(struct kernel_version series, int patch, int whole, char *text)
{
	if (patch != whole)
		series.patch = patch;
	return kernel_version_format(series, text);
}

/* A run of neighbours, "6.12", "6.12 and 6.16" or "6.12 to 7.2". Returns the length. */
static size_t describe_run(const struct stretch *run, size_t length, char *text, size_t size)
{
	const struct stretch *last = &run[length - 1];
	char start[KERNEL_VERSION_TEXT], end[KERNEL_VERSION_TEXT];
	bool whole = !run->first && last->last == INT_MAX;
	int wrote;

	name_end(run->series, run->first, 0, start);
	name_end(last->series, last->last, INT_MAX, end);
	if (length == 1 && !run->first != (last->last == INT_MAX))
		wrote = snprintf(text, size, "%s %s %s", start, run->first ? "and later" : "up to",
				 run->first ? "in its series" : end);
	else if (length == 1 && (whole || run->first == last->last))
		wrote = snprintf(text, size, "%s", start);
	else
		wrote = snprintf(text, size, "%s %s %s", start, length == 2 && whole ? "and" : "to",
				 end);
	return (size_t)wrote < size ? (size_t)wrote : size - 1;
}

/* True if the next series goes on where this one's stretch ends. */
static bool goes_on(const struct stretch *stretch)
{
	return stretch[0].last == INT_MAX && !stretch[1].first && stretch[1].last >= 0;
}

bool kernel_list_describe(const struct kernel_list *list, const struct kernel_list *affected,
			  char *text, size_t size)
{
	size_t count = 0, used = 0;
	struct stretch *series = nameable_series(list, &count);

	text[0] = '\0';
	for (size_t i = 0; series && i < count; i++)
		intersect(&series[i], list, affected);
	for (size_t i = 0; series && i < count; i++) {
		size_t first = i;

		if (series[i].first > series[i].last)
			continue;
		while (i + 1 < count && goes_on(&series[i]))
			i++;
		if (used && size - used > 2) {
			memcpy(text + used, ", ", 3);
			used += 2;
		}
		used += describe_run(&series[first], i + 1 - first, text + used, size - used);
	}
	free(series);
	return used > 0;
}
