// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds patterns in verifier logs; see log-match.h. */
#include "lab/log-match.h"

#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

/* A stretch of a log; begin is NULL where nothing was found. */
struct span {
	const char *begin;
	const char *end;
};

/* What has a meaning outside of {{ and }} loses it. Returns -EINVAL where a {{ is not closed. */
static int translate(const char *text, char *expression)
{
	bool plain = true;

	while (*text) {
		if (!strncmp(text, plain ? "{{" : "}}", 2)) {
			plain = !plain;
			text += 2;
			continue;
		}
		if (plain && strchr(".[]\\()*+?{}|^$", *text))
			*expression++ = '\\';
		*expression++ = *text++;
	}
	*expression = '\0';
	return plain ? 0 : -EINVAL;
}

static int compile(const char *text, regex_t *regex)
{
	char *expression = malloc(2 * strlen(text) + 1);
	int error;

	if (!expression)
		return -ENOMEM;
	error = translate(text, expression);
	if (!error && regcomp(regex, expression, REG_EXTENDED | REG_NEWLINE))
		error = -EINVAL;
	free(expression);
	return error;
}

static int add(struct log_patterns *patterns, const char *text, bool absent)
{
	struct log_pattern *longer =
		realloc(patterns->patterns, (patterns->count + 1) * sizeof(*longer));
	char *copy;

	if (!longer)
		return -ENOMEM;
	patterns->patterns = longer;
	copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	longer[patterns->count++] = (struct log_pattern){ copy, absent };
	return 0;
}

int log_patterns_add(struct log_patterns *patterns, const char *text, bool absent,
		     struct failure *why)
{
	regex_t regex;
	int error = *text || !absent ? compile(text, &regex) : -EINVAL;

	if (error == -EINVAL)
		return fail_with(why, error, "'%s' is no pattern for a log", text);
	if (error)
		return error;
	regfree(&regex);
	return add(patterns, text, absent);
}

int log_patterns_copy(struct log_patterns *patterns, const struct log_patterns *from)
{
	int error = 0;

	for (size_t i = 0; i < from->count && !error; i++)
		error = add(patterns, from->patterns[i].text, from->patterns[i].absent);
	return error;
}

void log_patterns_free(struct log_patterns *patterns)
{
	for (size_t i = 0; i < patterns->count; i++)
		free(patterns->patterns[i].text);
	free(patterns->patterns);
	*patterns = (struct log_patterns){ 0 };
}

static struct span find(const char *log, const struct log_pattern *pattern)
{
	struct span found = { NULL, NULL };
	regmatch_t match;
	regex_t regex;

	if (!strstr(pattern->text, "{{")) {
		found.begin = strstr(log, pattern->text);
		if (found.begin)
			found.end = found.begin + strlen(pattern->text);
		return found;
	}
	if (compile(pattern->text, &regex))
		return found;
	if (!regexec(&regex, log, 1, &match, 0)) {
		found.begin = log + match.rm_so;
		found.end = log + match.rm_eo;
	}
	regfree(&regex);
	return found;
}

/* Whether the pattern occurs whole between begin and end, which is in the same text. */
static bool occurs(const struct log_pattern *pattern, const char *begin, const char *end)
{
	struct span found = find(begin, pattern);

	return found.begin && found.end <= end;
}

const struct log_pattern *log_match(const char *log, const struct log_patterns *patterns)
{
	size_t first_absent = 0;

	for (size_t i = 0; i <= patterns->count; i++) {
		const struct log_pattern *pattern =
			i < patterns->count ? &patterns->patterns[i] : NULL;
		struct span found;

		if (pattern && pattern->absent)
			continue;
		if (pattern) {
			found = find(log, pattern);
			if (!found.begin)
				return pattern;
		} else {
			found.begin = found.end = log + strlen(log);
		}
		for (size_t k = first_absent; k < i; k++)
			if (occurs(&patterns->patterns[k], log, found.begin))
				return &patterns->patterns[k];
		log = found.end;
		first_absent = i + 1;
	}
	return NULL;
}
