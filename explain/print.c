// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* An explanation as text, in the shape of clang's diagnostics; see explain.h. */
#include "explain/explain.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

/* As far as the lines of an explanation go. */
#define WIDTH 96

/* Objects have whole paths; below the working directory what follows it says enough. */
static const char *short_path(const char *file)
{
	char folder[PATH_MAX];
	size_t length;

	if (!getcwd(folder, sizeof(folder)))
		return file;
	length = strlen(folder);
	return !strncmp(file, folder, length) && file[length] == '/' ? file + length + 1 : file;
}

static void print_place(const struct explanation *explanation, FILE *out)
{
	if (!explanation->file) {
		if (explanation->instruction >= 0)
			fprintf(out, "instruction %ld: ", explanation->instruction);
		return;
	}
	fprintf(out, "%s:", short_path(explanation->file));
	if (explanation->line)
		fprintf(out, "%u:", explanation->line);
	if (explanation->column)
		fprintf(out, "%u:", explanation->column);
	fputc(' ', out);
}

/* Below the source's line, at its column; tabs stay tabs, so that it stands there on any screen. */
static void print_caret(const struct explanation *explanation, FILE *out)
{
	const char *text = explanation->text;
	size_t column = explanation->column - 1;

	if (!explanation->column || column > strlen(text))
		return;
	fprintf(out, "      | ");
	for (size_t i = 0; i < column; i++)
		fputc(text[i] == '\t' ? '\t' : ' ', out);
	fprintf(out, "^\n");
}

static void print_source(const struct explanation *explanation, FILE *out)
{
	if (!explanation->text || !explanation->text[0])
		return;
	fprintf(out, "%5u | %s\n", explanation->line, explanation->text);
	print_caret(explanation, out);
}

/* Words of a sentence in lines of WIDTH, each below the first one's beginning. */
static void print_wrapped(const char *head, const char *text, FILE *out)
{
	size_t used = strlen(head), indent = used;

	fputs(head, out);
	while (*text) {
		size_t length = strcspn(text, " ");

		if (used > indent && used + 1 + length > WIDTH) {
			fprintf(out, "\n%*s", (int)indent, "");
			used = indent;
		} else if (used > indent) {
			fputc(' ', out);
			used++;
		}
		fwrite(text, 1, length, out);
		used += length;
		text += length + (text[length] == ' ');
	}
	fputc('\n', out);
}

/* "may be a bug: ..."; what is not told has no doubt of its own. */
static void print_judgement(const struct explanation *explanation, FILE *out)
{
	char text[4096];

	snprintf(text, sizeof(text), "%s%s: %s", class_title(explanation->class),
		 explanation->maybe && explanation->class != CLASS_UNTOLD ? ", perhaps" : "",
		 explanation->reason);
	print_wrapped("    whose: ", text, out);
}

void explanation_print(const struct explanation *explanation, FILE *out)
{
	print_place(explanation, out);
	fprintf(out, "%s\n", explanation->words);
	print_source(explanation, out);
	if (explanation->before)
		print_wrapped("    also:  ", explanation->before, out);
	if (explanation->subject)
		print_wrapped("    what:  ", explanation->subject, out);
	print_judgement(explanation, out);
	print_wrapped("    do:    ", explanation->advice, out);
}
