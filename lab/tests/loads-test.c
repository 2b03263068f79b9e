// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Flags, capabilities and log levels arrive at real kernels, the oldest and the newest in the
 * store. argv[1] is the folder of the BPF objects. Without a kernel it fails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/matrix.h"
#include "lab/tests/both-kernels.h"

/* The programs of loads.bpf.o, section by section. */
enum { LEAK, REJECTED, TRAFFIC, MISALIGNED, PROGRAMS };

#define CAP(number) (UINT64_C(1) << (number))
enum { NET_ADMIN = 12, PERFMON = 38, BPF = 39 };

static const char *folder;
static struct object object;

static int prepare(void **state)
{
	(void)state;
	return both_kernels_open(folder, "loads.bpf.o", &object);
}

static int clean_up(void **state)
{
	(void)state;
	both_kernels_close(&object);
	return 0;
}

static void load(const struct load_options *loads, struct matrix *matrix)
{
	const struct matrix_options options = { .loads = loads };
	struct failure why = { "" };

	assert_int_equal(object.count, PROGRAMS);
	assert_string_equal(object.programs[TRAFFIC], "traffic");
	if (matrix_run(&both_kernels, &object, 1, &options, NULL, matrix, &why))
		fail_msg("%s", why.text);
}

/* words are the verifier's; "" for accepted. */
static void expect(const struct matrix *matrix, size_t kernel, size_t program, const char *words)
{
	const struct matrix_cell *cell = matrix_at(matrix, kernel, program);
	enum verdict expected = words[0] ? VERDICT_REJECT : VERDICT_ACCEPT;

	if (cell->verdict != expected || !strstr(cell->message, words))
		fail_msg("%s on %s: %s %s", object.programs[program],
			 both_kernels.images[kernel].name, verdict_name(cell->verdict),
			 cell->message);
}

static void as_usual_all_is_allowed(void **state)
{
	static const struct load_options usual[PROGRAMS];
	struct matrix matrix;

	(void)state;
	load(usual, &matrix);
	for (size_t i = 0; i < both_kernels.count; i++) {
		expect(&matrix, i, LEAK, "");
		expect(&matrix, i, MISALIGNED, "");
		expect(&matrix, i, TRAFFIC, "");
		assert_null(matrix_at(&matrix, i, LEAK)->log);
		assert_true(matrix_at(&matrix, i, LEAK)->microseconds >= 0);
		assert_true(matrix_at(&matrix, i, LEAK)->peak_states >= 0);
	}
	matrix_free(&matrix);
}

static void without_capabilities_less_is_allowed(void **state)
{
	static const struct load_options few[PROGRAMS] = {
		[LEAK] = { .limited = true },
		[TRAFFIC] = { .limited = true },
	};
	static const struct load_options more[PROGRAMS] = {
		[LEAK] = { .limited = true, .capabilities = CAP(BPF) | CAP(PERFMON) },
		[TRAFFIC] = { .limited = true, .capabilities = CAP(BPF) | CAP(NET_ADMIN) },
	};
	struct matrix matrix;

	(void)state;
	load(few, &matrix);
	for (size_t i = 0; i < both_kernels.count; i++) {
		expect(&matrix, i, LEAK, "R0 leaks addr as return value");
		expect(&matrix, i, TRAFFIC, "Operation not permitted");
	}
	matrix_free(&matrix);
	load(more, &matrix);
	for (size_t i = 0; i < both_kernels.count; i++) {
		expect(&matrix, i, LEAK, "");
		expect(&matrix, i, TRAFFIC, "");
	}
	matrix_free(&matrix);
}

static void flags_and_levels_arrive(void **state)
{
	static const struct load_options loads[PROGRAMS] = {
		[LEAK] = { .log_level = 2, .run = true },
		[MISALIGNED] = { .log_level = 1, .flags = 1U << 0 },
		[TRAFFIC] = { .run = true },
	};
	struct matrix matrix;

	(void)state;
	load(loads, &matrix);
	for (size_t i = 0; i < both_kernels.count; i++) {
		const struct matrix_cell *leak = matrix_at(&matrix, i, LEAK);
		const struct matrix_cell *traffic = matrix_at(&matrix, i, TRAFFIC);

		expect(&matrix, i, LEAK, "");
		assert_non_null(leak->log);
		/* Only level 2 writes the state behind every instruction. */
		assert_non_null(strstr(leak->log, "R10=fp0"));
		assert_int_equal(leak->return_count, 1);
		expect(&matrix, i, MISALIGNED, "misaligned packet access");
		assert_non_null(strstr(matrix_at(&matrix, i, MISALIGNED)->log, "+1)"));
		assert_null(traffic->log);
		assert_null(traffic->run_trouble);
		assert_int_equal(traffic->return_count, 1);
		assert_int_equal(traffic->returns[0], 64);
	}
	matrix_free(&matrix);
}

static void what_goes_along_must_load(void **state)
{
	char *along[] = { (char *)"rejected" };
	struct matrix matrix;

	(void)state;
	object.along = along;
	object.along_count = 1;
	load(NULL, &matrix);
	object.along_count = 0;
	for (size_t i = 0; i < both_kernels.count; i++) {
		assert_int_equal(matrix_at(&matrix, i, MISALIGNED)->verdict, VERDICT_ERROR);
		assert_int_equal(matrix_at(&matrix, i, REJECTED)->verdict, VERDICT_REJECT);
	}
	matrix_free(&matrix);
}

/* Whether verification of a program on the oldest kernel took the same, to a fiftieth. */
static bool took_the_same(const struct matrix *first, const struct matrix *second, size_t program)
{
	long long one = matrix_at(first, 0, program)->microseconds;
	long long other = matrix_at(second, 0, program)->microseconds;

	return one > 0 && llabs(one - other) <= one / 50;
}

static void a_counted_clock_tells_the_same_twice(void **state)
{
	const struct matrix_options options = { .accel = ACCEL_COUNTED };
	struct failure why = { "" };
	struct matrix matrix[2];
	size_t same = 0;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		if (matrix_run(&both_kernels, &object, 1, &options, NULL, &matrix[i], &why))
			fail_msg("%s", why.text);
	for (size_t i = 0; i < PROGRAMS; i++)
		same += took_the_same(&matrix[0], &matrix[1], i);
	/* A tick may come into one. By the host's clock each takes half or double. */
	assert_true(same >= PROGRAMS / 2);
	matrix_free(&matrix[0]);
	matrix_free(&matrix[1]);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_usual_all_is_allowed),
		cmocka_unit_test(without_capabilities_less_is_allowed),
		cmocka_unit_test(flags_and_levels_arrive),
		cmocka_unit_test(what_goes_along_must_load),
		cmocka_unit_test(a_counted_clock_tells_the_same_twice),
	};

	if (argc != 2)
		return 2;
	folder = argv[1];
	return cmocka_run_group_tests(tests, prepare, clean_up);
}
