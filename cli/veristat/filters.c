// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads filters and asks them; see filters.h. */
#include "cli/veristat/filters.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lab/cache.h"

/* In the order in which they are looked for: "<=" is no "<". */
static const struct {
	const char *text;
	enum comparison comparison;
} comparisons[] = {
	{ "==", IS },	{ "!=", IS_NOT },   { "<>", IS_NOT }, { "<=", AT_MOST },
	{ "<", BELOW }, { ">=", AT_LEAST }, { ">", ABOVE },   { "=", IS },
};

enum { COMPARISONS = sizeof(comparisons) / sizeof(comparisons[0]) };

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strcasecmp(text, *words))
			return true;
	return false;
}

/* A whole number, or a word for 1 or 0: of a verdict, or of whether two are the same. */
static int read_value(const char *text, long long *value)
{
	static const char *const ones[] = {
		"true", "t", "success", "succ", "s", "match", "m", NULL
	};
	static const char *const zeros[] = { "false",	 "f",	"failure", "fail",
					     "mismatch", "mis", NULL };
	char *end;

	*value = is_one_of(text, ones);
	if (*value || is_one_of(text, zeros))
		return 0;
	errno = 0;
	*value = strtoll(text, &end, 10);
	return errno || end == text || *end ? -EINVAL : 0;
}

static int read_expression(const char *text, const char *sign, size_t which, struct filter *filter,
			   struct failure *why)
{
	if (column_find(text, (size_t)(sign - text), &filter->use) ||
	    column_is_key(filter->use.column))
		return fail_with(why, -EINVAL, "'%s': '%.*s' is no number of veristat's", text,
				 (int)(sign - text), text);
	if (read_value(sign + strlen(comparisons[which].text), &filter->value))
		return fail_with(why, -EINVAL, "'%s' compares with no whole number", text);
	filter->comparison = comparisons[which].comparison;
	return 0;
}

/* FILE/PROGRAM, of which either may be empty, or a glob for both. */
static int read_globs(const char *text, struct filter *filter, struct failure *why)
{
	const char *slash = strchr(text, '/');

	if (!*text || !strcmp(text, "/"))
		return fail_with(why, -EINVAL, "'%s' is no filter", text);
	if (!slash)
		filter->any = strdup(text);
	if (slash && slash != text)
		filter->file = strndup(text, (size_t)(slash - text));
	if (slash && slash[1])
		filter->program = strdup(slash + 1);
	if (slash ? (slash != text && !filter->file) || (slash[1] && !filter->program)
		  : !filter->any)
		return fail_with(why, -ENOMEM, "out of memory");
	return 0;
}

static int read_filter(const char *text, struct filter *filter, struct failure *why)
{
	filter->denies = text[0] == '!';
	text += filter->denies;
	for (size_t i = 0; i < COMPARISONS; i++) {
		const char *sign = strstr(text, comparisons[i].text);

		if (sign)
			return read_expression(text, sign, i, filter, why);
	}
	return read_globs(text, filter, why);
}

static int add_one(const char *text, struct filters *filters, struct failure *why)
{
	struct filter *more =
		realloc(filters->filters, (filters->count + 1) * sizeof(*filters->filters));

	if (!more)
		return fail_with(why, -ENOMEM, "out of memory");
	filters->filters = more;
	more[filters->count] = (struct filter){ 0 };
	return read_filter(text, &more[filters->count++], why);
}

static int add_file(const char *path, struct filters *filters, struct failure *why)
{
	char *text = NULL, *rest;
	int error = cache_read_file(path, &text, why);

	if (error)
		return fail_with(why, error, "there is no file %s", path);
	rest = text;
	for (char *line; !error && (line = strsep(&rest, "\n"));) {
		line += strspn(line, " \t\r");
		line[strcspn(line, "\r")] = '\0';
		if (*line && *line != '#')
			error = add_one(line, filters, why);
	}
	free(text);
	return error;
}

int filters_add(const char *text, struct filters *filters, struct failure *why)
{
	return text[0] == '@' ? add_file(text + 1, filters, why) : add_one(text, filters, why);
}

void filters_free(struct filters *filters)
{
	for (size_t i = 0; i < filters->count; i++) {
		free(filters->filters[i].any);
		free(filters->filters[i].file);
		free(filters->filters[i].program);
	}
	free(filters->filters);
}

/* A star that did not go far enough goes one further; the last one decides. */
static bool matches(const char *glob, const char *text)
{
	const char *star = NULL, *behind = NULL;

	while (*text) {
		if (*glob == '*') {
			star = ++glob;
			behind = text;
		} else if (*glob == *text) {
			glob++;
			text++;
		} else if (star) {
			glob = star;
			text = ++behind;
		} else {
			return false;
		}
	}
	return !glob[strspn(glob, "*")];
}

static bool matches_names(const struct filter *filter, const struct record *record)
{
	const char *file = record->texts[COLUMN_FILE], *program = record->texts[COLUMN_PROGRAM];

	if (filter->any)
		return matches(filter->any, file) || matches(filter->any, program);
	return (!filter->file || matches(filter->file, file)) &&
	       (!filter->program || matches(filter->program, program));
}

static bool matches_number(const struct filter *filter, const struct pair *pair)
{
	static const double nearly = 1e-9; /* percents have fractions */
	double difference;

	if (!pair_number(pair, &filter->use, &difference))
		difference = INFINITY;
	if (filter->use.absolute)
		difference = fabs(difference);
	difference -= (double)filter->value;
	switch (filter->comparison) {
	case IS:
		return fabs(difference) < nearly;
	case IS_NOT:
		return fabs(difference) >= nearly;
	case BELOW:
		return difference <= -nearly;
	case AT_MOST:
		return difference < nearly;
	case ABOVE:
		return difference >= nearly;
	case AT_LEAST:
		return difference > -nearly;
	case COMPARE_NONE:
		break;
	}
	return false;
}

static bool pass(const struct filters *filters, bool names, const struct record *record,
		 const struct pair *pair)
{
	bool asked = false, found = false;

	for (size_t i = 0; i < filters->count; i++) {
		const struct filter *filter = &filters->filters[i];
		bool match;

		if ((filter->comparison == COMPARE_NONE) != names)
			continue;
		match = names ? matches_names(filter, record) : matches_number(filter, pair);
		if (filter->denies && match)
			return false;
		asked |= !filter->denies;
		found |= match && !filter->denies;
	}
	return found || !asked;
}

void filters_keep(const struct filters *filters, struct records *records)
{
	size_t kept = 0;

	for (size_t i = 0; i < records->count; i++)
		if (pass(filters, true, &records->records[i], NULL))
			records->records[kept++] = records->records[i];
		else
			record_free(&records->records[i]);
	records->count = kept;
}

bool filters_pass_numbers(const struct filters *filters, const struct pair *pair)
{
	return pass(filters, false, NULL, pair);
}
