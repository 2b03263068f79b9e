// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* A report as JUnit's XML; see report-formats.h. */
#include <string.h>

#include "cli/report-formats.h"
#include "lab/protocol.h"

void write_escaped(const char *text, FILE *out)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte == '&')
			fputs("&amp;", out);
		else if (byte == '<')
			fputs("&lt;", out);
		else if (byte == '>')
			fputs("&gt;", out);
		else if (byte == '"')
			fputs("&quot;", out);
		else if (byte == '\'')
			fputs("&#39;", out);
		else if (byte == '\n' || byte == '\t')
			fprintf(out, "&#%d;", byte);
		else if (byte >= ' ' && byte != 0x7f)
			fputc(byte, out);
		else
			fputs("?", out); /* XML has no word for it */
	}
}

static void write_attribute(const char *name, const char *value, FILE *out)
{
	fprintf(out, " %s=\"", name);
	write_escaped(value, out);
	fputc('"', out);
}

static void write_case(const struct report_program *program, struct json_object *row, FILE *out)
{
	bool untried = row_says(row, VERDICT_NAME_ERROR);
	const char *log = row_text(row, "log");

	fputs("    <testcase", out);
	write_attribute("classname", program->file, out);
	write_attribute("name", report_name(program), out);
	if (row_is_fine(row)) {
		fputs("/>\n", out);
		return;
	}
	fprintf(out, ">\n      <%s", untried ? "error" : "failure");
	write_attribute("message", row_words(row), out);
	fputc('>', out);
	write_escaped(*log ? log : row_words(row), out);
	fprintf(out, "</%s>\n    </testcase>\n", untried ? "error" : "failure");
}

static void write_suite(const struct report *report, size_t kernel, FILE *out)
{
	size_t count = 0, failed = 0, untried = 0;

	for (size_t i = 0; i < report->program_count; i++) {
		struct json_object *row = report_at(report, i, kernel);

		count += row != NULL;
		failed += row_says(row, VERDICT_NAME_REJECT) || !strcmp(row_state(row), ROW_WRONG);
		untried += row_says(row, VERDICT_NAME_ERROR);
	}
	fputs("  <testsuite", out);
	write_attribute("name", report->kernels[kernel], out);
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n", count, failed, untried);
	for (size_t i = 0; i < report->program_count; i++)
		if (report_at(report, i, kernel))
			write_case(&report->programs[i], report_at(report, i, kernel), out);
	fputs("  </testsuite>\n", out);
}

void report_junit(const struct report *report, FILE *out)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bpfmend\">\n", out);
	for (size_t kernel = 0; kernel < report->kernel_count; kernel++)
		write_suite(report, kernel, out);
	fputs("</testsuites>\n", out);
}
