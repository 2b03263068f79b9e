// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend report`: makes reports of rows that were written before, of one run or of many parts. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/outputs.h"
#include "cli/report.h"
#include "cli/rows.h"
#include "lab/protocol.h"

enum { OPTION_JSON = 256 };

struct request {
	struct outputs outputs;
	struct words files;
	const char *json;
	bool merge;
};

static const struct argp_option options[] = {
	{ "json", OPTION_JSON, "FILE", 0,
	  "Write all rows as one array, one for each program and kernel; - is standard output", 0 },
	{ 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &request->outputs;
		return 0;
	case OPTION_JSON:
		request->json = argument;
		return 0;
	case ARGP_KEY_ARG:
		if (!request->merge && !request->files.count && !strcmp(argument, "merge"))
			request->merge = true;
		else
			words_add(&request->files, argument, state);
		return 0;
	case ARGP_KEY_END:
		if (!request->files.count)
			argp_error(state, "give files that bpfmend matrix --json or --rows wrote");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* One row for each program and kernel, kernel by kernel as `matrix` has them. */
static struct json_object *rows_in_order(const struct report *report)
{
	struct json_object *rows = json_object_new_array();

	for (size_t kernel = 0; kernel < report->kernel_count; kernel++)
		for (size_t i = 0; i < report->program_count; i++)
			if (report_at(report, i, kernel))
				json_object_array_add(
					rows, json_object_get(report_at(report, i, kernel)));
	return rows;
}

static int exit_status(const struct report *report)
{
	if (report_count(report, VERDICT_NAME_ERROR))
		return EXIT_NOT_DONE;
	return report_count(report, VERDICT_NAME_REJECT) || report_count(report, ROW_WRONG)
		       ? EXIT_REJECTED
		       : EXIT_ALL_WELL;
}

static int write_all(const struct request *request, const struct report *report,
		     struct failure *why)
{
	/* merge without a file is for a pipe. */
	const char *json = request->json ? request->json : request->merge ? "-" : NULL;
	struct json_object *rows = rows_in_order(report);
	int error = json ? rows_put(rows, json, why) : 0;

	if (!error)
		error = outputs_write(&request->outputs, rows, why);
	if (!error && !json && !outputs_hide_table(&request->outputs)) {
		report_write_counts(report, "", "", stdout);
		puts("");
	}
	json_object_put(rows);
	return error;
}

int command_report(int argc, char **argv, struct failure *why)
{
	static const struct argp_child children[] = { { &outputs_arguments, 0, NULL, 0 }, { 0 } };
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.children = children,
		.args_doc = "[merge] ROWS...",
		.doc = "Makes reports of rows that `bpfmend matrix` wrote with --json or --rows. "
		       "Of "
		       "several files, as the shards of a matrix write them, it is one report; "
		       "with "
		       "merge the rows of all are written, to standard output unless --json says "
		       "where.\vThe exit status is that of the matrix: 0 if everything is "
		       "accepted, "
		       "1 if something is rejected or run wrongly, 2 if something could not be "
		       "tried.",
	};
	struct request request = { .merge = false };
	struct report report;
	int status;

	command_parse(&argp, argc, argv, &request);
	status = report_read(request.files.words, request.files.count, &report, why);
	free(request.files.words);
	if (status)
		return status;
	status = write_all(&request, &report, why);
	if (!status)
		status = exit_status(&report);
	report_free(&report);
	return status;
}
