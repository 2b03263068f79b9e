// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Unit tests of lab/kernel-test.c on objects that clang made (argv[1] is their folder). What the
 * annotations of kernel-tests.bpf.c lead to on a kernel is trials-test.c's.
 */
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/kernel-test.h"

static const char *folder;
static struct object object;
static struct kernel_tests tests;

static int read_folder(const char *name, struct failure *why)
{
	char path[4096];
	int error;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	error = object_read(path, &object, why);
	return error ? error : kernel_tests_read(&object, &tests, why);
}

static int prepare(void **state)
{
	(void)state;
	return read_folder("kernel-tests.bpf.o", NULL);
}

static int clean_up(void **state)
{
	(void)state;
	kernel_tests_free(&tests);
	object_free(&object);
	return 0;
}

static const struct kernel_test *find(const char *program)
{
	for (size_t i = 0; i < tests.count; i++)
		if (!strcmp(tests.tests[i].program, program))
			return &tests.tests[i];
	fail_msg("there is no %s", program);
	return NULL;
}

static void both_forms_are_read(void **state)
{
	const struct kernel_test *old = find("pass_old"), *new = find("pass_new");
	const struct kernel_test_case *one = &old->cases[MODE_PRIVILEGED];
	const struct kernel_test_case *other = &new->cases[MODE_PRIVILEGED];

	(void)state;
	assert_true(tests.annotated);
	assert_int_equal(old->log_level, 2);
	assert_int_equal(one->value, INT_MIN);
	assert_int_equal(one->messages.count, 2);
	assert_string_equal(one->messages.patterns[0].text, "{{[rw]}}0 = ");
	assert_string_equal(one->messages.patterns[1].text, "exit");
	assert_int_equal(other->value, 64);
	assert_int_equal(other->messages.count, 3);
	assert_true(other->messages.patterns[0].absent);
	assert_false(other->messages.patterns[1].absent);
	assert_string_equal(other->messages.patterns[2].text, "r9");
	assert_false(new->cases[MODE_UNPRIVILEGED].wanted);
}

static void a_user_is_expected_what_root_is_unless_said(void **state)
{
	const struct kernel_test *leak = find("pass_pass_leak");
	const struct kernel_test *perfmon = find("pass_pass_perfmon");
	const struct kernel_test *less = find("pass_fail_unprivileged");

	(void)state;
	assert_true(leak->cases[MODE_PRIVILEGED].any_value);
	assert_true(leak->cases[MODE_UNPRIVILEGED].is_rejected);
	assert_int_equal(leak->cases[MODE_PRIVILEGED].messages.count, 0);
	assert_false(perfmon->cases[MODE_UNPRIVILEGED].is_rejected);
	assert_true(perfmon->cases[MODE_UNPRIVILEGED].capabilities ==
		    (UINT64_C(1) << 38 | UINT64_C(1) << 39));
	assert_true(less->cases[MODE_UNPRIVILEGED].is_run);
	assert_int_equal(less->cases[MODE_UNPRIVILEGED].value, 3);
}

static void what_is_no_test_here_is_known(void **state)
{
	const struct kernel_test *auxiliary = find("auxiliary");

	(void)state;
	assert_non_null(find("skip_processor")->skip);
	assert_null(find("part_translated")->skip);
	assert_string_equal(find("part_translated")->cases[MODE_PRIVILEGED].unchecked, "__xlated");
	assert_true(auxiliary->is_auxiliary[MODE_PRIVILEGED]);
	assert_false(auxiliary->cases[MODE_PRIVILEGED].wanted);
	assert_true(find("fail_should_load")->cases[MODE_PRIVILEGED].wanted);
}

static void without_annotations_nothing_is_annotated(void **state)
{
	(void)state;
	clean_up(NULL);
	assert_int_equal(read_folder("verdicts.bpf.o", NULL), 0);
	assert_false(tests.annotated);
	clean_up(NULL);
	assert_int_equal(prepare(NULL), 0);
}

/* The objects are bad-annotation.bpf.c's, one for each tag that CMakeLists.txt gives it. */
static void what_cannot_be_read_is_named(void **state)
{
	static const struct {
		const char *file;
		const char *why;
	} cases[] = {
		{ "bad-unknown.bpf.o",
		  "bad: nobody knows the annotation 'comment:3:test_expect_miracle'" },
		{ "bad-longer.bpf.o",
		  "bad: nobody knows the annotation 'comment:test_expect_successful'" },
		{ "bad-message.bpf.o", "'comment:3:test_expect_msg={{a' cannot be read" },
		{ "bad-unnumbered.bpf.o", "'comment:test_expect_msg=words' cannot be read" },
		{ "bad-value.bpf.o", "'comment:3:test_retval=seven' cannot be read" },
		{ "bad-flag.bpf.o", "'comment:3:test_prog_flags=BPF_F_NONE' cannot be read" },
		{ "bad-processor.bpf.o", "'comment:3:test_arch=PDP11' cannot be read" },
		{ "bad-capability.bpf.o", "'comment:3:test_caps_unpriv=CAP_BPF' cannot be read" },
		{ "bad-level.bpf.o", "'comment:3:test_log_level=8' cannot be read" },
	};

	(void)state;
	clean_up(NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct failure why = { "" };

		assert_int_equal(read_folder(cases[i].file, &why), -EINVAL);
		if (!strstr(why.text, cases[i].why) || !strstr(why.text, cases[i].file))
			fail_msg("%s: %s", cases[i].file, why.text);
		object_free(&object);
	}
	assert_int_equal(prepare(NULL), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest group[] = {
		cmocka_unit_test(both_forms_are_read),
		cmocka_unit_test(a_user_is_expected_what_root_is_unless_said),
		cmocka_unit_test(what_is_no_test_here_is_known),
		cmocka_unit_test(without_annotations_nothing_is_annotated),
		cmocka_unit_test(what_cannot_be_read_is_named),
	};

	if (argc != 2)
		return 2;
	folder = argv[1];
	return cmocka_run_group_tests(group, prepare, clean_up);
}
