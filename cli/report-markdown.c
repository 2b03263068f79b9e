// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * A report as Markdown; see report-formats.h. GitHub takes 64 KiB for a comment and 1 MiB for a
 * job's summary, so that a list ends where it would be longer than anyone reads.
 */
#include <string.h>

#include "cli/report-formats.h"
#include "lab/protocol.h"

#define MOST_LINES 100

const char *report_change(struct json_object *before, struct json_object *now)
{
	if (!before || !now)
		return NULL;
	if (strcmp(row_state(before), row_state(now)) != 0)
		return "verdict";
	return strcmp(row_words(before), row_words(now)) != 0 ? "message" : NULL;
}

/* As code: what Markdown would read something into stays as it is, but for backquotes and bars. */
static void write_code(const char *text, FILE *out)
{
	fputc('`', out);
	for (; *text; text++)
		if (*text == '`')
			fputc('\'', out);
		else if ((unsigned char)*text < ' ')
			fputc(' ', out);
		else if (*text == '|')
			fputs("\\|", out);
		else
			fputc(*text, out);
	fputc('`', out);
}

static const char *mark(struct json_object *row)
{
	if (!row)
		return "";
	if (row_is_fine(row))
		return "✅";
	if (!strcmp(row_state(row), ROW_WRONG))
		return "❌ wrong";
	return row_says(row, VERDICT_NAME_REJECT) ? "❌ reject" : "⚠️ error";
}

static void write_counts(const struct report *report, FILE *out)
{
	report_write_counts(report, "**", "**", out);
	fputs("\n", out);
}

static void write_place(const struct report_program *program, FILE *out)
{
	write_code(program->file, out);
	fputs(" ", out);
	write_code(report_name(program), out);
}

/* Returns how many lines there are or, with an out of NULL, would be. */
static size_t write_changes(const struct report *report, const struct report *baseline, FILE *out)
{
	size_t lines = 0;

	for (size_t i = 0; i < report->program_count; i++)
		for (size_t kernel = 0; kernel < report->kernel_count; kernel++) {
			struct json_object *now = report_at(report, i, kernel);
			struct json_object *before = now ? report_same(baseline, now) : NULL;

			if (!report_change(before, now) || lines++ >= MOST_LINES || !out)
				continue;
			fputs("- ", out);
			write_place(&report->programs[i], out);
			fprintf(out, " on %s: %s → **%s**", report->kernels[kernel],
				row_state(before), row_state(now));
			if (!row_is_fine(now)) {
				fputs(", ", out);
				write_code(row_words(now), out);
			}
			fputs("\n", out);
		}
	return lines;
}

static void write_baseline(const struct report *report, const struct report *baseline, FILE *out)
{
	size_t changes = write_changes(report, baseline, NULL);

	if (!changes) {
		fputs("\nNothing changed against the baseline.\n", out);
		return;
	}
	fprintf(out, "\n### Changed against the baseline: %zu\n\n", changes);
	write_changes(report, baseline, out);
	if (changes > MOST_LINES)
		fprintf(out, "- … and %zu more\n", changes - MOST_LINES);
}

static bool is_fine(const struct report *report, size_t program)
{
	for (size_t kernel = 0; kernel < report->kernel_count; kernel++) {
		struct json_object *row = report_at(report, program, kernel);

		if (row && !row_is_fine(row))
			return false;
	}
	return true;
}

static void write_row(const struct report *report, size_t program, FILE *out)
{
	fputs("| ", out);
	write_place(&report->programs[program], out);
	for (size_t kernel = 0; kernel < report->kernel_count; kernel++)
		fprintf(out, " | %s", mark(report_at(report, program, kernel)));
	fputs(" |\n", out);
}

static void write_table(const struct report *report, FILE *out)
{
	size_t bad = 0;

	for (size_t i = 0; i < report->program_count; i++) {
		if (is_fine(report, i) || bad++ >= MOST_LINES)
			continue;
		if (bad == 1) {
			fputs("\n| program", out);
			for (size_t kernel = 0; kernel < report->kernel_count; kernel++)
				fprintf(out, " | %s", report->kernels[kernel]);
			fputs(" |\n|---", out);
			for (size_t kernel = 0; kernel < report->kernel_count; kernel++)
				fputs("|---", out);
			fputs("|\n", out);
		}
		write_row(report, i, out);
	}
	if (bad > MOST_LINES)
		fprintf(out, "\n… and %zu more programs that are not accepted everywhere\n",
			bad - MOST_LINES);
	if (bad < report->program_count)
		fprintf(out, "\n%zu programs are accepted by every kernel that was asked.\n",
			report->program_count - bad);
}

/* Whether a kernel before this one said the same of the program. */
static bool was_told(const struct report *report, size_t program, size_t kernel)
{
	const char *words = row_words(report_at(report, program, kernel));

	for (size_t i = 0; i < kernel; i++)
		if (!strcmp(row_words(report_at(report, program, i)), words))
			return true;
	return false;
}

static void write_words(const struct report *report, FILE *out)
{
	size_t lines = 0;

	if (report_count(report, VERDICT_NAME_ACCEPT) ==
	    report->program_count * report->kernel_count)
		return;
	fputs("\n<details><summary>What the kernels say</summary>\n\n", out);
	for (size_t i = 0; i < report->program_count; i++)
		for (size_t kernel = 0; kernel < report->kernel_count; kernel++) {
			struct json_object *row = report_at(report, i, kernel);

			if (!row || row_is_fine(row) || was_told(report, i, kernel) ||
			    lines++ >= MOST_LINES)
				continue;
			fputs("- ", out);
			write_place(&report->programs[i], out);
			fprintf(out, ", first on %s: ", report->kernels[kernel]);
			write_code(row_words(row), out);
			fputs("\n", out);
		}
	if (lines > MOST_LINES)
		fprintf(out, "- … and %zu more\n", lines - MOST_LINES);
	fputs("\n</details>\n", out);
}

void report_markdown(const struct report *report, const struct report *baseline, FILE *out)
{
	write_counts(report, out);
	if (baseline)
		write_baseline(report, baseline, out);
	write_table(report, out);
	write_words(report, out);
}
