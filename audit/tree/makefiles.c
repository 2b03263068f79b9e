// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Looks for the object in the lines "obj-$(CONFIG_X) += a.o b.o" of a makefile; see makefiles.h. A
 * line that is not understood takes nothing out: the file is then compiled, or fails to.
 */
#include "audit/tree/makefiles.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/cache.h"

#define MOST_DEPTH 4

static void join_lines(char *text)
{
	for (char *at = text; (at = strstr(at, "\\\n")); at += 2)
		at[0] = at[1] = ' ';
}

/* Whether a word stands in a line by itself. */
static bool has_word(const char *line, size_t length, const char *word, size_t word_length)
{
	for (size_t i = 0; i + word_length <= length; i++) {
		if (strncmp(line + i, word, word_length) ||
		    (i && !isspace((unsigned char)line[i - 1]) && line[i - 1] != '='))
			continue;
		if (i + word_length == length || isspace((unsigned char)line[i + word_length]))
			return true;
	}
	return false;
}

/* What a line adds to or sets: "mmu-" of "mmu-$(CONFIG_MMU) := memory.o". */
struct target {
	const char *stem;
	size_t length; /* without "y" and the symbol that is "y" */
	bool on; /* there is no symbol in it that is not set */
};

/* A symbol in braces is the same as one in parentheses. */
static struct target target_of(const char *line, size_t length, const struct names *config)
{
	const char *symbol = memmem(line, length, "$(CONFIG_", 9);
	struct target target = { line, length, true };

	if (!symbol)
		symbol = memmem(line, length, "${CONFIG_", 9);
	if (symbol) {
		size_t end = strcspn(symbol + 2, ")}");

		target.length = (size_t)(symbol - line);
		target.on = names_next(config, symbol + 2, end, NAMES_NONE) != NAMES_NONE;
		return target;
	}
	while (target.length && strchr(" \t:+", line[target.length - 1]))
		target.length--;
	if (target.length > 1 && !strncmp(line + target.length - 2, "-y", 2))
		target.length--;
	return target;
}

/*
 * Whether a line behind at sets what another one set: "mmu-y := nommu.o" counts for nothing where
 * "mmu-$(CONFIG_MMU) := memory.o" follows.
 */
static bool is_set_again(const char *text, struct target target, const char *at,
			 const struct names *config)
{
	for (const char *line = text; *line;) {
		size_t length = strcspn(line, "\n");
		const char *set = memmem(line, length, ":=", 2);

		if (line > at && set) {
			struct target other = target_of(line, (size_t)(set - line), config);

			if (other.on && other.length == target.length &&
			    !strncmp(other.stem, target.stem, target.length))
				return true;
		}
		line += length + (line[length] == '\n');
	}
	return false;
}

/* Whether what a line adds to is compiled: "obj-y", "obj-$(CONFIG_X)", "ipv6-objs". */
static bool target_compiled(const char *text, const char *line, size_t length,
			    const struct names *config, unsigned int depth);

static bool word_compiled(const char *text, const char *word, size_t word_length,
			  const struct names *config, unsigned int depth)
{
	bool mentioned = false;

	for (const char *line = text; *line;) {
		size_t length = strcspn(line, "\n");
		const char *equal = memchr(line, '=', length);

		if (*line != '#' && equal &&
		    has_word(equal, length - (size_t)(equal - line), word, word_length)) {
			mentioned = true;
			if (target_compiled(text, line, (size_t)(equal - line), config, depth))
				return true;
		}
		line += length + (line[length] == '\n');
	}
	return !mentioned;
}

static bool target_compiled(const char *text, const char *line, size_t length,
			    const struct names *config, unsigned int depth)
{
	struct target target = target_of(line, length, config);
	const char *dash;
	char word[128];

	if (!target.on || is_set_again(text, target, line, config))
		return false;
	dash = memchr(line, '-', length);
	if (!dash || !strncmp(line, "obj-", 4) || !strncmp(line, "lib-", 4) || depth == MOST_DEPTH)
		return true;
	/* A part of another object. The name of that may have dashes in it, too. */
	while (memchr(dash + 1, '-', length - (size_t)(dash + 1 - line)))
		dash = memchr(dash + 1, '-', length - (size_t)(dash + 1 - line));
	snprintf(word, sizeof(word), "%.*s.o", (int)(dash - line), line);
	return word_compiled(text, word, strlen(word), config, depth + 1);
}

int makefile_read(struct makefile *makefile, const struct makefile *around, const char *tree,
		  const char *directory, const struct names *config)
{
	static const char *const names[] = { "Kbuild", "Makefile" };
	const char *last = strrchr(directory, '/');
	char word[128];

	*makefile = (struct makefile){ .compiled = !around || around->compiled };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !makefile->text; i++) {
		char *path;

		if (asprintf(&path, "%s/%s/%s", tree, directory, names[i]) < 0)
			return -ENOMEM;
		if (cache_read_file(path, &makefile->text, NULL))
			makefile->text = NULL;
		free(path);
	}
	if (makefile->text)
		join_lines(makefile->text);
	if (!around || !around->compiled || !around->text || !last)
		return 0;
	snprintf(word, sizeof(word), "%s/", last + 1);
	makefile->compiled = word_compiled(around->text, word, strlen(word), config, 0);
	return 0;
}

bool makefile_compiles(const struct makefile *makefile, const char *file,
		       const struct names *config)
{
	char word[128];

	if (!makefile->compiled)
		return false;
	snprintf(word, sizeof(word), "%.*so", (int)strlen(file) - 1, file);
	return !makefile->text || word_compiled(makefile->text, word, strlen(word), config, 0);
}

bool makefile_names(const struct makefile *makefile, const char *file)
{
	char word[128];

	snprintf(word, sizeof(word), "%.*so", (int)strlen(file) - 1, file);
	return makefile->text &&
	       has_word(makefile->text, strlen(makefile->text), word, strlen(word));
}
