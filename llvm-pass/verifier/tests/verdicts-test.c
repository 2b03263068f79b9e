/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Kernels share a walk if they would answer all that it asks the same, and only then. */
#include "llvm-pass/verifier/verdicts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct instruction returns_1[] = {
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst = BPF_REG_0, .number = 1 },
	{ .code = BPF_JMP | BPF_EXIT },
};
static const struct subprogram whole = { .name = "whole", .count = 2 };

static struct program make_program(const char *section, unsigned int type)
{
	return (struct program){
		.name = "whole",
		.section = section,
		.type = type,
		.code = returns_1,
		.code_count = 2,
		.subprograms = &whole,
		.subprogram_count = 1,
	};
}

static const struct verdict *ask(struct verdicts *verdicts, int major, int minor)
{
	static const struct walk_options options;
	const struct kernel_version kernel = { major, minor, KERNEL_ANY_PATCH };
	const struct verdict *verdict;

	assert_int_equal(verdicts_at(verdicts, kernel, &options, &verdict), 0);
	return verdict;
}

static void all_share_where_none_differs(void **state)
{
	struct program program = make_program("socket", BPF_PROGRAM_SOCKET_FILTER);
	struct verdicts verdicts = { .program = &program };

	(void)state;
	assert_int_equal(ask(&verdicts, 6, 12)->kind, VERDICT_ACCEPTED);
	assert_ptr_equal(ask(&verdicts, 7, 3), ask(&verdicts, 6, 12));
	assert_int_equal(verdicts.count, 1);
	verdicts_free(&verdicts);
}

/* A kind of program that came with 6.4. */
static void a_version_that_was_asked_parts_them(void **state)
{
	struct program program = make_program("netfilter", BPF_PROGRAM_NETFILTER);
	struct verdicts verdicts = { .program = &program };

	(void)state;
	assert_int_equal(ask(&verdicts, 6, 12)->kind, VERDICT_ACCEPTED);
	assert_int_equal(ask(&verdicts, 6, 1)->kind, VERDICT_REFUSED);
	assert_ptr_equal(ask(&verdicts, 7, 3), ask(&verdicts, 6, 12));
	assert_ptr_equal(ask(&verdicts, 5, 10), ask(&verdicts, 6, 1));
	assert_int_equal(verdicts.count, 2);
	verdicts_free(&verdicts);
}

static void a_rule_that_was_asked_parts_them(void **state)
{
	struct series old = series_of((struct kernel_version){ 5, 10, KERNEL_ANY_PATCH });
	struct series late = series_of((struct kernel_version){ 7, 3, KERNEL_ANY_PATCH });
	struct series_asked asked = series_asked_nothing();

	(void)state;
	assert_true(series_answers_alike(&old, &asked, &late));
	old.asked = &asked;
	assert_false(series_has(&old, RULE_LAZY_GLOBALS));
	assert_false(series_answers_alike(&old, &asked, &late));
	assert_true(series_answers_alike(&old, &asked, &old));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_share_where_none_differs),
		cmocka_unit_test(a_version_that_was_asked_parts_them),
		cmocka_unit_test(a_rule_that_was_asked_parts_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
