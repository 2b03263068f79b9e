// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads run_over(), run_attached() and expect_returns(); see run-tags.h. */
#include "selftests/run-tags.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Reads a number and moves behind it; false where there is none between these. */
static bool read_number(const char **text, long long least, long long most, long long *number)
{
	char *end;

	if (!isdigit((unsigned char)**text) && **text != '-')
		return false;
	errno = 0;
	*number = strtoll(*text, &end, 0);
	if (end == *text || errno || *number < least || *number > most)
		return false;
	*text = end;
	return true;
}

static int bad_range(const char *program, const char *text, struct failure *why)
{
	return fail_with(why, -EINVAL, "%s: run_over() cannot be read: '%s'", program, text);
}

int run_tag_range(const char *program, const char *text, struct test_runs *runs,
		  struct failure *why)
{
	const char *colon = strchr(text, ':'), *rest;
	long long first, last;
	char *field;
	int error;

	if (!colon)
		return bad_range(program, text, why);
	rest = colon + 1;
	if (!read_number(&rest, 0, UINT32_MAX, &first) || *rest != ':')
		return bad_range(program, text, why);
	rest++;
	if (!read_number(&rest, 0, UINT32_MAX, &last) || *rest)
		return bad_range(program, text, why);
	field = strndup(text, (size_t)(colon - text));
	if (!field)
		return fail_with(why, -ENOMEM, "out of memory");
	error = test_runs_add(runs, field, (uint32_t)first, (uint32_t)last);
	free(field);
	if (error == -E2BIG)
		return fail_with(why, -EINVAL,
				 "%s: run_over() may be given %d times and make %d runs, no more",
				 program, TEST_RUN_RANGES, TEST_RUN_LIMIT);
	return error ? bad_range(program, text, why) : 0;
}

int run_tag_attached(const char *program, const char *text, struct triggers *triggers,
		     struct failure *why)
{
	const char *colon = strchr(text, ':');
	char *variable = strndup(text, colon ? (size_t)(colon - text) : 0);
	int error;

	if (!variable)
		return fail_with(why, -ENOMEM, "out of memory");
	error = colon ? triggers_add(triggers, variable, colon + 1) : -EINVAL;
	free(variable);
	if (error == -E2BIG)
		return fail_with(why, -EINVAL, "%s: run_attached() may be given %d times, no more",
				 program, TRIGGERS_LIMIT);
	return error ? fail_with(why, error, "%s: run_attached() cannot be read: '%s'", program,
				 text)
		     : 0;
}

/* Adds a value so many times; false where the list gets longer than any list of runs. */
static bool repeat(struct return_list *list, long long value, long long times)
{
	if (times > (long long)(TEST_RUN_LIMIT - list->count))
		return false;
	while (times-- > 0)
		list->values[list->count++] = (int)value;
	return true;
}

static bool read_values(const char *text, struct return_list *list)
{
	while (*text) {
		long long value, times = 1;

		if (!read_number(&text, INT32_MIN, UINT32_MAX, &value))
			return false;
		if (*text == '*') {
			text++;
			if (!read_number(&text, 1, TEST_RUN_LIMIT, &times))
				return false;
		}
		if (!repeat(list, value, times) || (*text && *text != ' '))
			return false;
		text += strspn(text, " ");
	}
	return list->count > 0;
}

int run_tag_returns(const char *program, const char *text, struct return_list *list,
		    struct failure *why)
{
	if (list->count)
		return fail_with(why, -EINVAL, "%s: expect_returns() may be given once", program);
	list->values = calloc(TEST_RUN_LIMIT, sizeof(*list->values));
	if (!list->values)
		return fail_with(why, -ENOMEM, "out of memory");
	if (read_values(text, list))
		return 0;
	free(list->values);
	*list = (struct return_list){ 0 };
	return fail_with(why, -EINVAL, "%s: expect_returns() cannot be read: '%s'", program, text);
}

int run_tags_check(const char *program, size_t runs, const struct return_list *list,
		   struct failure *why)
{
	if (list->count && !runs)
		return fail_with(why, -EINVAL,
				 "%s: expect_returns() needs a run_over() or a run_attached()",
				 program);
	if (list->count && runs % list->count)
		return fail_with(why, -EINVAL,
				 "%s: expect_returns() has %zu values, which do not make %zu runs",
				 program, list->count, runs);
	return 0;
}
