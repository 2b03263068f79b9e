// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of cli/table.c and cli/rows.c: one small matrix, drawn and written. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/rows.h"
#include "cli/table.h"

static struct kernel_image images[] = {
	{ "5.10", "5.10.223", "", "" },
	{ "6.12.117", "6.12.117", "", "" },
	{ "/k/bzImage", "7.2.12", "", "" },
};
static const struct kernel_images kernels = { images, 3 };

static char *names[] = { "one", "another" };
static struct object objects[] = {
	{ .path = "a.bpf.o", .programs = names, .count = 2 },
	{ .path = "b.bpf.o", .programs = names, .count = 1 },
};

#define ACCEPTED                           \
	{                                  \
		.verdict = VERDICT_ACCEPT, \
		.message = "",             \
		.insns = 4,                \
		.processed = 9,            \
		.states = 1,               \
		.peak_states = 1,          \
		.microseconds = 7,         \
	}
#define REJECTED(words)                        \
	{                                      \
		.verdict = VERDICT_REJECT,     \
		.error = 13,                   \
		.message = words,              \
		.insns = 4,                    \
		.processed = 2,                \
		.log = "1: (95) exit\n" words, \
	}
#define FAILED                                       \
	{                                            \
		.verdict = VERDICT_ERROR,            \
		.message = "the kernel panicked: x", \
		.insns = -1,                         \
		.processed = -1,                     \
		.states = -1,                        \
		.peak_states = -1,                   \
		.microseconds = -1,                  \
	}

/* Column by column: one and another of a, one of b. */
static struct matrix_cell cells[] = {
	ACCEPTED, REJECTED("R1 bad"),	ACCEPTED, /* 5.10 */
	ACCEPTED, REJECTED("R2 worse"), FAILED, /* 6.12.117 */
	ACCEPTED, REJECTED("R1 bad"),	FAILED, /* 7.2.12 */
};

static struct matrix one_object(void)
{
	static struct matrix_cell some[6];

	for (size_t i = 0; i < 6; i++)
		some[i] = cells[i / 2 * 3 + i % 2];
	return (struct matrix){ &kernels, objects, 1, 2, some };
}

static struct matrix two_objects(void)
{
	return (struct matrix){ &kernels, objects, 2, 3, cells };
}

static void expect_table(struct matrix matrix, struct table_style style, const char *wanted)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	table_print(&matrix, style, out);
	fclose(out);
	assert_string_equal(text, wanted);
	free(text);
}

static void each_distinct_message_is_told_once(void **state)
{
	(void)state;
	expect_table(one_object(), (struct table_style){ 0 },
		     "program  5.10    6.12.117  7.2.12\n"
		     "one      accept  accept    accept\n"
		     "another  reject  reject    reject\n"
		     "\n"
		     "another, rejected on 5.10, 7.2.12:\n"
		     "    R1 bad\n"
		     "\n"
		     "another, rejected on 6.12.117:\n"
		     "    R2 worse\n");
}

static void programs_of_several_objects_are_told_apart(void **state)
{
	(void)state;
	expect_table(two_objects(), (struct table_style){ 0 },
		     "program    5.10    6.12.117  7.2.12\n"
		     "a.bpf.o\n"
		     "  one      accept  accept    accept\n"
		     "  another  reject  reject    reject\n"
		     "b.bpf.o\n"
		     "  one      accept  error     error\n"
		     "\n"
		     "a.bpf.o: another, rejected on 5.10, 7.2.12:\n"
		     "    R1 bad\n"
		     "\n"
		     "a.bpf.o: another, rejected on 6.12.117:\n"
		     "    R2 worse\n"
		     "\n"
		     "b.bpf.o: one, not tried on 6.12.117, 7.2.12:\n"
		     "    the kernel panicked: x\n");
}

static void the_same_words_are_told_once(void **state)
{
	static struct matrix_cell same[] = {
		ACCEPTED, REJECTED("R1 bad"), REJECTED("R1 bad"), /* 5.10 */
		ACCEPTED, REJECTED("R1 bad"), ACCEPTED, /* 6.12.117 */
	};
	const struct kernel_images two = { images, 2 };

	(void)state;
	same[0].note = "map 'a' has no size: 1024; map 'b' has no size: 1024";
	same[5].note = "map 'b' has no size: 1024";
	expect_table((struct matrix){ &two, objects, 2, 3, same }, (struct table_style){ 0 },
		     "program    5.10    6.12.117\n"
		     "a.bpf.o\n"
		     "  one      accept  accept\n"
		     "  another  reject  reject\n"
		     "b.bpf.o\n"
		     "  one      reject  accept\n"
		     "\n"
		     "a.bpf.o: another, rejected on 5.10, 6.12.117;\n"
		     "b.bpf.o: one, rejected on 5.10:\n"
		     "    R1 bad\n"
		     "\n"
		     "a.bpf.o: one, with a loader's part done on 5.10:\n"
		     "    map 'a' has no size: 1024\n"
		     "\n"
		     "a.bpf.o: one, with a loader's part done on 5.10;\n"
		     "b.bpf.o: one, with a loader's part done on 6.12.117:\n"
		     "    map 'b' has no size: 1024\n");
}

static void a_path_stays_on_its_line(void **state)
{
	struct object odd[] = {
		{ .path = "a\n\033[31mb.o", .programs = names, .count = 2 },
		objects[1],
	};
	const struct kernel_images first = { images, 1 };

	(void)state;
	expect_table((struct matrix){ &first, odd, 2, 3, cells }, (struct table_style){ 0 },
		     "program     5.10\n"
		     "a??[31mb.o\n"
		     "  one       accept\n"
		     "  another   reject\n"
		     "b.bpf.o\n"
		     "  one       accept\n"
		     "\n"
		     "a??[31mb.o: another, rejected on 5.10:\n"
		     "    R1 bad\n");
}

static void colour_leaves_the_columns_alone(void **state)
{
	struct matrix matrix = one_object();
	struct kernel_images two = { images, 2 };

	(void)state;
	matrix.kernels = &two;
	matrix.object_count = 1;
	expect_table(matrix, (struct table_style){ .colour = true },
		     "program  5.10    6.12.117\n"
		     "one      \033[32maccept\033[0m  \033[32maccept\033[0m\n"
		     "another  \033[1;31mreject\033[0m  \033[1;31mreject\033[0m\n"
		     "\n"
		     "another, rejected on 5.10:\n"
		     "    R1 bad\n"
		     "\n"
		     "another, rejected on 6.12.117:\n"
		     "    R2 worse\n");
}

static void what_is_run_wrongly_is_no_accept(void **state)
{
	struct matrix matrix = one_object();
	struct matrix_cell *cell = matrix_at(&matrix, 1, 0);

	(void)state;
	cell->wrong = "it has deleted instruction 3";
	expect_table(matrix, (struct table_style){ .colour = true },
		     "program  5.10    6.12.117  7.2.12\n"
		     "one      \033[32maccept\033[0m  \033[1;31mwrong\033[0m     "
		     "\033[32maccept\033[0m\n"
		     "another  \033[1;31mreject\033[0m  \033[1;31mreject\033[0m    "
		     "\033[1;31mreject\033[0m\n"
		     "\n"
		     "one, run wrongly on 6.12.117:\n"
		     "    it has deleted instruction 3\n"
		     "\n"
		     "another, rejected on 5.10, 7.2.12:\n"
		     "    R1 bad\n"
		     "\n"
		     "another, rejected on 6.12.117:\n"
		     "    R2 worse\n");
	cell->wrong = NULL;
}

static void rows_have_the_promised_keys(void **state)
{
	char path[] = "/tmp/bpfmend-test-XXXXXX", text[4096];
	struct matrix matrix = two_objects();
	FILE *file;
	int made = mkstemp(path);

	(void)state;
	assert_true(made >= 0);
	close(made);
	assert_int_equal(rows_write(&matrix, path, NULL), 0);
	file = fopen(path, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	unlink(path);
	assert_non_null(strstr(text, "{\"kernel\":\"5.10\",\"release\":\"5.10.223\","
				     "\"file\":\"a.bpf.o\",\"program\":\"one\","
				     "\"verdict\":\"accept\",\"errno\":0,\"message\":\"\","
				     "\"insns\":4,\"processed\":9,\"states\":1,\"peak_states\":1,"
				     "\"microseconds\":7},\n"));
	assert_non_null(strstr(text, "{\"kernel\":\"/k/bzImage\",\"release\":\"7.2.12\","
				     "\"file\":\"b.bpf.o\",\"program\":\"one\","
				     "\"verdict\":\"error\",\"errno\":0,"
				     "\"message\":\"the kernel panicked: x\",\"insns\":null,"
				     "\"processed\":null,\"states\":null,\"peak_states\":null,"
				     "\"microseconds\":null}\n]\n"));
}

static void rows_that_cannot_be_written_leave_nothing(void **state)
{
	struct matrix matrix = one_object();
	struct failure why = { "" };

	(void)state;
	assert_int_equal(rows_write(&matrix, "/no/such/folder/rows", &why), -ENOENT);
	assert_string_equal(why.text,
			    "cannot write /no/such/folder/rows: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_distinct_message_is_told_once),
		cmocka_unit_test(programs_of_several_objects_are_told_apart),
		cmocka_unit_test(the_same_words_are_told_once),
		cmocka_unit_test(a_path_stays_on_its_line),
		cmocka_unit_test(colour_leaves_the_columns_alone),
		cmocka_unit_test(what_is_run_wrongly_is_no_accept),
		cmocka_unit_test(rows_have_the_promised_keys),
		cmocka_unit_test(rows_that_cannot_be_written_leave_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
