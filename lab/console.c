// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Quotes a machine's console; see console.h. */
#include "lab/console.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Copies what can be printed; terminals' control sequences are dropped with their ESC [. */
static void copy_printable(const char *line, size_t length, char quote[CONSOLE_QUOTE])
{
	size_t out = 0;

	for (size_t i = 0; i < length && out < CONSOLE_QUOTE - 1; i++) {
		if (line[i] == '\033' && i + 1 < length && line[i + 1] == '[') {
			for (i += 2; i < length && !isalpha((unsigned char)line[i]); i++)
				;
			continue;
		}
		if (isprint((unsigned char)line[i]))
			quote[out++] = line[i];
	}
	quote[out] = '\0';
}

/* Quotes each line in turn; returns the one that contains word, or else the last not empty. */
static bool search(const char *console, size_t length, const char *word, char quote[CONSOLE_QUOTE])
{
	char line[CONSOLE_QUOTE];
	bool found = false;

	for (size_t at = 0; at < length;) {
		const char *newline = memchr(console + at, '\n', length - at);
		size_t size = newline ? (size_t)(newline - console) - at : length - at;

		copy_printable(console + at, size, line);
		at += size + 1;
		if (line[0] && (!word || strstr(line, word))) {
			strcpy(quote, line);
			found = true;
			if (word)
				return true;
		}
	}
	return found;
}

bool console_find_panic(const char *console, size_t length, char quote[CONSOLE_QUOTE])
{
	return search(console, length, "Kernel panic - not syncing", quote);
}

const char *console_last_line(const char *console, size_t length, char quote[CONSOLE_QUOTE])
{
	if (!search(console, length, NULL, quote))
		strcpy(quote, "(silence)");
	return quote;
}
