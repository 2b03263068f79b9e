// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Last words and numbers of a verifier log; see verifier-log.h. */
#include "lab/verifier-log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns the last line of log that begins with words, or NULL. */
static const char *last_line_with(const char *log, const char *words)
{
	const char *last = NULL;

	for (const char *at = log; (at = strstr(at, words)); at++)
		if (at == log || at[-1] == '\n')
			last = at;
	return last;
}

/*
 * Where the verifier's words about the program end. What follows is numbers (BPF_LOG_STATS puts
 * more of them there with every series, and begins with the time), and from 7.3 on a report of
 * several paragraphs that explains the last words.
 */
static const char *end_of_words(const char *log)
{
	static const char *const ends[] = {
		"processed ",
		"verification time ",
		"Verification failed: ",
	};
	const char *end = log + strlen(log);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const char *line = last_line_with(log, ends[i]);

		if (line && line < end)
			end = line;
	}
	return end;
}

/*
 * A line of the source, "; x = y; @ a.c:3". Of what is refused in the context it stands behind the
 * words (check_ctx_access()), of all else before the instruction.
 */
static bool is_source_line(const char *line)
{
	return line[0] == ';' && line[1] == ' ';
}

char *verifier_log_message(const char *log)
{
	const char *end = end_of_words(log), *found = NULL;
	size_t found_length = 0;

	while (log < end) {
		size_t length = strcspn(log, "\n");

		if (strspn(log, " \t\r") < length && !is_source_line(log)) {
			found = log;
			found_length = length;
		}
		log += length + (log[length] == '\n');
	}
	return found ? strndup(found, found_length) : NULL;
}

/* The number behind the word in a line that may be NULL, or -1. */
static long long number_behind(const char *line, const char *word)
{
	const char *at = line ? strstr(line, word) : NULL;
	long long number;

	if (!at || at > line + strcspn(line, "\n"))
		return -1;
	return sscanf(at + strlen(word), " %lld", &number) == 1 ? number : -1;
}

struct verifier_numbers verifier_log_numbers(const char *log)
{
	const char *totals = last_line_with(log, "processed ");
	const char *duration = last_line_with(log, "verification time ");

	return (struct verifier_numbers){
		.processed = number_behind(totals, "processed"),
		.states = number_behind(totals, "total_states"),
		.peak_states = number_behind(totals, "peak_states"),
		.microseconds = number_behind(duration, "verification time"),
	};
}
