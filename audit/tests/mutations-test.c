// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What the auditor says of the helpers of kernel.c when the code of one of them is changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "audit/report/judge.h"
#include "audit/tests/mutations.h"

#define OK VERDICT_BIT(VERDICT_TRUE)
#define WRITTEN VERDICT_BIT(VERDICT_WRITES_READ_ONLY)
#define READ VERDICT_BIT(VERDICT_READS_WRITABLE)
#define LEFT VERDICT_BIT(VERDICT_FILLS_NOT)
#define UNKNOWN VERDICT_BIT(VERDICT_UNKNOWN)

/*
 * The function that is changed, how, and what is then said of which prototype. Those that say OK
 * are changes that make no difference: the caller fills what a failing callee left, or it was
 * declared so before.
 */
static const struct row {
	const char *function;
	enum mutation mutation;
	unsigned int parameter;
	const char *prototype;
	unsigned int verdicts;
} rows[] = {
	{ "fills", WRITES_REMOVED, 0, "fills_write_proto", READ },
	{ "fills", WRITES_REMOVED, 0, "fills_uninit_proto", READ | LEFT },
	{ "fills", RETURNS_EARLY, 0, "fills_uninit_proto", LEFT },
	{ "fills_by_fields", RETURNS_EARLY, 0, "fills_by_fields_uninit_proto", LEFT },
	{ "fills_the_rest", RETURNS_EARLY, 0, "fills_the_rest_uninit_proto", LEFT },
	{ "fills_when_it_fails", WRITES_REMOVED, 0, "fills_when_it_fails_write_proto", OK },
	{ "fills_when_it_fails", RETURNS_EARLY, 0, "fills_when_it_fails_uninit_proto", LEFT },
	{ "copies_text_and_pads", WRITES_REMOVED, 0, "copies_text_and_pads_uninit_proto", LEFT },
	{ "fills_a_value", RETURNS_EARLY, 0, "fills_a_value_value_proto", LEFT },
	{ "copy", WRITES_REMOVED, 0, "copies_out_rdonly_proto", OK },
	{ "copy", WRITES_REMOVED, 0, "copies_in_uninit_proto", READ | LEFT },
	{ "copy", RETURNS_EARLY, 0, "copies_out_uninit_proto", LEFT },
	{ "copy", STORE_ADDED, 0, "copies_in_rdonly_proto", WRITTEN },
	{ "reads", STORE_ADDED, 0, "reads_rdonly_proto", WRITTEN },
	{ "read_at_last", STORE_ADDED, 0, "reads_deep_rdonly_proto", WRITTEN },
	{ "read_at_last", STORE_ADDED, 0, "reads_deep_write_proto", OK },
	{ "store_at_last", WRITES_REMOVED, 0, "writes_deep_rdonly_proto", OK },
	{ "store_at_last", WRITES_REMOVED, 0, "writes_deep_write_proto", READ },
	{ "command", STORE_ADDED, 1, "commands_that_read_rdonly_proto", WRITTEN },
	{ "command", STORE_ADDED, 1, "any_command_uninit_proto", UNKNOWN },
	{ "get_b", WRITES_REMOVED, 0, "through_a_table_rdonly_proto", OK },
	{ "get_a", STORE_ADDED, 1, "through_a_table_rdonly_proto", WRITTEN },
	{ "use_holder", WRITES_REMOVED, 0, "through_a_struct_rdonly_proto", OK },
	{ "use_holder", RETURNS_EARLY, 0, "through_a_struct_uninit_proto", LEFT },
	{ "fill_a", RETURNS_EARLY, 0, "fills_where_the_table_fails_uninit_proto", OK },
	{ "fill_or_fail", RETURNS_EARLY, 0, "fills_in_many_ways_uninit_proto", OK },
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };

static const char *ir; /* the file with the IR of kernel.c */

struct opened {
	struct program program;
	struct prototypes prototypes;
	unsigned int *verdicts; /* before anything is changed, by prototype */
};

static unsigned int verdicts_of(struct answers *answers, const struct opened *opened, size_t at)
{
	struct judgement judgement;

	assert_int_equal(judge(answers, &opened->prototypes.items[at], 0, &judgement), 0);
	return judgement.verdicts;
}

static int open_all(void **state)
{
	struct opened *opened = calloc(1, sizeof(*opened));
	struct answers answers;
	struct failure why = { "" };

	assert_non_null(opened);
	assert_int_equal(program_open(&opened->program), 0);
	assert_int_equal(program_read(&opened->program, "kernel.c", ir, &why), 0);
	assert_int_equal(prototypes_read(&opened->program, &opened->prototypes, &why), 0);
	assert_int_equal(answers_open(&answers, &opened->program), 0);
	opened->verdicts = calloc(opened->prototypes.count, sizeof(*opened->verdicts));
	assert_non_null(opened->verdicts);
	for (size_t i = 0; i < opened->prototypes.count; i++)
		opened->verdicts[i] = verdicts_of(&answers, opened, i);
	answers_close(&answers);
	*state = opened;
	return 0;
}

static int close_all(void **state)
{
	struct opened *opened = *state;

	if (!opened)
		return 0;
	prototypes_free(&opened->prototypes);
	program_close(&opened->program);
	free(opened->verdicts);
	free(opened);
	return 0;
}

/* "copies_in" of "copies_in_rdonly_proto": what is declared of it does not change what it does. */
static size_t helper_length(const char *prototype)
{
	size_t length = strlen(prototype) - strlen("_proto");

	while (prototype[length - 1] != '_')
		length--;
	return length;
}

/* Whether a helper has a row for the same change: that one says what is found then. */
static bool is_told(const struct row *row, const char *prototype)
{
	for (size_t i = 0; i < ROWS; i++)
		if (!strcmp(rows[i].function, row->function) && rows[i].mutation == row->mutation &&
		    helper_length(rows[i].prototype) == helper_length(prototype) &&
		    !strncmp(rows[i].prototype, prototype, helper_length(prototype)))
			return true;
	return false;
}

static int try_row(struct opened *opened, const struct row *row)
{
	LLVMValueRef function = mutation_target(&opened->program, row->function);
	struct answers answers;
	struct mutated mutated;
	int wrong = 0, found = 0;

	assert_non_null(function);
	assert_int_equal(mutate(function, row->mutation, row->parameter, &mutated), 0);
	assert_int_equal(answers_open(&answers, &opened->program), 0);
	for (size_t i = 0; i < opened->prototypes.count; i++) {
		const char *name = opened->prototypes.items[i].name;
		unsigned int verdicts = verdicts_of(&answers, opened, i);
		bool is_row = !strcmp(name, row->prototype);
		unsigned int expected = is_row ? row->verdicts : opened->verdicts[i];

		found += is_row;
		if (verdicts == expected || (!is_row && is_told(row, name)))
			continue;
		fprintf(stderr, "%s() changed (%d): %s is 0x%x, not 0x%x\n", row->function,
			row->mutation, name, verdicts, expected);
		wrong++;
	}
	assert_int_equal(found, 1);
	answers_close(&answers);
	mutation_undo(&mutated);
	return wrong;
}

/* Each change is found, and nothing is said of helpers that it is not in. */
static void test_changes(void **state)
{
	int wrong = 0;

	for (size_t i = 0; i < ROWS; i++)
		wrong += try_row(*state, &rows[i]);
	assert_int_equal(wrong, 0);
}

/* All changes were taken back: the code is what it was. */
static void test_undone(void **state)
{
	struct opened *opened = *state;
	struct answers answers;

	assert_int_equal(answers_open(&answers, &opened->program), 0);
	for (size_t i = 0; i < opened->prototypes.count; i++)
		assert_int_equal(verdicts_of(&answers, opened, i), opened->verdicts[i]);
	answers_close(&answers);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_undone),
	};

	if (argc != 2)
		return 2;
	ir = argv[1];
	return cmocka_run_group_tests(tests, open_all, close_all);
}
