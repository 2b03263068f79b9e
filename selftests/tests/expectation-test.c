// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of selftests/expectation.c, on objects that clang compiled from the files beside this.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "selftests/expectation.h"

static const char *words(const char *program, const char *kernel, bool mended)
{
	static char copy[64];
	struct expectations expectations;
	struct kernel_version version;
	const char *found;

	assert_int_equal(kernel_version_parse(kernel, &version, NULL), 0);
	assert_int_equal(expectations_read(OBJECTS "/annotated.bpf.o", &expectations, NULL), 0);
	found = expectations_words(&expectations, program, version, mended);
	if (found)
		strncpy(copy, found, sizeof(copy) - 1);
	expectations_free(&expectations);
	return found ? copy : NULL;
}

static void words_belong_to_their_kernels(void **state)
{
	(void)state;
	assert_string_equal(words("rejected", "6.12.117", false), "first: words");
	assert_string_equal(words("rejected", "7.1.3", false), "first: words");
	assert_string_equal(words("rejected", "5.10.262", false), "other words");
	assert_null(words("rejected", "6.19.14", false));
	assert_null(words("rejected", "7.3.4", false));
}

static void a_mended_program_loads(void **state)
{
	(void)state;
	assert_null(words("rejected", "6.12.117", true));
}

static void an_unmended_one_does_not(void **state)
{
	(void)state;
	assert_string_equal(words("unmended", "6.12.117", true), "words");
	assert_null(words("unmended", "6.16.12", true));
}

static void a_mended_one_has_its_own_words(void **state)
{
	(void)state;
	assert_string_equal(words("mended_for_some", "6.12.117", false), "words");
	assert_string_equal(words("mended_for_some", "6.12.117", true), "mended words");
	assert_string_equal(words("mended_for_some", "6.16.12", false), "words");
	assert_null(words("mended_for_some", "6.16.12", true));
}

/* It has no words: mended it loads. */
static void one_that_may_load_or_not_is_told_from_others(void **state)
{
	struct expectations expectations;

	(void)state;
	assert_int_equal(expectations_read(OBJECTS "/annotated.bpf.o", &expectations, NULL), 0);
	assert_true(expectations_find(&expectations, "either")->any);
	assert_false(expectations_find(&expectations, "rejected")->any);
	expectations_free(&expectations);
	assert_null(words("either", "6.12.117", true));
}

static void without_annotations_it_loads(void **state)
{
	(void)state;
	assert_null(words("plain", "6.12.117", false));
	assert_null(words("plain", "6.12.117", true));
}

static void runs_are_in_the_order_of_the_source(void **state)
{
	static const struct test_runs runs = {
		{ { TEST_FIELD_PRIORITY, 0, 1 }, { TEST_FIELD_MARK, 2, 4 } },
		2,
	};
	const struct expectation *found;
	struct expectations expectations;

	(void)state;
	assert_int_equal(expectations_read(OBJECTS "/annotated.bpf.o", &expectations, NULL), 0);
	found = expectations_find(&expectations, "run");
	assert_non_null(found);
	assert_true(test_runs_equal(&found->runs, &runs));
	assert_int_equal(found->returns.count, 3);
	assert_int_equal(found->returns.values[2], 9);
	assert_null(expectations_find(&expectations, "plain"));
	expectations_free(&expectations);
}

static void how_it_is_loaded_is_read(void **state)
{
	const struct expectation *found;
	struct expectations expectations;

	(void)state;
	assert_int_equal(expectations_read(OBJECTS "/annotated.bpf.o", &expectations, NULL), 0);
	found = expectations_find(&expectations, "limited");
	assert_non_null(found);
	assert_true(found->load.limited);
	assert_true(found->load.capabilities == (UINT64_C(1) << 39 | UINT64_C(1) << 12));
	assert_int_equal(found->load.flags, 1U << 3 | 1U << 0);
	assert_false(expectations_find(&expectations, "run")->load.limited);
	expectations_free(&expectations);
}

static void wrong_values_are_the_plain_programs_own(void **state)
{
	static const struct kernel_version bad = { 6, 18, 12 }, good = { 6, 18, 15 };
	const struct expectation *found;
	struct expectations expectations;
	char text[64];
	bool own;

	(void)state;
	assert_int_equal(expectations_read(OBJECTS "/annotated.bpf.o", &expectations, NULL), 0);
	found = expectations_find(&expectations, "attached");
	assert_non_null(found);
	assert_int_equal(expectation_runs(found), 2);
	expectation_describe_run(found, 1, text, sizeof(text));
	assert_string_equal(text, "exec /tmp/id");
	assert_int_equal(expectation_returns(found, bad, false, &own)->count, 1);
	assert_true(own);
	assert_int_equal(expectation_returns(found, bad, true, &own)->count, 2);
	assert_false(own);
	assert_int_equal(expectation_returns(found, good, false, &own)->count, 2);
	assert_false(own);
	expectations_free(&expectations);
}

static void what_cannot_be_read_is_refused(void **state)
{
	static const struct {
		const char *path;
		const char *why;
	} cases[] = {
		{ OBJECTS "/bad-unknown.bpf.o", "nobody knows the annotation 'bpfmend:nonsense'" },
		{ OBJECTS "/bad-kernels.bpf.o", "cannot be read: 'six:words'" },
		{ OBJECTS "/bad-words.bpf.o", "cannot be read: '6.12:'" },
		{ OBJECTS "/bad-capabilities.bpf.o", "cannot be read: 'cap_everything'" },
		{ OBJECTS "/bad-flag.bpf.o", "load_flags() knows no 'BPF_F_NO_SUCH'" },
		{ OBJECTS "/bad-runs.bpf.o", "bad: expect_returns() needs a run_over()" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct expectations expectations;
		struct failure why = { "" };

		assert_int_equal(expectations_read(cases[i].path, &expectations, &why), -EINVAL);
		assert_non_null(strstr(why.text, cases[i].why));
	}
}

static void a_missing_object_is_an_error(void **state)
{
	struct expectations expectations;
	struct failure why = { "" };

	(void)state;
	assert_int_equal(expectations_read("no-such.bpf.o", &expectations, &why), -ENOENT);
	assert_non_null(strstr(why.text, "no-such.bpf.o"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_belong_to_their_kernels),
		cmocka_unit_test(a_mended_program_loads),
		cmocka_unit_test(an_unmended_one_does_not),
		cmocka_unit_test(a_mended_one_has_its_own_words),
		cmocka_unit_test(one_that_may_load_or_not_is_told_from_others),
		cmocka_unit_test(without_annotations_it_loads),
		cmocka_unit_test(runs_are_in_the_order_of_the_source),
		cmocka_unit_test(how_it_is_loaded_is_read),
		cmocka_unit_test(wrong_values_are_the_plain_programs_own),
		cmocka_unit_test(what_cannot_be_read_is_refused),
		cmocka_unit_test(a_missing_object_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
