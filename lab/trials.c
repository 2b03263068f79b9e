// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Tries the kernel's selftests and judges them; see trials.h. */
#include "lab/trials.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/protocol.h"

static const char *const result_names[TRIAL_RESULTS] = {
	[TRIAL_ERROR] = "error", [TRIAL_PASS] = "pass", [TRIAL_PART] = "part",
	[TRIAL_FAIL] = "fail",	 [TRIAL_SKIP] = "skip",
};

/* What the kernel's runner takes away from a test in the unprivileged mode. */
#define CAP(number) (UINT64_C(1) << (number))
static const uint64_t every_capability = CAP(41) - 1;
static const uint64_t bpf_capabilities = CAP(12) /* NET_ADMIN */ | CAP(21) /* SYS_ADMIN */ |
					 CAP(38) /* PERFMON */ | CAP(39) /* BPF */;

const char *trial_result_name(enum trial_result result)
{
	return result_names[result];
}

static int out_of_memory(struct failure *why)
{
	return fail_with(why, -ENOMEM, "out of memory");
}

/* Fills the outcome. Returns 0 or -ENOMEM. */
static int __attribute__((format(printf, 3, 4))) conclude(struct trial_outcome *outcome,
							  enum trial_result result,
							  const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vasprintf(&outcome->detail, format, arguments);
	va_end(arguments);
	outcome->result = result;
	if (length >= 0)
		return 0;
	outcome->detail = NULL;
	return -ENOMEM;
}

/* The log that is held against the messages; NULL where it is not whole. */
static const char *whole_log(const struct kernel_test *test, const struct matrix_cell *cell)
{
	if (cell->verdict == VERDICT_ACCEPT && !test->log_level)
		return "";
	return cell->log && strlen(cell->log) < PROTOCOL_LOG_LIMIT ? cell->log : NULL;
}

static int judge_messages(const struct kernel_test *test, const struct kernel_test_case *expected,
			  struct trial_outcome *outcome, bool *as_expected)
{
	const char *log = whole_log(test, outcome->cell);
	const struct log_pattern *wrong;

	*as_expected = !expected->messages.count;
	if (*as_expected)
		return 0;
	if (!log)
		return conclude(outcome, TRIAL_ERROR, "the verifier's log did not come whole");
	wrong = log_match(log, &expected->messages);
	*as_expected = !wrong;
	if (wrong)
		return conclude(outcome, TRIAL_FAIL, "in the log there is %s '%s'%s",
				wrong->absent ? "" : "no", wrong->text,
				wrong->absent ? ", which should not be there" : " (in this place)");
	return 0;
}

static int judge_run(const struct kernel_test_case *expected, struct trial_outcome *outcome,
		     bool *as_expected)
{
	const struct matrix_cell *cell = outcome->cell;

	*as_expected = false;
	if (cell->return_count != 1)
		return conclude(outcome, TRIAL_FAIL, "cannot be run: %s",
				cell->run_trouble ? cell->run_trouble : "nothing was heard of it");
	*as_expected = expected->any_value || cell->returns[0] == expected->value;
	if (*as_expected)
		return 0;
	return conclude(outcome, TRIAL_FAIL, "returns %d, but should return %d", cell->returns[0],
			expected->value);
}

int trial_judge(const struct kernel_test *test, enum kernel_test_mode mode,
		const struct matrix_cell *cell, struct trial_outcome *outcome)
{
	const struct kernel_test_case *expected = &test->cases[mode];
	bool as_expected = true;
	int error;

	*outcome = (struct trial_outcome){ .cell = cell };
	if (cell->verdict == VERDICT_ERROR)
		return conclude(outcome, TRIAL_ERROR, "no verdict: %s", cell->message);
	if (expected->is_rejected && cell->verdict == VERDICT_ACCEPT)
		return conclude(outcome, TRIAL_FAIL, "loads, but should be rejected");
	if (!expected->is_rejected && cell->verdict == VERDICT_REJECT)
		return conclude(outcome, TRIAL_FAIL, "should load, but: %s", cell->message);
	error = judge_messages(test, expected, outcome, &as_expected);
	if (!error && as_expected && expected->is_run && !expected->is_rejected)
		error = judge_run(expected, outcome, &as_expected);
	if (error || !as_expected)
		return error;
	if (expected->unchecked)
		return conclude(outcome, TRIAL_PART, "%s is not checked", expected->unchecked);
	return conclude(outcome, TRIAL_PASS, "%s", "");
}

static struct load_options load_options_for(const struct kernel_test *test,
					    enum kernel_test_mode mode)
{
	const struct kernel_test_case *expected = &test->cases[mode];
	uint32_t usual = 0;

	load_flag_find("BPF_F_TEST_RND_HI32", &usual);
	return (struct load_options){
		.log_level = test->log_level		? test->log_level
			     : expected->messages.count ? 1
							: 0,
		.flags = (usual | test->flags) & ~test->cleared_flags,
		.limited = mode == MODE_UNPRIVILEGED,
		.capabilities = (every_capability & ~bpf_capabilities) | expected->capabilities,
		.run = expected->is_run && !expected->is_rejected,
	};
}

/*
 * A view of an object has room for all of its programs twice: as tests and along. Returns NULL
 * where there is no memory.
 */
static struct object *begin_view(struct trials *trials, const struct object *object,
				 const struct kernel_tests *tests, enum kernel_test_mode mode)
{
	struct object *view = &trials->views[trials->view_count];
	char **names = calloc(2 * object->count, sizeof(*names));

	if (!names)
		return NULL;
	*view = *object;
	view->programs = names;
	view->count = 0;
	view->along = names + object->count;
	view->along_count = 0;
	for (size_t i = 0; i < object->count; i++)
		if (tests->tests[i].is_auxiliary[mode])
			names[object->count + view->along_count++] = object->programs[i];
	trials->view_count++;
	return view;
}

/* One without tests is none. */
static void end_view(struct trials *trials, struct object *view)
{
	if (view->count)
		return;
	free(view->programs);
	trials->view_count--;
}

/* Lists the tests of an object in one mode. */
static int add_view(struct trials *trials, struct load_options *loads, size_t *loaded,
		    const struct object *object, const struct kernel_tests *tests,
		    enum kernel_test_mode mode)
{
	struct object *view = begin_view(trials, object, tests, mode);

	if (!view)
		return -ENOMEM;
	for (size_t i = 0; i < object->count; i++) {
		const struct kernel_test *test = &tests->tests[i];

		if (!test->cases[mode].wanted)
			continue;
		trials->trials[trials->count++] = (struct trial){ object, test, mode, *loaded };
		if (test->skip)
			continue;
		view->programs[view->count++] = object->programs[i];
		loads[(*loaded)++] = load_options_for(test, mode);
	}
	end_view(trials, view);
	return 0;
}

static int judge_all(struct trials *trials)
{
	int error = 0;

	for (size_t kernel = 0; kernel < trials->kernels->count; kernel++)
		for (size_t i = 0; i < trials->count && !error; i++) {
			const struct trial *trial = &trials->trials[i];
			struct trial_outcome *outcome =
				&trials->outcomes[kernel * trials->count + i];

			if (trial->test->skip)
				error = conclude(outcome, TRIAL_SKIP, "%s", trial->test->skip);
			else
				error = trial_judge(
					trial->test, trial->mode,
					matrix_at(&trials->matrix, kernel, trial->program),
					outcome);
		}
	return error;
}

static int run(struct trials *trials, struct load_options *loads, const struct object *objects,
	       const struct kernel_tests *tests, size_t object_count, struct matrix_options options,
	       const struct watch *watch, struct failure *why)
{
	size_t loaded = 0;
	int error = 0;

	for (size_t i = 0; i < object_count; i++)
		for (int mode = 0; mode < MODE_COUNT; mode++)
			if (add_view(trials, loads, &loaded, &objects[i], &tests[i],
				     (enum kernel_test_mode)mode))
				return out_of_memory(why);
	trials->outcomes =
		calloc(trials->kernels->count * trials->count + 1, sizeof(*trials->outcomes));
	if (!trials->outcomes)
		return out_of_memory(why);
	options.runs = NULL;
	options.loads = loads;
	if (trials->view_count)
		error = matrix_run(trials->kernels, trials->views, trials->view_count, &options,
				   watch, &trials->matrix, why);
	if (error)
		return error;
	return judge_all(trials) ? out_of_memory(why) : 0;
}

int trials_run(const struct kernel_images *kernels, const struct object *objects,
	       const struct kernel_tests *tests, size_t object_count,
	       const struct matrix_options *options, const struct watch *watch,
	       struct trials *trials, struct failure *why)
{
	struct load_options *loads;
	size_t most = 0;
	int error;

	for (size_t i = 0; i < object_count; i++)
		most += MODE_COUNT * objects[i].count;
	*trials = (struct trials){ .kernels = kernels };
	trials->trials = calloc(most + 1, sizeof(*trials->trials));
	trials->views = calloc(MODE_COUNT * object_count + 1, sizeof(*trials->views));
	loads = calloc(most + 1, sizeof(*loads));
	if (trials->trials && trials->views && loads)
		error = run(trials, loads, objects, tests, object_count, *options, watch, why);
	else
		error = out_of_memory(why);
	free(loads);
	if (error)
		trials_free(trials);
	return error;
}

const struct trial_outcome *trials_at(const struct trials *trials, size_t kernel, size_t trial)
{
	return &trials->outcomes[kernel * trials->count + trial];
}

void trials_free(struct trials *trials)
{
	if (trials->matrix.cells)
		matrix_free(&trials->matrix);
	for (size_t i = 0; trials->outcomes && i < trials->kernels->count * trials->count; i++)
		free(trials->outcomes[i].detail);
	for (size_t i = 0; i < trials->view_count; i++)
		free(trials->views[i].programs);
	free(trials->outcomes);
	free(trials->views);
	free(trials->trials);
	*trials = (struct trials){ 0 };
}
