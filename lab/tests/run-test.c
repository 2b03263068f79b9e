// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * BPF_PROG_TEST_RUN and attaching on real kernels, the oldest and the newest in the store: every
 * field arrives, and what cannot be run is said, with the results before it. argv[1] is the folder
 * of the BPF objects. Without a kernel it fails.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/matrix.h"
#include "lab/tests/both-kernels.h"

/* The programs of runs.bpf.o, section by section. */
enum { FIELDS, NEGATIVE, TRAFFIC, PACKET, REJECTED, NO_PACKET, ATTACHED, MEMORY, PROGRAMS };

static const char *folder;
static struct object object;

static int prepare(void **state)
{
	(void)state;
	return both_kernels_open(folder, "runs.bpf.o", &object);
}

static int clean_up(void **state)
{
	(void)state;
	both_kernels_close(&object);
	return 0;
}

static void run(const struct test_runs *runs, struct matrix *matrix)
{
	const struct matrix_options options = { .runs = runs };
	struct failure why = { "" };

	assert_int_equal(object.count, PROGRAMS);
	if (matrix_run(&both_kernels, &object, 1, &options, NULL, matrix, &why))
		fail_msg("%s", why.text);
}

static void expect_returns(const struct matrix_cell *cell, const int *values, size_t count)
{
	assert_int_equal(cell->verdict, VERDICT_ACCEPT);
	if (cell->run_trouble)
		fail_msg("%s", cell->run_trouble);
	assert_int_equal(cell->return_count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(cell->returns[i], values[i]);
}

static void every_field_arrives(void **state)
{
	/* Of data, the program looks at the fourth byte alone. */
	static const struct test_runs runs[PROGRAMS] = {
		[FIELDS] = { { { TEST_FIELD_MARK, 1, 2 },
			       { TEST_FIELD_PRIORITY, 3, 3 },
			       { TEST_FIELD_DATA, 5U << 24 | 255, 5U << 24 | 256 },
			       { TEST_FIELD_LEN, 20, 20 } },
			     4 },
		[TRAFFIC] = { { { TEST_FIELD_MARK, 1, 1 },
				{ TEST_FIELD_DATA, 3, 3 },
				{ TEST_FIELD_LEN, 15, 16 } },
			      3 },
		[PACKET] = { { { TEST_FIELD_DATA, 4, 5 }, { TEST_FIELD_LEN, 14, 15 } }, 2 },
		[NEGATIVE] = { { { TEST_FIELD_LEN, 1, 2 } }, 1 },
		[MEMORY] = { { { TEST_FIELD_CB4, 3, 3 },
			       { TEST_FIELD_PRIORITY, 2, 2 },
			       { TEST_FIELD_MARK, 1, 2 } },
			     3 },
	};
	static const int fields[] = { 2050031, 2050031, 2050032, 2050032 };
	static const int traffic[] = { 15004, 16004 };
	static const int packet[] = { 14004, 15004, 14005, 15005 };
	static const int negative[] = { -1, -2 };
	static const int memory[] = { 321, 322 };
	struct matrix matrix;

	(void)state;
	run(runs, &matrix);
	for (size_t i = 0; i < both_kernels.count; i++) {
		expect_returns(matrix_at(&matrix, i, FIELDS), fields, 4);
		expect_returns(matrix_at(&matrix, i, TRAFFIC), traffic, 2);
		expect_returns(matrix_at(&matrix, i, PACKET), packet, 4);
		expect_returns(matrix_at(&matrix, i, NEGATIVE), negative, 2);
		assert_null(matrix_at(&matrix, i, REJECTED)->returns);
	}
	expect_returns(matrix_at(&matrix, both_kernels.count - 1, MEMORY), memory, 2);
	matrix_free(&matrix);
}

static void expect_trouble(const struct matrix_cell *cell, size_t count, const char *words)
{
	assert_int_equal(cell->return_count, count);
	assert_non_null(cell->run_trouble);
	assert_non_null(strstr(cell->run_trouble, words));
}

static void what_cannot_be_run_is_said(void **state)
{
	static const struct test_runs runs[PROGRAMS] = {
		[FIELDS] = { { { TEST_FIELD_CB0, 1, 1 },
			       { TEST_FIELD_CB4, 2, 2 },
			       { TEST_FIELD_MARK, 0, 1 } },
			     3 },
		[TRAFFIC] = { { { TEST_FIELD_LEN, 0, 14 } }, 1 },
		[PACKET] = { { { TEST_FIELD_MARK, 0, 1 } }, 1 },
		/* The second run's data does not fit. */
		[NEGATIVE] = { { { TEST_FIELD_DATA, 0, 2 }, { TEST_FIELD_LEN, 3, 3 } }, 2 },
		[NO_PACKET] = { { { TEST_FIELD_MARK, 0, 1 } }, 1 },
		[REJECTED] = { { { TEST_FIELD_LEN, 14, 14 } }, 1 },
		[MEMORY] = { { { TEST_FIELD_LEN, 14, 14 } }, 1 },
	};
	static const int fields[] = { 6402100, 6402101 };
	struct matrix matrix;

	(void)state;
	run(runs, &matrix);
	for (size_t i = 0; i < both_kernels.count; i++) {
		expect_returns(matrix_at(&matrix, i, FIELDS), fields, 2);
		expect_trouble(matrix_at(&matrix, i, TRAFFIC), 0, "with len=0: Invalid argument");
		expect_trouble(matrix_at(&matrix, i, PACKET), 0, "only len and data");
		expect_trouble(matrix_at(&matrix, i, NEGATIVE), 1, "with data=1, len=3: Invalid");
		assert_int_equal(matrix_at(&matrix, i, NEGATIVE)->returns[0], -3);
		assert_int_equal(matrix_at(&matrix, i, NO_PACKET)->verdict, VERDICT_ACCEPT);
		expect_trouble(matrix_at(&matrix, i, NO_PACKET), 0, "given a packet");
		assert_int_equal(matrix_at(&matrix, i, REJECTED)->verdict, VERDICT_REJECT);
		assert_null(matrix_at(&matrix, i, REJECTED)->run_trouble);
	}
	expect_trouble(matrix_at(&matrix, both_kernels.count - 1, MEMORY), 0, "no len and data");
	matrix_free(&matrix);
}

static void trigger(const struct triggers *triggers, struct matrix *matrix)
{
	const struct matrix_options options = { .triggers = triggers };
	struct failure why = { "" };

	if (matrix_run(&both_kernels, &object, 1, &options, NULL, matrix, &why))
		fail_msg("%s", why.text);
}

static void what_cannot_be_triggered_is_said(void **state)
{
	static const struct triggers triggers[PROGRAMS] = {
		[FIELDS] = { { { TRIGGER_GETPID, "", "", "counted" } }, 1 },
		[ATTACHED] = { { { TRIGGER_READ, "/no/such/file", "", TRIGGER_OUTCOME },
				 { TRIGGER_EXEC, "/a/new/file", "", TRIGGER_OUTCOME },
				 { TRIGGER_GETPID, "", "", "wide" } },
			       3 },
		[REJECTED] = { { { TRIGGER_GETPID, "", "", "counted" } }, 1 },
	};
	struct triggers nameless[PROGRAMS] = { 0 };
	struct matrix matrix;

	(void)state;
	trigger(triggers, &matrix);
	for (size_t i = 0; i < both_kernels.count; i++) {
		const struct matrix_cell *attached = matrix_at(&matrix, i, ATTACHED);

		expect_trouble(matrix_at(&matrix, i, FIELDS), 0, "cannot be attached");
		assert_null(matrix_at(&matrix, i, REJECTED)->returns);
		expect_trouble(attached, 2, "getpid, then wide: 1099511627776 does not fit");
		assert_int_equal(attached->returns[0], -ENOENT);
		assert_int_equal(attached->returns[1], 0);
	}
	matrix_free(&matrix);
	nameless[ATTACHED] = (struct triggers){ { { TRIGGER_GETPID, "", "", "no_such" } }, 1 };
	trigger(nameless, &matrix);
	for (size_t i = 0; i < both_kernels.count; i++)
		expect_trouble(matrix_at(&matrix, i, ATTACHED), 0, "getpid, then no_such: No such");
	matrix_free(&matrix);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_arrives),
		cmocka_unit_test(what_cannot_be_run_is_said),
		cmocka_unit_test(what_cannot_be_triggered_is_said),
	};

	if (argc != 2)
		return 2;
	folder = argv[1];
	return cmocka_run_group_tests(tests, prepare, clean_up);
}
