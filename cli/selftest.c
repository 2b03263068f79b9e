// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend selftest`: runs files of the kernel's own BPF selftests as they are. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/loading.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "cli/trial-table.h"
#include "lab/kernels.h"
#include "lab/trials.h"

enum { OPTION_ALL = 256, OPTION_LOG };

struct request {
	struct loading loading;
	bool all;
	bool log;
};

/* The files, read. */
struct suite {
	struct object *objects;
	struct kernel_tests *tests; /* one list for each object */
	size_t count;
};

static const struct argp_option options[] = {
	{ "all", OPTION_ALL, NULL, 0, "Show the tests that pass on every kernel, too", 0 },
	{ "log", OPTION_LOG, NULL, 0, "Show the verifier's logs of tests that fail", 0 },
	{ 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	(void)argument;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &request->loading;
		return 0;
	case OPTION_ALL:
		request->all = true;
		return 0;
	case OPTION_LOG:
		request->log = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* What says nothing of itself is no test: to load it there is matrix. */
static int read_file(const char *path, struct object *object, struct kernel_tests *tests,
		     struct failure *why)
{
	int error = object_read(path, object, why);

	if (!error)
		error = kernel_tests_read(object, tests, why);
	if (!error && !tests->annotated)
		error = fail_with(why, -EINVAL,
				  "%s has no annotations of the kernel's selftests: bpfmend matrix "
				  "loads what has none",
				  path);
	return error;
}

static int read_suite(const struct words *files, struct suite *suite, struct failure *why)
{
	int error = 0;

	suite->objects = calloc(files->count, sizeof(*suite->objects));
	suite->tests = calloc(files->count, sizeof(*suite->tests));
	if (!suite->objects || !suite->tests)
		return fail_with(why, -ENOMEM, "out of memory");
	suite->count = files->count;
	for (size_t i = 0; i < files->count && !error; i++)
		error = read_file(files->words[i], &suite->objects[i], &suite->tests[i], why);
	return error;
}

static void free_suite(struct suite *suite)
{
	for (size_t i = 0; i < suite->count; i++) {
		kernel_tests_free(&suite->tests[i]);
		object_free(&suite->objects[i]);
	}
	free(suite->objects);
	free(suite->tests);
}

/* What could not be tried outweighs what failed. */
static int exit_status(const struct trials *trials)
{
	int status = EXIT_ALL_WELL;

	for (size_t i = 0; i < trials->kernels->count * trials->count; i++) {
		enum trial_result result = trials->outcomes[i].result;

		if (result == TRIAL_ERROR)
			status = EXIT_NOT_DONE;
		else if (result == TRIAL_FAIL && status == EXIT_ALL_WELL)
			status = EXIT_REJECTED;
	}
	return status;
}

static int show(const struct request *request, const struct trials *trials, struct failure *why)
{
	struct trial_style style = {
		.colour = table_style_for(stdout).colour,
		.all = request->all,
		.log = request->log,
	};
	const char *json = request->loading.json;
	int error = json ? trial_rows_write(trials, json, why) : 0;

	if (!loading_hides_table(&request->loading))
		trial_table_print(trials, style, stdout);
	return error ? error : exit_status(trials);
}

static int run(const struct request *request, const struct kernel_images *kernels,
	       const struct suite *suite, struct failure *why)
{
	struct progress progress;
	struct trials trials;
	struct watch watch;
	int status;

	progress_begin(&progress, &watch);
	status = trials_run(kernels, suite->objects, suite->tests, suite->count,
			    &request->loading.options, &watch, &trials, why);
	progress_end(&progress);
	if (status)
		return status;
	status = show(request, &trials, why);
	trials_free(&trials);
	return status;
}

int command_selftest(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.children = loading_arguments,
		.args_doc = "FILE.bpf.o...",
		.doc = "Runs the kernel's own BPF selftests, or programs annotated like them "
		       "(__success, __failure, __msg, __retval, ...: progs/bpf_misc.h), each in "
		       "the modes that it asks for. An annotation that is not known is an error; "
		       "a test with one that is known and not checked passes only in part."
		       "\vThe exit status is 0 if every test that can be tried is as expected, "
		       "1 if one fails, 2 if something could not be tried.",
	};
	struct request request = { 0 };
	struct kernel_images kernels = { 0 };
	struct suite suite = { 0 };
	int status;

	command_parse(&argp, argc, argv, &request);
	status = read_suite(&request.loading.files, &suite, why);
	if (!status)
		status = loading_find_kernels(&request.loading, &kernels, why);
	if (!status)
		status = run(&request, &kernels, &suite, why);
	free_suite(&suite);
	kernel_images_free(&kernels);
	loading_free(&request.loading);
	return status;
}
