// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Writes reports; see outputs.h. */
#include "cli/outputs.h"

#include <errno.h>
#include <string.h>

#include "cli/file.h"
#include "cli/report-formats.h"

/* Keys of the parsers that have it as a child are smaller. */
enum { OPTION_JUNIT = 768, OPTION_MARKDOWN, OPTION_HTML, OPTION_BASELINE };

static const struct argp_option options[] = {
	{ "junit", OPTION_JUNIT, "FILE", 0, "Write a report as JUnit's XML, too", 0 },
	{ "markdown", OPTION_MARKDOWN, "FILE", 0,
	  "Write a report that fits a pull request's summary, too", 0 },
	{ "html", OPTION_HTML, "FILE", 0, "Write a report as one HTML page, too", 0 },
	{ "baseline", OPTION_BASELINE, "FILE", 0,
	  "Have the reports say what changed against these rows, of an earlier --json", 0 },
	{ 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct outputs *outputs = state->input;

	switch (key) {
	case OPTION_JUNIT:
		outputs->junit = argument;
		return 0;
	case OPTION_MARKDOWN:
		outputs->markdown = argument;
		return 0;
	case OPTION_HTML:
		outputs->html = argument;
		return 0;
	case OPTION_BASELINE:
		outputs->baseline = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp outputs_arguments = { .options = options, .parser = parse_option };

static bool is_standard_output(const char *path)
{
	return path && !strcmp(path, "-");
}

bool outputs_hide_table(const struct outputs *outputs)
{
	return is_standard_output(outputs->junit) || is_standard_output(outputs->markdown) ||
	       is_standard_output(outputs->html);
}

/* What the printers need. */
struct both {
	struct report report, baseline;
	bool has_baseline;
};

static int print_junit(void *context, FILE *out)
{
	report_junit(&((struct both *)context)->report, out);
	return 0;
}

static int print_markdown(void *context, FILE *out)
{
	struct both *both = context;

	report_markdown(&both->report, both->has_baseline ? &both->baseline : NULL, out);
	return 0;
}

static int print_html(void *context, FILE *out)
{
	struct both *both = context;

	report_html(&both->report, both->has_baseline ? &both->baseline : NULL, out);
	return 0;
}

static int write_all(const struct outputs *outputs, struct both *both, struct failure *why)
{
	int error = 0;

	if (outputs->junit)
		error = file_write(outputs->junit, print_junit, both, why);
	if (!error && outputs->markdown)
		error = file_write(outputs->markdown, print_markdown, both, why);
	if (!error && outputs->html)
		error = file_write(outputs->html, print_html, both, why);
	return error;
}

int outputs_write(const struct outputs *outputs, struct json_object *rows, struct failure *why)
{
	char *baseline = (char *)outputs->baseline;
	struct both both = { .has_baseline = baseline != NULL };
	int error = report_make(rows, &both.report);

	if (error)
		return fail_with(why, error, "the rows make no report: %s", strerror(-error));
	if (baseline)
		error = report_read(&baseline, 1, &both.baseline, why);
	if (!error)
		error = write_all(outputs, &both, why);
	report_free(&both.report);
	if (baseline && both.baseline.rows)
		report_free(&both.baseline);
	return error;
}
