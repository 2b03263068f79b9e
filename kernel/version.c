// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Kernel versions and lists of them; see version.h. */
#include "version.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct kernel_version kernel_series[] = {
#define KERNEL_SERIES(major, minor) { major, minor, KERNEL_ANY_PATCH },
#include "kernel/series.def"
#undef KERNEL_SERIES
};

/* Ends a range that no series ends yet. */
#define NEWEST "newest"

const size_t kernel_series_count = sizeof(kernel_series) / sizeof(kernel_series[0]);

int kernel_version_compare(struct kernel_version a, struct kernel_version b)
{
	if (a.major != b.major)
		return a.major < b.major ? -1 : 1;
	if (a.minor != b.minor)
		return a.minor < b.minor ? -1 : 1;
	return (a.patch > b.patch) - (a.patch < b.patch);
}

/* One decimal number of at most four digits, without leading zeros. */
static int parse_number(const char **text, int *number)
{
	const char *digit = *text;

	*number = 0;
	while (isdigit((unsigned char)*digit) && digit - *text < 4)
		*number = *number * 10 + (*digit++ - '0');
	if (digit == *text || isdigit((unsigned char)*digit) ||
	    (**text == '0' && digit - *text > 1))
		return -EINVAL;
	*text = digit;
	return 0;
}

int kernel_version_parse(const char *text, struct kernel_version *version, const char **end)
{
	struct kernel_version read = { .patch = KERNEL_ANY_PATCH };

	if (parse_number(&text, &read.major) || *text != '.')
		return -EINVAL;
	text++;
	if (parse_number(&text, &read.minor))
		return -EINVAL;
	if (*text == '.') {
		text++;
		if (parse_number(&text, &read.patch))
			return -EINVAL;
	}
	if (end)
		*end = text;
	else if (*text)
		return -EINVAL;
	*version = read;
	return 0;
}

bool kernel_version_is_newest(struct kernel_version version)
{
	return version.major == INT_MAX;
}

char *kernel_version_format(struct kernel_version version, char *text)
{
	if (kernel_version_is_newest(version))
		snprintf(text, KERNEL_VERSION_TEXT, NEWEST);
	else if (version.patch == KERNEL_ANY_PATCH)
		snprintf(text, KERNEL_VERSION_TEXT, "%d.%d", version.major, version.minor);
	else
		snprintf(text, KERNEL_VERSION_TEXT, "%d.%d.%d", version.major, version.minor,
			 version.patch);
	return text;
}

/* The newest release that a version can stand for. */
static struct kernel_version newest(struct kernel_version version)
{
	if (version.patch == KERNEL_ANY_PATCH)
		version.patch = INT_MAX;
	return version;
}

bool kernel_range_contains(struct kernel_range range, struct kernel_version version)
{
	return kernel_version_compare(newest(version), range.first) >= 0 &&
	       kernel_version_compare(version, newest(range.last)) <= 0;
}

bool kernel_list_contains(const struct kernel_list *list, struct kernel_version version)
{
	for (size_t i = 0; i < list->count; i++)
		if (kernel_range_contains(list->ranges[i], version))
			return true;
	return false;
}

static int append(struct kernel_list *list, struct kernel_range range)
{
	struct kernel_range *longer =
		realloc(list->ranges, (list->count + 1) * sizeof(*list->ranges));

	if (!longer)
		return -ENOMEM;
	list->ranges = longer;
	list->ranges[list->count++] = range;
	return 0;
}

static int parse_range(const char **text, struct kernel_range *range)
{
	if (kernel_version_parse(*text, &range->first, text))
		return -EINVAL;
	range->last = range->first;
	if (**text != '-')
		return 0;
	(*text)++;
	if (!strncmp(*text, NEWEST, strlen(NEWEST))) {
		range->last = (struct kernel_version){ INT_MAX, INT_MAX, KERNEL_ANY_PATCH };
		*text += strlen(NEWEST);
		return 0;
	}
	if (kernel_version_parse(*text, &range->last, text))
		return -EINVAL;
	return kernel_version_compare(range->first, newest(range->last)) > 0 ? -EINVAL : 0;
}

int kernel_range_parse(const char *text, struct kernel_range *range)
{
	struct kernel_range read;

	if (parse_range(&text, &read) || *text)
		return -EINVAL;
	*range = read;
	return 0;
}

int kernel_list_parse(const char *text, struct kernel_list *list, const char **bad)
{
	struct kernel_list read = { 0 };
	int error;

	for (;;) {
		struct kernel_range range;
		const char *item = text;

		error = parse_range(&text, &range);
		if (!error && *text && *text != ',')
			error = -EINVAL;
		if (error && bad)
			*bad = item;
		if (!error)
			error = append(&read, range);
		if (error)
			break;
		if (!*text) {
			*list = read;
			return 0;
		}
		text++;
	}
	kernel_list_free(&read);
	return error;
}

int kernel_list_all(struct kernel_list *list)
{
	struct kernel_list all = { 0 };

	for (size_t i = 0; i < kernel_series_count; i++) {
		int error =
			append(&all, (struct kernel_range){ kernel_series[i], kernel_series[i] });

		if (error) {
			kernel_list_free(&all);
			return error;
		}
	}
	*list = all;
	return 0;
}

/* A release that is written out, rather than the first or last of a range. */
static bool is_single(const struct kernel_range *range)
{
	return range->first.patch != KERNEL_ANY_PATCH &&
	       !kernel_version_compare(range->first, range->last);
}

static bool has_series(const struct kernel_list *list, struct kernel_version series)
{
	for (size_t i = 0; i < list->count; i++)
		if (!is_single(&list->ranges[i]) && kernel_range_contains(list->ranges[i], series))
			return true;
	return false;
}

int kernel_list_versions(const struct kernel_list *list, struct kernel_version **versions,
			 size_t *count)
{
	struct kernel_version *all = calloc(kernel_series_count + list->count, sizeof(*all));

	*versions = all;
	*count = 0;
	if (!all)
		return -ENOMEM;
	for (size_t i = 0; i < kernel_series_count; i++)
		if (has_series(list, kernel_series[i]))
			all[(*count)++] = kernel_series[i];
	for (size_t i = 0; i < list->count; i++)
		if (is_single(&list->ranges[i]))
			all[(*count)++] = list->ranges[i].first;
	return 0;
}

void kernel_list_free(struct kernel_list *list)
{
	free(list->ranges);
	*list = (struct kernel_list){ 0 };
}
