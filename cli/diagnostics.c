// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads what clang prints; see diagnostics.h. Relies on clang's own format, which is the default,
 * coloured or not. */
#include "cli/diagnostics.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *word;
	enum diagnostic_level level;
} levels[] = {
	{ ": warning: ", DIAGNOSTIC_WARNING },
	{ ": error: ", DIAGNOSTIC_ERROR },
	{ ": remark: ", DIAGNOSTIC_REMARK },
};

/* Takes colours out: ESC [ numbers m, and what else a terminal is told so. */
static void strip_colours(char *line)
{
	char *to = line;

	while (*line) {
		if (line[0] == '\033' && line[1] == '[') {
			line += 2;
			line += strspn(line, "0123456789;");
			if (*line)
				line++;
		} else {
			*to++ = *line++;
		}
	}
	*to = '\0';
}

/* Cuts "[-W...=bpfmend-HAZARD]" off the end. Returns the hazard, or NULL. */
static char *cut_flag(char *line)
{
	static const char *const flags[] = { "-Wpass-failed=bpfmend-", "-Rpass=bpfmend-" };
	size_t length = strlen(line);
	char *open = strrchr(line, '[');

	if (!open || open == line || open[-1] != ' ' || line[length - 1] != ']')
		return NULL;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		char *flag = strstr(open, flags[i]);

		if (flag) {
			line[length - 1] = '\0';
			open[-1] = '\0';
			return flag + strlen(flags[i]);
		}
	}
	return NULL;
}

/* Cuts ":NUMBER" off the end. Returns 0 where there is none, and leaves it. */
static unsigned int cut_number(char *text)
{
	char *colon = strrchr(text, ':');
	unsigned long number;
	char *end;

	if (!colon || strspn(colon + 1, "0123456789") != strlen(colon + 1) || !colon[1])
		return 0;
	number = strtoul(colon + 1, &end, 10);
	*colon = '\0';
	return number > 0x7fffffff ? 0 : (unsigned int)number;
}

bool diagnostic_read(char *line, struct diagnostic *diagnostic)
{
	char *words = NULL;
	unsigned int last;

	strip_colours(line);
	*diagnostic = (struct diagnostic){ .hazard = cut_flag(line) };
	if (!diagnostic->hazard)
		return false;
	/* The first of them: the words may have one, too. */
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		char *found = strstr(line, levels[i].word);

		if (found && (!words || found < words)) {
			words = found;
			diagnostic->level = levels[i].level;
			diagnostic->words = found + strlen(levels[i].word);
		}
	}
	if (!words)
		return false;
	*words = '\0';
	last = cut_number(line);
	diagnostic->line = cut_number(line);
	/* With -fno-show-column the one number is the line. */
	diagnostic->column = diagnostic->line ? last : 0;
	diagnostic->line = diagnostic->line ? diagnostic->line : last;
	diagnostic->file = diagnostic->line ? line : NULL;
	return true;
}

const char *diagnostic_folder(char *line)
{
	static const char entering[] = ": Entering directory '",
			  leaving[] = ": Leaving directory '";
	size_t length = strlen(line);
	char *found;

	if (!strstr(line, "make") || !length || line[length - 1] != '\'')
		return NULL;
	if (strstr(line, leaving))
		return "";
	found = strstr(line, entering);
	if (!found)
		return NULL;
	line[length - 1] = '\0';
	return found + strlen(entering);
}
