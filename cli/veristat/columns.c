// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The table of veristat's columns; see columns.h. */
#include "cli/veristat/columns.h"

#include <errno.h>
#include <string.h>

enum { MOST_NAMES = 3 };

static const struct {
	const char *title;
	const char *names[MOST_NAMES]; /* the first is CSV's */
	bool text, ascending;
} columns[COLUMNS] = {
	[COLUMN_FILE] = { "File", { "file_name", "filename", "file" }, true, true },
	[COLUMN_PROGRAM] = { "Program", { "prog_name", "progname", "prog" }, true, true },
	[COLUMN_VERDICT] = { "Verdict", { "verdict" }, true, true },
	[COLUMN_DURATION] = { "Duration (us)", { "duration", "dur" }, false, false },
	[COLUMN_INSNS] = { "Insns", { "total_insns", "insns" }, false, false },
	[COLUMN_STATES] = { "States", { "total_states", "states" }, false, false },
	[COLUMN_PEAK_STATES] = { "Peak states", { "peak_states" }, false, false },
	[COLUMN_STATES_PER_INSN] = { "Max states per insn",
				     { "max_states_per_insn" },
				     false,
				     false },
	[COLUMN_MARK_READ] = { "Max mark read length",
			       { "max_mark_read_len", "mark_read" },
			       false,
			       false },
	[COLUMN_SIZE] = { "Program size", { "prog_size" }, false, false },
	[COLUMN_JITED_SIZE] = { "Jited size", { "prog_size_jited" }, false, false },
	[COLUMN_PROGRAM_TYPE] = { "Program type", { "prog_type" }, true, false },
	[COLUMN_ATTACH_TYPE] = { "Attach type", { "attach_type" }, true, false },
	[COLUMN_STACK] = { "Stack depth", { "stack_depth", "stack" }, false, false },
	[COLUMN_MOST_STACK] = { "Max stack depth", { "max_stack_depth" }, false, false },
	[COLUMN_MEMORY] = { "Peak memory (MiB)", { "mem_peak" }, false, false },
};

const char *column_name(enum column column)
{
	return columns[column].names[0];
}

const char *column_title(enum column column)
{
	return columns[column].title;
}

bool column_is_key(enum column column)
{
	return column == COLUMN_FILE || column == COLUMN_PROGRAM;
}

bool column_is_text(enum column column)
{
	return columns[column].text;
}

static bool is(const char *text, size_t size, const char *word)
{
	return strlen(word) == size && !memcmp(text, word, size);
}

/* Whether name is this one, with or without a side behind it. */
static bool is_name_of(const char *name, size_t size, const char *column, enum side *side)
{
	static const char *const sides[] = { "_a", "_b", "_diff", "_pct" };
	size_t length = strlen(column);

	*side = SIDE_B;
	if (is(name, size, column))
		return true;
	if (size < length || memcmp(name, column, length) != 0)
		return false;
	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++)
		if (is(name + length, size - length, sides[i])) {
			*side = (enum side)i;
			return true;
		}
	return false;
}

int column_find(const char *name, size_t size, struct column_use *use)
{
	*use = (struct column_use){ .absolute =
					    size > 2 && name[0] == '|' && name[size - 1] == '|' };
	if (use->absolute) {
		name++;
		size -= 2;
	}
	for (int i = 0; i < COLUMNS; i++)
		for (int k = 0; k < MOST_NAMES && columns[i].names[k]; k++)
			if (is_name_of(name, size, columns[i].names[k], &use->side)) {
				use->column = (enum column)i;
				use->ascending = columns[i].ascending;
				return 0;
			}
	return -EINVAL;
}

static int parse_one(const char *name, size_t size, struct column_uses *uses, struct failure *why)
{
	char last = size > 1 ? name[size - 1] : 'x';
	bool ordered = strchr("^vV.!_", last) != NULL;
	struct column_use use;

	if (column_find(name, ordered ? size - 1 : size, &use))
		return fail_with(why, -EINVAL, "'%.*s' is no column of veristat's", (int)size,
				 name);
	if (ordered)
		use.ascending = last == '^';
	if (uses->count == COLUMNS)
		return fail_with(why, -EINVAL, "no more than %d columns can be named", COLUMNS);
	uses->uses[uses->count++] = use;
	return 0;
}

int columns_parse(const char *names, struct column_uses *uses, struct failure *why)
{
	int error = 0;

	while (*names && !error) {
		size_t size = strcspn(names, ",");

		if (size)
			error = parse_one(names, size, uses, why);
		names += size + (names[size] == ',');
	}
	return error;
}
