/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What is believed of memory that a helper writes: programs that it deletes code of, and others. */
#include "llvm-pass/verifier/wrong_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { GET_STACK = 67, ARGUMENT = 2, DELETED = 10 };

#define MOV(register, value) \
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst = register, .number = value }
#define COPY(to, from) { .code = BPF_ALU64 | BPF_MOV | BPF_X, .dst = to, .src = from }
#define EXIT { .code = BPF_JMP | BPF_EXIT }

/*
 * u64 buffer = 0; bpf_get_stack(ctx, &buffer, 8, 0); return buffer ? 1 : 0: the start of each
 * program here, whose end differs.
 */
#define START                                                                                    \
	{ .code = BPF_ST | BPF_MEM | BPF_DW, .dst = BPF_REG_10, .offset = -8 },                  \
		COPY(BPF_REG_2, BPF_REG_10),                                                     \
		{ .code = BPF_ALU64 | BPF_ADD | BPF_K, .dst = BPF_REG_2, .number = -8 },         \
		MOV(BPF_REG_3, 8), MOV(BPF_REG_4, 0),                                            \
		{ .code = BPF_JMP | BPF_CALL, .number = GET_STACK }, COPY(BPF_REG_6, BPF_REG_0), \
		{ .code = BPF_LDX | BPF_MEM | BPF_DW,                                            \
		  .dst = BPF_REG_1,                                                              \
		  .src = BPF_REG_10,                                                             \
		  .offset = -8 },                                                                \
		MOV(BPF_REG_0, 0)

static const struct instruction decides[] = {
	START,
	{ .code = BPF_JMP | BPF_JEQ | BPF_K, .dst = BPF_REG_1, .number = 0, .offset = 1 },
	MOV(BPF_REG_0, 1),
	EXIT,
};

/* The number goes into the stack's address, which only a known one may. */
static const struct instruction addresses[] = {
	START,
	{ .code = BPF_ALU64 | BPF_ADD | BPF_X, .dst = BPF_REG_1, .src = BPF_REG_10 },
	{ .code = BPF_ST | BPF_MEM | BPF_DW, .dst = BPF_REG_1, .offset = -16 },
	EXIT,
};

/* It is read, and nothing hangs on it. */
static const struct instruction returns[] = {
	START,
	COPY(BPF_REG_0, BPF_REG_1),
	EXIT,
};

/* The helper's result decides, which nobody knows. */
static const struct instruction asks_result[] = {
	START,
	{ .code = BPF_JMP | BPF_JEQ | BPF_K, .dst = BPF_REG_6, .number = 0, .offset = 1 },
	MOV(BPF_REG_0, 1),
	EXIT,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int ask(const struct instruction *code, size_t count, const char *section,
	       struct kernel_version kernel, struct wrong_run *found)
{
	const struct subprogram whole = { .name = "whole", .count = count };
	const struct program program = {
		.name = "whole",
		.section = section,
		.type = BPF_PROGRAM_RAW_TRACEPOINT,
		.code = code,
		.code_count = count,
		.subprograms = &whole,
		.subprogram_count = 1,
	};

	return find_wrong_run(&program, kernel, false, found);
}

static const struct kernel_version v6_12 = { 6, 12, 117 }, v6_16 = { 6, 16, 12 },
				   v6_18_12 = { 6, 18, 12 }, v6_18_15 = { 6, 18, 15 };

static void code_that_is_deleted_is_found(void **state)
{
	struct wrong_run found;

	(void)state;
	assert_int_equal(ask(decides, COUNT(decides), "raw_tp/a", v6_16, &found), 1);
	assert_int_equal(found.helper, GET_STACK);
	assert_int_equal(found.argument, ARGUMENT);
	assert_string_equal(found.name, "get_stack");
	assert_int_equal(found.place, DELETED);
	assert_string_equal(found.refusal, "");
}

static void what_ought_to_be_refused_is_found(void **state)
{
	struct wrong_run found;

	(void)state;
	assert_int_equal(ask(addresses, COUNT(addresses), "raw_tp/a", v6_16, &found), 1);
	assert_int_equal(found.place, COUNT(addresses) - 3);
	assert_non_null(strstr(found.refusal, "math between fp pointer and register"));
}

static void releases_are_told_apart(void **state)
{
	struct wrong_run found;

	(void)state;
	assert_int_equal(ask(decides, COUNT(decides), "raw_tp/a", v6_12, &found), 0);
	assert_int_equal(ask(decides, COUNT(decides), "raw_tp/a", v6_18_12, &found), 1);
	assert_int_equal(ask(decides, COUNT(decides), "raw_tp/a", v6_18_15, &found), 0);
}

static void what_does_not_hang_on_it_is_let_pass(void **state)
{
	struct wrong_run found;

	(void)state;
	assert_int_equal(ask(returns, COUNT(returns), "raw_tp/a", v6_16, &found), 0);
	assert_int_equal(ask(asks_result, COUNT(asks_result), "raw_tp/a", v6_16, &found), 0);
}

/* Its prototype for kprobes is true. */
static void another_prototype_is_asked(void **state)
{
	struct wrong_run found;

	(void)state;
	assert_int_equal(ask(decides, COUNT(decides), "kprobe/a", v6_16, &found), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(code_that_is_deleted_is_found),
		cmocka_unit_test(what_ought_to_be_refused_is_found),
		cmocka_unit_test(releases_are_told_apart),
		cmocka_unit_test(what_does_not_hang_on_it_is_let_pass),
		cmocka_unit_test(another_prototype_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
