/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Arguments of the function that a program is attached to, and what the kernel's structures hold:
 * numbers as long as they are used as such, and memory that only the kernel's types decide about.
 * And instructions that came later than a kernel.
 */
#include "llvm-pass/verifier/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MOV(register, value) \
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst = register, .number = value }
#define LOAD(to, from, at) \
	{ .code = BPF_LDX | BPF_MEM | BPF_DW, .dst = to, .src = from, .offset = at }
#define ADD(to, from) { .code = BPF_ALU64 | BPF_ADD | BPF_X, .dst = to, .src = from }
#define AND(to, value) { .code = BPF_ALU64 | BPF_AND | BPF_K, .dst = to, .number = value }
#define EXIT { .code = BPF_JMP | BPF_EXIT }

/* Indexes the stack by an argument, from -64 + (argument & most) on. */
#define INDEX(most)                                                                              \
	{ .code = BPF_ST | BPF_MEM | BPF_DW, .dst = BPF_REG_10, .offset = -64 },                 \
		LOAD(BPF_REG_1, BPF_REG_1, 0), AND(BPF_REG_1, most), ADD(BPF_REG_1, BPF_REG_10), \
		{ .code = BPF_ST | BPF_MEM | BPF_B, .dst = BPF_REG_1, .offset = -64 },           \
		MOV(BPF_REG_0, 0), EXIT

static const struct instruction number[] = { INDEX(63) };
static const struct instruction large_number[] = { INDEX(127) };
static const struct instruction memory[] = {
	LOAD(BPF_REG_1, BPF_REG_1, 0),
	LOAD(BPF_REG_0, BPF_REG_1, 8),
	EXIT,
};
static const struct instruction varying[] = {
	LOAD(BPF_REG_2, BPF_REG_1, 8), LOAD(BPF_REG_1, BPF_REG_1, 0), AND(BPF_REG_2, 8),
	ADD(BPF_REG_1, BPF_REG_2),     LOAD(BPF_REG_0, BPF_REG_1, 0), EXIT,
};
static const struct instruction fetches[] = {
	MOV(BPF_REG_1, 1),
	{ .code = BPF_STX | BPF_MEM | BPF_DW, .dst = BPF_REG_10, .src = BPF_REG_1, .offset = -8 },
	{ .code = BPF_STX | BPF_ATOMIC | BPF_DW,
	  .dst = BPF_REG_10,
	  .src = BPF_REG_1,
	  .offset = -8,
	  .number = BPF_ADD | BPF_FETCH },
	MOV(BPF_REG_0, 0),
	EXIT,
};

#define WALK(code, major, options, verdict) \
	walk(code, sizeof(code) / sizeof(*(code)), major, options, verdict)

static void walk(const struct instruction *code, size_t count, int major,
		 const struct walk_options *options, struct verdict *verdict)
{
	const struct subprogram whole = { .name = "whole", .count = count };
	const struct program program = {
		.name = "whole",
		.section = "tp_btf/block_rq_issue",
		.type = BPF_PROGRAM_TRACING,
		.code = code,
		.code_count = count,
		.subprograms = &whole,
		.subprogram_count = 1,
	};
	const struct series series =
		series_of((struct kernel_version){ major, major == 5 ? 10 : 1, KERNEL_ANY_PATCH });

	assert_int_equal(walk_program(&program, &series, options, verdict), 0);
	verdict_free(verdict);
}

static void an_argument_is_a_number(void **state)
{
	const struct walk_options options = { 0 };
	struct verdict verdict;

	(void)state;
	WALK(number, 6, &options, &verdict);
	assert_int_equal(verdict.kind, VERDICT_ACCEPTED);
	WALK(large_number, 6, &options, &verdict);
	assert_int_equal(verdict.kind, VERDICT_REFUSED);
}

static void its_memory_is_for_the_kernel_to_decide(void **state)
{
	const struct walk_options options = { 0 };
	struct verdict verdict;

	(void)state;
	WALK(memory, 6, &options, &verdict);
	assert_int_equal(verdict.kind, VERDICT_UNDECIDED);
	assert_int_equal(verdict.undecided, 1);
	assert_int_equal(verdict.left_to_kernel, 1);
}

/* The kernel takes no pointer to a structure of its own at an offset that varies. */
static void an_offset_that_varies_is_not(void **state)
{
	const struct walk_options options = { 0 };
	struct verdict verdict;

	(void)state;
	WALK(varying, 6, &options, &verdict);
	assert_int_equal(verdict.kind, VERDICT_UNDECIDED);
	assert_true(verdict.left_to_kernel < verdict.undecided);
}

static void an_instruction_may_be_taken_as_known(void **state)
{
	const struct walk_options as_is = { 0 }, all = { .all_instructions = true };
	struct verdict verdict;

	(void)state;
	WALK(fetches, 5, &as_is, &verdict);
	assert_int_equal(verdict.kind, VERDICT_REFUSED);
	assert_int_equal(verdict.reason, REASON_NO_SUCH_INSTRUCTION);
	assert_string_equal(verdict.words, "BPF_STX uses reserved fields");
	WALK(fetches, 5, &all, &verdict);
	assert_int_equal(verdict.kind, VERDICT_ACCEPTED);
	WALK(fetches, 6, &as_is, &verdict);
	assert_int_equal(verdict.kind, VERDICT_ACCEPTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_argument_is_a_number),
		cmocka_unit_test(its_memory_is_for_the_kernel_to_decide),
		cmocka_unit_test(an_offset_that_varies_is_not),
		cmocka_unit_test(an_instruction_may_be_taken_as_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
