// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Maps a log to an object's instructions; see place.h. */
#include "explain/place.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/verifier/verdicts.h"

/*
 * Whether the log can be of the program. What CO-RE changes is left out. A log that does not begin
 * with instruction 0 was cut, through its first number, maybe.
 */
static bool fits(const struct program *program, const struct log_part *part)
{
	for (size_t i = 0; i < part->instruction_count; i++) {
		const struct logged *logged = &part->instructions[i];

		if (!i && logged->place)
			continue;
		if (logged->place >= program->code_count)
			return false;
		if (program->code[logged->place].code != logged->code &&
		    program->code[logged->place].relocated == RELOCATED_NOT)
			return false;
	}
	return true;
}

static int not_of_this(const struct programs *programs, struct failure *why)
{
	return fail_with(why, -EINVAL,
			 "the log is not of this object: none of its %zu programs has the "
			 "instructions that the log has",
			 programs->count);
}

/* A name in a log may be cut to the 15 characters that the kernel keeps. */
static const struct program *find_named(const struct programs *programs, const char *name)
{
	for (size_t i = 0; i < programs->count; i++)
		if (!strcmp(programs->items[i].name, name))
			return &programs->items[i];
	return NULL;
}

static int find_fitting(const struct programs *programs, const struct log_part *part,
			const struct program **program, struct failure *why)
{
	size_t count = 0;

	for (size_t i = 0; i < programs->count; i++)
		if (fits(&programs->items[i], part)) {
			*program = &programs->items[i];
			count++;
		}
	if (!count)
		return not_of_this(programs, why);
	if (count > 1)
		return fail_with(why, -ENOENT,
				 "the log does not say which of the object's %zu programs it is "
				 "of: give --program NAME",
				 programs->count);
	return 0;
}

int place_program(const struct programs *programs, const char *name, const struct log_part *part,
		  const struct program **program, struct failure *why)
{
	if (!name)
		name = part->program;
	if (!name)
		return find_fitting(programs, part, program, why);
	*program = find_named(programs, name);
	if (!*program)
		return fail_with(why, -EINVAL,
				 "the log is not of this object, which has no program '%s'", name);
	return fits(*program, part) ? 0 : not_of_this(programs, why);
}

long place_number_behind(const char *line, const char *word)
{
	const char *at = line ? strstr(line, word) : NULL;

	if (!at || !isdigit((unsigned char)at[strlen(word)]))
		return -1;
	return strtol(at + strlen(word), NULL, 10);
}

/* Where the walk refuses in the very words: on the kernel, or on any that is known. */
static int ask_walk(const struct program *program, const struct log_part *part,
		    struct kernel_version kernel, size_t *place, bool *found)
{
	const struct walk_options options = { 0 };
	struct verdicts verdicts = { .program = program };
	int error = 0;

	for (size_t i = 0; i < kernel_series_count && !*found && !error; i++) {
		const struct verdict *verdict;

		error = verdicts_at(&verdicts, kernel_is_known(kernel) ? kernel : kernel_series[i],
				    &options, &verdict);
		if (!error && verdict->kind == VERDICT_REFUSED &&
		    !strcmp(verdict->words, part->words)) {
			*place = verdict->place;
			*found = true;
		}
		if (kernel_is_known(kernel))
			break;
	}
	verdicts_free(&verdicts);
	return error;
}

int place_instruction(const struct program *program, const struct log_part *part,
		      struct kernel_version kernel, size_t *place, bool *found)
{
	long named = place_number_behind(part->words, "insn ");

	*found = false;
	if (part->instruction_count) {
		*place = part->instructions[part->instruction_count - 1].place;
		*found = true;
	} else if (named >= 0 && (size_t)named < program->code_count) {
		*place = (size_t)named;
		*found = true;
	}
	return *found ? 0 : ask_walk(program, part, kernel, place, found);
}

const struct line *place_line(const struct programs *programs, const struct program *program,
			      size_t place)
{
	const struct subprogram *subprogram = program_subprogram_at(program, place);
	const struct function *function =
		subprogram ? bytecode_function(&programs->object, subprogram->name) : NULL;

	if (!function)
		return NULL;
	return bytecode_line_at(&programs->object, function->first + (place - subprogram->first));
}
