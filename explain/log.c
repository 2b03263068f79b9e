// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Takes logs apart; see log.h. First each line loses what others put before it, and libbpf's marks
 * cut the text into parts; then each part is read as a kernel writes it.
 */
#include "explain/log.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain/words.h"
#include "lab/verifier-log.h"

/* The text of a part while its lines come. */
struct gathered {
	char *program;
	char *text;
	size_t length;
	FILE *out;
};

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* "[   12.345678] " of dmesg, and quotes as mail and bug reports have them. */
static const char *skip_mark(const char *line)
{
	const char *end;

	if (line[0] == '>' || line[0] == '|')
		return line + 1;
	if (line[0] != '[')
		return line;
	end = line + 1 + strspn(line + 1, " 0123456789.");
	return *end == ']' ? end + 1 : line;
}

/* Behind what was put before the verifier's, or libbpf's, own line. */
static const char *skip_prefixes(const char *line)
{
	const char *named = strstr(line, "libbpf: "), *next;

	if (named)
		return named;
	for (;;) {
		while (*line == ' ' || *line == '\t')
			line++;
		next = skip_mark(line);
		if (next == line)
			return line;
		line = next;
	}
}

/* The name in "prog 'NAME': ..."; NULL if it is another line. */
static char *named_program(const char *line)
{
	const char *at = strstr(line, "prog '"), *end;

	if (!at)
		return NULL;
	at += strlen("prog '");
	end = strchr(at, '\'');
	return end ? strndup(at, (size_t)(end - at)) : NULL;
}

/* "12: (85) call bpf_map_lookup_elem#1"; of older kernels the state may stand between. */
static bool read_instruction(const char *line, struct logged *logged)
{
	unsigned long place;
	unsigned int code;
	int length = 0;

	if (sscanf(line, "%lu: (%2x)%n", &place, &code, &length) != 2 || !length)
		return false;
	*logged = (struct logged){ place, (uint8_t)code };
	return true;
}

/* Registers and slots: "R1=ctx() R10=fp0", "12: R0_w=inv0", "frame1: R6=...", "from 3 to 9: ...".
 */
static bool is_state(const char *line)
{
	const char *at = line;

	if (begins(line, "from ") || begins(line, "frame") || begins(line, "mark_precise") ||
	    begins(line, "regs=") || begins(line, "parent ") || begins(line, "last_idx "))
		return true;
	at += strspn(at, "0123456789");
	if (at != line && *at == ':')
		at += 1 + strspn(at + 1, " ");
	else
		at = line;
	if (*at != 'R' || !isdigit((unsigned char)at[1]))
		return false;
	at += 1 + strspn(at + 1, "0123456789");
	at += strspn(at, "_rw");
	return *at == '=';
}

static bool is_source(const char *line)
{
	return line[0] == ';' && line[1] == ' ';
}

/* "; x = y; @ file.c:12" */
static int read_source(const char *line, struct log_part *part)
{
	const char *mark = NULL, *colon;
	size_t length = strlen(line) - 2;

	line += 2;
	for (const char *at = line; (at = strstr(at, " @ ")); at++)
		mark = at;
	free(part->source);
	free(part->file);
	part->file = NULL;
	part->line = 0;
	colon = mark ? strrchr(mark, ':') : NULL;
	if (colon && isdigit((unsigned char)colon[1])) {
		part->file = strndup(mark + 3, (size_t)(colon - mark - 3));
		part->line = (unsigned int)strtoul(colon + 1, NULL, 10);
		length = (size_t)(mark - line);
		if (!part->file)
			return -ENOMEM;
	}
	part->source = strndup(line, length);
	return part->source ? 0 : -ENOMEM;
}

static int add_instruction(struct log_part *part, struct logged logged, size_t *room)
{
	if (part->instruction_count == *room) {
		size_t more = *room ? 2 * *room : 64;
		struct logged *grown =
			realloc(part->instructions, more * sizeof(*part->instructions));

		if (!grown)
			return -ENOMEM;
		part->instructions = grown;
		*room = more;
	}
	part->instructions[part->instruction_count++] = logged;
	return 0;
}

/* The lines up to the last words: instructions, source, and the words before the last. */
static int read_lines(char *text, struct log_part *part)
{
	size_t room = 0;
	int error = 0;

	for (char *line = text, *next; line && !error; line = next) {
		struct logged logged;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (!strcmp(line, part->words))
			break;
		if (read_instruction(line, &logged)) {
			error = add_instruction(part, logged, &room);
			free(part->before);
			part->before = NULL;
		} else if (is_source(line)) {
			error = read_source(line, part);
		} else if (!is_state(line) && words_match(line)) {
			free(part->before);
			part->before = strdup(line);
			error = part->before ? 0 : -ENOMEM;
		}
	}
	return error;
}

/* Whether a part refuses a program: a log that only has numbers, or none, does not. */
static bool has_words(const char *words)
{
	struct logged logged;

	return words && !is_state(words) && !read_instruction(words, &logged);
}

static int add_part(struct verifier_logs *logs, struct gathered *gathered)
{
	char *words = verifier_log_message(gathered->text);
	struct log_part *parts, *part;

	if (!has_words(words)) {
		free(words);
		return 0;
	}
	parts = realloc(logs->parts, (logs->count + 1) * sizeof(*parts));
	if (!parts) {
		free(words);
		return -ENOMEM;
	}
	logs->parts = parts;
	part = &parts[logs->count++];
	*part = (struct log_part){ .program = gathered->program, .words = words };
	gathered->program = NULL;
	return read_lines(gathered->text, part);
}

static int begin_part(struct gathered *gathered)
{
	gathered->out = open_memstream(&gathered->text, &gathered->length);
	return gathered->out ? 0 : -ENOMEM;
}

/* Ends the part; it counts if it is to be kept. */
static int end_part(struct verifier_logs *logs, struct gathered *gathered, bool keep)
{
	int error = fclose(gathered->out) ? -ENOMEM : 0;

	if (!error && keep)
		error = add_part(logs, gathered);
	free(gathered->text);
	gathered->text = NULL;
	gathered->out = NULL;
	return error;
}

/* One line of libbpf's own. */
static int note_mark(struct verifier_logs *logs, struct gathered *gathered, const char *line)
{
	bool ends = strstr(line, "-- END");
	int error = 0;
	char *name;

	if (ends || strstr(line, "-- BEGIN")) {
		error = end_part(logs, gathered, ends);
		if (!error)
			error = begin_part(gathered);
	}
	name = ends ? NULL : named_program(line);
	if (name) {
		free(gathered->program);
		gathered->program = name;
	}
	return error;
}

/*
 * What libbpf itself says of a failure is all that there is where no verifier wrote: the first line
 * that names a cause, or else the system call's error. Returns a part of line, or NULL.
 */
static const char *own_words(const char *line)
{
	const char *failed = strstr(line, "load failed: ");

	if (!begins(line, "libbpf: ") || strstr(line, "failed to load"))
		return NULL;
	if (failed)
		return failed + strlen("load failed: ");
	return words_match(line) ? line + strlen("libbpf: ") : NULL;
}

static int gather(const char *text, struct verifier_logs *logs, struct gathered *gathered)
{
	char *copy = strdup(text), *own = NULL;
	int error = copy ? begin_part(gathered) : -ENOMEM;

	for (char *line = copy, *next; line && !error; line = next) {
		const char *at;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		line[strcspn(line, "\r")] = '\0';
		at = skip_prefixes(line);
		if (begins(at, "libbpf: ") || strstr(at, "-- BEGIN") || strstr(at, "-- END")) {
			error = note_mark(logs, gathered, at);
			if (!own && own_words(at))
				own = strdup(own_words(at));
		} else {
			fprintf(gathered->out, "%s\n", at);
		}
	}
	if (gathered->out && !logs->count && own && !error)
		fprintf(gathered->out, "%s\n", own);
	/* Behind libbpf's last mark others speak, a program about its own failure. */
	if (gathered->out && end_part(logs, gathered, !error && !logs->count))
		error = error ? error : -ENOMEM;
	free(own);
	free(copy);
	return error;
}

int verifier_logs_read(const char *text, struct verifier_logs *logs)
{
	struct gathered gathered = { 0 };
	int error;

	*logs = (struct verifier_logs){ 0 };
	error = gather(text, logs, &gathered);
	free(gathered.program);
	return !error && !logs->count ? -ENODATA : error;
}

void verifier_logs_free(struct verifier_logs *logs)
{
	for (size_t i = 0; i < logs->count; i++) {
		struct log_part *part = &logs->parts[i];

		free(part->program);
		free(part->words);
		free(part->before);
		free(part->instructions);
		free(part->source);
		free(part->file);
	}
	free(logs->parts);
	*logs = (struct verifier_logs){ 0 };
}
