// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend explain`: says of each rejection where it is, whose doing, and what to do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/explain-sources.h"
#include "cli/loading.h"

enum { OPTION_LOG = 256, OPTION_PROGRAM };

struct request {
	struct loading loading; /* first, for the parser of loading.h fills it */
	const char *log, *program;
};

static const struct argp_option options[] = {
	{ "log", OPTION_LOG, "FILE", 0,
	  "Explain the verifier's log in FILE, of whatever kernel, in place of loading anything; - "
	  "is standard input",
	  0 },
	{ "program", OPTION_PROGRAM, "NAME", 0, "Explain this program of the objects alone", 0 },
	{ 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &request->loading;
		return 0;
	case OPTION_LOG:
		request->log = argument;
		return 0;
	case OPTION_PROGRAM:
		request->program = argument;
		return 0;
	case ARGP_KEY_END:
		if (request->log && (request->loading.kernels || request->loading.images.count))
			argp_error(state, "a log is of one kernel: --log goes without --kernels");
		if (request->log && request->loading.files.count > 1)
			argp_error(state, "a log is of one object");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int find(struct request *request, struct explanations *explanations, struct failure *why)
{
	struct loading *loading = &request->loading;

	if (request->log)
		return explain_log_file(request->log, loading->files.words[0], request->program,
					explanations, why);
	if (loading->kernels || loading->images.count)
		return explain_on_kernels(loading, request->program, explanations, why);
	return explain_predictions(&loading->files, request->program, explanations, why);
}

static int status_of(const struct explanations *explanations)
{
	for (size_t i = 0; i < explanations->count; i++)
		if (explanations->all[i].how == EXPLAINED_NOT_TRIED)
			return EXIT_NOT_DONE;
	return explanations->count ? EXIT_REJECTED : EXIT_ALL_WELL;
}

static int show(const struct request *request, const struct explanations *explanations,
		struct failure *why)
{
	const struct loading *loading = &request->loading;
	bool guessed = !request->log && !loading->kernels && !loading->images.count;
	int error = loading->json ? explanations_write(explanations, loading->json, why) : 0;

	if (error || loading_hides_table(loading))
		return error;
	explanations_print(explanations, stdout);
	if (!explanations->count)
		printf("Nothing is rejected.\n");
	if (guessed)
		printf("\nThese are guesses: --kernels asks the kernels themselves.\n");
	return 0;
}

int command_explain(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.children = loading_arguments,
		.args_doc = "FILE.bpf.o...",
		.doc = "Explains why kernels reject programs: where in the source, in the "
		       "verifier's words, whose doing it is (bug, compiler, verifier, kernel, "
		       "environment), and what to do.\vWith --kernels or --kernel-image the "
		       "objects "
		       "are loaded on these kernels, as bpfmend matrix does; with --log a log is "
		       "explained; with neither, what bpfmend predict foresees. The exit status is "
		       "0 if nothing is rejected, 1 if something is, 2 if something could not be "
		       "done.",
	};
	struct request request = { 0 };
	struct explanations explanations = { 0 };
	int status;

	command_parse(&argp, argc, argv, &request);
	status = find(&request, &explanations, why);
	if (!status)
		status = show(&request, &explanations, why);
	if (!status)
		status = status_of(&explanations);
	explanations_free(&explanations);
	loading_free(&request.loading);
	return status;
}
