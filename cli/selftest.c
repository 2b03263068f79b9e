// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend selftest`: runs files of the kernel's own BPF selftests as they are. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "cli/trial-table.h"
#include "lab/kernels.h"
#include "lab/trials.h"

enum { OPTION_IMAGE = 256, OPTION_JSON, OPTION_ALL, OPTION_LOG, OPTION_ACCEL };

#define MOST_JOBS 1024

struct request {
	const char *kernels;
	const char *json;
	bool all;
	bool log;
	struct words images;
	struct words files;
	struct matrix_options options;
};

/* The files, read. */
struct suite {
	struct object *objects;
	struct kernel_tests *tests; /* one list for each object */
	size_t count;
};

static const struct argp_option options[] = {
	{ "kernels", 'k', "LIST", 0,
	  "The kernels to run them on, as in 6.12,7.2 (default: every one that was fetched)", 0 },
	{ "kernel-image", OPTION_IMAGE, "PATH", 0,
	  "A kernel (bzImage) of your own; may be given more than once; without --kernels, these "
	  "alone",
	  0 },
	{ "all", OPTION_ALL, NULL, 0, "Show the tests that pass on every kernel, too", 0 },
	{ "log", OPTION_LOG, NULL, 0, "Show the verifier's logs of tests that fail", 0 },
	{ "json", OPTION_JSON, "FILE", 0,
	  "Write the results as JSON too; - is standard output, in place of the table", 0 },
	{ "jobs", 'j', "N", 0, "Machines at a time (default: the number of cores)", 0 },
	{ "accel", OPTION_ACCEL, "HOW", 0,
	  "kvm, tcg (emulation) or auto: try KVM, fall back to emulation (default)", 0 },
	{ 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
	case 'k':
		request->kernels = argument;
		return 0;
	case OPTION_IMAGE:
		words_add(&request->images, argument, state);
		return 0;
	case OPTION_JSON:
		request->json = argument;
		return 0;
	case OPTION_ALL:
		request->all = true;
		return 0;
	case OPTION_LOG:
		request->log = true;
		return 0;
	case 'j':
		request->options.jobs = parse_number(argument, MOST_JOBS, "machines", state);
		return 0;
	case OPTION_ACCEL:
		request->options.accel = parse_accel(argument, state);
		return 0;
	case ARGP_KEY_ARG:
		words_add(&request->files, argument, state);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a BPF object is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int find_kernels(const struct request *request, struct kernel_images *kernels,
			struct failure *why)
{
	int error = 0;

	if (request->kernels || !request->images.count)
		error = kernels_find(request->kernels, kernels, why);
	for (size_t i = 0; i < request->images.count && !error; i++)
		error = kernels_find_path(request->images.words[i], kernels, why);
	return error;
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
	int error = request->json ? trial_rows_write(trials, request->json, why) : 0;

	if (!request->json || strcmp(request->json, "-") != 0)
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
	status = trials_run(kernels, suite->objects, suite->tests, suite->count, &request->options,
			    &watch, &trials, why);
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
	status = read_suite(&request.files, &suite, why);
	if (!status)
		status = find_kernels(&request, &kernels, why);
	if (!status)
		status = run(&request, &kernels, &suite, why);
	free_suite(&suite);
	kernel_images_free(&kernels);
	free(request.images.words);
	free(request.files.words);
	return status;
}
