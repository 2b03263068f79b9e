// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * libbpfmend.so as a loader uses it, on the kernel that this runs on: a machine of the lab, as
 * root. What is asked, what is not, and what is refused.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/bpfmend.h"

static struct bpfmend_answers *ask(const struct bpfmend_probe_opts *opts)
{
	struct bpfmend_answers *answers;

	assert_int_equal(bpfmend_probe(&answers, opts), 0);
	assert_non_null(answers);
	return answers;
}

static void every_question_has_an_answer(void **state)
{
	struct bpfmend_answers *answers = ask(NULL);
	const struct bpfmend_answer *answer;
	size_t count = 0;

	(void)state;
	for (; (answer = bpfmend_answers__at(answers, count)); count++) {
		const struct bpfmend_question *question = bpfmend_question__at(count);

		assert_ptr_equal(answer->question, question);
		assert_true(*question->hazard && *question->text);
		if (question->kind == BPFMEND_KIND_NONE || answer->verdict != BPFMEND_UNKNOWN)
			assert_int_equal(answer->error, 0);
		else
			assert_true(answer->error < 0);
		assert_int_equal(bpfmend_answers__find(answers, question->hazard, question->form),
				 answer->verdict);
	}
	assert_null(bpfmend_question__at(count));
	assert_true(count > 60);
	/* Two for each, but for what is not asked, and the first. */
	assert_true(bpfmend_answers__loads(answers) > count);
	bpfmend_answers__free(answers);
	bpfmend_answers__free(NULL);
}

static void only_what_is_wanted_is_asked(void **state)
{
	struct bpfmend_probe_opts opts = { .sz = sizeof(opts), .hazard = "stack-align" };
	struct bpfmend_answers *answers = ask(&opts);

	(void)state;
	assert_int_equal(bpfmend_answers__find(answers, "stack-align", ""), BPFMEND_YES);
	assert_int_equal(bpfmend_answers__find(answers, "pointer-or", ""), BPFMEND_UNKNOWN);
	assert_int_equal(bpfmend_answers__loads(answers), 3);
	bpfmend_answers__free(answers);
	opts.hazard = "pointer-or";
	opts.form = "tests";
	answers = ask(&opts);
	assert_int_equal(bpfmend_answers__find(answers, "pointer-or", ""), BPFMEND_UNKNOWN);
	assert_int_equal(bpfmend_answers__find(answers, "pointer-or", "tests"), BPFMEND_YES);
	bpfmend_answers__free(answers);
}

static void what_there_is_not_is_not_found(void **state)
{
	struct bpfmend_probe_opts opts = { .sz = sizeof(opts), .hazard = "stack-alig" };
	struct bpfmend_answers *answers = (void *)&opts;

	(void)state;
	assert_int_equal(bpfmend_probe(&answers, &opts), -ENOENT);
	assert_null(answers);
	opts.hazard = "stack-align";
	opts.form = "tests";
	assert_int_equal(bpfmend_probe(&answers, &opts), -ENOENT);
	opts.form = NULL;
	answers = ask(&opts);
	assert_int_equal(bpfmend_answers__find(answers, "none", ""), BPFMEND_UNKNOWN);
	bpfmend_answers__free(answers);
}

/* A structure of another header: longer, with something in it; shorter, without the last field. */
static void options_of_other_headers_are_told_apart(void **state)
{
	struct {
		struct bpfmend_probe_opts known;
		const char *later;
	} opts = { { .sz = sizeof(opts), .hazard = "stack-align" }, NULL };
	struct bpfmend_answers *answers = ask(&opts.known);

	(void)state;
	bpfmend_answers__free(answers);
	opts.later = "later";
	assert_int_equal(bpfmend_probe(&answers, &opts.known), -EINVAL);
	assert_null(answers);
	opts.known.sz = 0;
	assert_int_equal(bpfmend_probe(&answers, &opts.known), -EINVAL);
	opts.known.sz = offsetof(struct bpfmend_probe_opts, form);
	opts.known.form = "none";
	answers = ask(&opts.known);
	assert_int_equal(bpfmend_answers__find(answers, "stack-align", ""), BPFMEND_YES);
	bpfmend_answers__free(answers);
}

/* In a child: what is given up does not come back. */
static void who_may_not_ask_is_told(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (!child) {
		struct bpfmend_answers *answers = NULL;

		_exit(setuid(65534) || bpfmend_probe(&answers, NULL) != -EPERM || answers);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static size_t count_files(void)
{
	size_t count = 0;

	for (int file = 0; file < 1000; file++)
		count += lseek(file, 0, SEEK_CUR) >= 0 || errno != EBADF;
	return count;
}

static void nothing_is_left_open(void **state)
{
	size_t before = count_files();

	(void)state;
	bpfmend_answers__free(ask(NULL));
	assert_int_equal(count_files(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_question_has_an_answer),
		cmocka_unit_test(only_what_is_wanted_is_asked),
		cmocka_unit_test(what_there_is_not_is_not_found),
		cmocka_unit_test(options_of_other_headers_are_told_apart),
		cmocka_unit_test(who_may_not_ask_is_told),
		cmocka_unit_test(nothing_is_left_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
