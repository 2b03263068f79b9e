// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * A report as one HTML page; see report-formats.h. No script and nothing to fetch: a cell is a
 * <details>, which every browser opens, and its panel is a box over the page, at the bottom of a
 * phone's.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/report-formats.h"
#include "lab/protocol.h"

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<title>bpfmend: where it loads</title>\n<style>\n"
	":root { color-scheme: light dark; --back: #fff; --text: #1c2128; --faint: #59636e;\n"
	"  --line: #d1d9e0; --accept: #dafbe1; --accept-text: #116329; --reject: #ffebe9;\n"
	"  --reject-text: #a40e26; --error: #fff8c5; --error-text: #7d4e00; --panel: #f6f8fa; }\n"
	"@media (prefers-color-scheme: dark) { :root { --back: #0d1117; --text: #e6edf3;\n"
	"  --faint: #9198a1; --line: #3d444d; --accept: #12261e; --accept-text: #56d364;\n"
	"  --reject: #301a1f; --reject-text: #ff9492; --error: #2e2a1f; --error-text: #e3b341;\n"
	"  --panel: #151b23; } }\n"
	"* { box-sizing: border-box; }\n"
	"body { margin: 0; padding: 1rem; background: var(--back); color: var(--text);\n"
	"  font: 15px/1.5 system-ui, sans-serif; }\n"
	"h1 { font-size: 1.25rem; margin: 0 0 .25rem; }\n"
	"p { margin: 0 0 1rem; color: var(--faint); }\n"
	".scroll { overflow-x: auto; }\n"
	"table { border-collapse: separate; border-spacing: 2px; }\n"
	"th { text-align: left; font-weight: 600; padding: .25rem .5rem; white-space: nowrap; }\n"
	"thead th { position: sticky; top: 0; background: var(--back); }\n"
	"tbody th { position: sticky; left: 0; background: var(--back); font-weight: 400;\n"
	"  max-width: 40vw; overflow-wrap: anywhere; white-space: normal; }\n"
	"tbody th.file { font-weight: 600; padding-top: .75rem; max-width: 90vw; }\n"
	"td { padding: 0; border-radius: 4px; min-width: 4.5rem; text-align: center; }\n"
	"td > span, summary { display: block; padding: .25rem .5rem; }\n"
	"summary { cursor: pointer; list-style: none; text-decoration: underline dotted; }\n"
	"summary::-webkit-details-marker { display: none; }\n"
	".accept { background: var(--accept); color: var(--accept-text); }\n"
	".reject { background: var(--reject); color: var(--reject-text); font-weight: 600; }\n"
	".wrong { background: var(--reject); color: var(--reject-text); font-weight: 600; }\n"
	".error { background: var(--error); color: var(--error-text); }\n"
	".changed { outline: 2px solid currentColor; outline-offset: -2px; }\n"
	".panel { position: fixed; z-index: 1; left: 50%; bottom: 1rem; width: min(60rem, 96vw);\n"
	"  transform: translateX(-50%); max-height: 60vh; overflow: auto; padding: 1rem;\n"
	"  text-align: left; font-weight: 400; color: var(--text); background: var(--panel);\n"
	"  border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 8px 24px #0006; }\n"
	".panel h2 { font-size: 1rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }\n"
	".panel pre { margin: .5rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere;\n"
	"  font: 13px/1.4 ui-monospace, monospace; }\n"
	".panel pre.source { padding: .5rem; border-left: 3px solid var(--reject-text); }\n"
	"@media (max-width: 40rem) { body { padding: .5rem; } .panel { bottom: 0; width: 100vw;\n"
	"  border-radius: 8px 8px 0 0; max-height: 70vh; } tbody th { max-width: 35vw; } }\n"
	"</style>\n</head>\n<body>\n";

/*
 * The last line of source that the verifier's log names, "; code @ file.c:12" or, before 6.9, just
 * "; code". Returns its length, and 0 where there is none.
 */
static size_t find_source(const char *log, const char **source)
{
	size_t length = 0;

	for (const char *line = log; line;
	     line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		if (line[0] == ';' && line[1] == ' ') {
			*source = line + 2;
			length = strcspn(*source, "\n");
		}
	return length;
}

static void write_part(const char *text, size_t length, FILE *out)
{
	char *part = strndup(text, length);

	if (part)
		write_escaped(part, out);
	free(part);
}

static void write_panel(const struct report_program *program, struct json_object *row,
			struct json_object *before, FILE *out)
{
	const char *log = row_text(row, "log"), *note = row_text(row, "note"), *source = NULL;
	size_t length = find_source(log, &source);

	fputs("<div class=\"panel\"><h2>", out);
	write_escaped(report_name(program), out);
	fputs(" on ", out);
	write_escaped(row_text(row, "release"), out);
	fprintf(out, ": %s", row_state(row));
	if (before)
		fprintf(out, ", was %s", row_state(before));
	fputs("</h2>", out);
	if (length) {
		fputs("<pre class=\"source\">", out);
		write_part(source, length, out);
		fputs("</pre>", out);
	}
	fputs("<pre>", out);
	write_escaped(row_words(row), out);
	fputs("</pre>", out);
	if (*note) {
		fputs("<pre>in its loader&#39;s place: ", out);
		write_escaped(note, out);
		fputs("</pre>", out);
	}
	if (*log) {
		fputs("<details><summary>the verifier&#39;s log</summary><pre>", out);
		write_escaped(log, out);
		fputs("</pre></details>", out);
	}
	fputs("</div>", out);
}

static void write_cell(const struct report_program *program, struct json_object *row,
		       const struct report *baseline, FILE *out)
{
	struct json_object *before = row && baseline ? report_same(baseline, row) : NULL;
	bool changed = report_change(before, row) != NULL;
	const char *state = row_state(row);

	if (!row) {
		fputs("<td></td>", out);
		return;
	}
	fprintf(out, "<td class=\"%s%s\">", state, changed ? " changed" : "");
	if (row_is_fine(row) && !changed && !*row_text(row, "note")) {
		fprintf(out, "<span>%s</span></td>", state);
		return;
	}
	fprintf(out, "<details name=\"cell\"><summary>%s</summary>", state);
	write_panel(program, row, changed ? before : NULL, out);
	fputs("</details></td>", out);
}

static void write_program(const struct report *report, size_t number, const struct report *baseline,
			  FILE *out)
{
	const struct report_program *program = &report->programs[number];

	if (!number || strcmp(program->file, report->programs[number - 1].file) != 0) {
		fprintf(out, "<tr><th class=\"file\" colspan=\"%zu\">", report->kernel_count + 1);
		write_escaped(program->file, out);
		fputs("</th></tr>\n", out);
	}
	fputs("<tr><th scope=\"row\">", out);
	write_escaped(report_name(program), out);
	fputs("</th>", out);
	for (size_t kernel = 0; kernel < report->kernel_count; kernel++)
		write_cell(program, report_at(report, number, kernel), baseline, out);
	fputs("</tr>\n", out);
}

void report_html(const struct report *report, const struct report *baseline, FILE *out)
{
	fputs(head, out);
	report_write_counts(report, "<h1>Where it loads</h1>\n<p>", "", out);
	fputs(".</p>\n<div class=\"scroll\"><table>\n<thead><tr><th>program</th>", out);
	for (size_t kernel = 0; kernel < report->kernel_count; kernel++) {
		fputs("<th scope=\"col\">", out);
		write_escaped(report->kernels[kernel], out);
		fputs("</th>", out);
	}
	fputs("</tr></thead>\n<tbody>\n", out);
	for (size_t i = 0; i < report->program_count; i++)
		write_program(report, i, baseline, out);
	fputs("</tbody>\n</table></div>\n</body>\n</html>\n", out);
}
