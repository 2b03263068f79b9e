// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What the plugin left in an object, read back; and what was edited there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "explain/notes.h"

static struct notes notes;

static int free_notes(void **state)
{
	(void)state;
	notes_free(&notes);
	return 0;
}

static void parse(const char *text)
{
	assert_int_equal(notes_parse(strdup(text), &notes), 0);
}

static void fields_are_read(void **state)
{
	(void)state;
	parse("warning\tpointer-or\t5.10 to 7.3\tsample\ta/sample.bpf.c\t34\t20\twhy\t\n"
	      "stuck\tbound-lost\t6.12\tother\tb.bpf.c\t3\t0\tit is so\t\n");
	assert_int_equal(notes.count, 2);
	assert_string_equal(notes.all[0].hazard, "pointer-or");
	assert_string_equal(notes.all[0].function, "sample");
	assert_int_equal(notes.all[0].line, 34);
	assert_int_equal(notes.all[0].column, 20);
	assert_string_equal(notes.all[1].what, "stuck");
	assert_string_equal(notes.all[1].text, "it is so");
}

static void what_is_cut_or_edited_is_passed_over(void **state)
{
	(void)state;
	parse("warning\tpointer-or\n\n\t\t\t\t\t\t\t\t\nwarning\ta\tb\tc\td\tzero\t1\ttext\t\n");
	assert_int_equal(notes.count, 0);
}

static void a_note_is_at_its_line_of_its_file(void **state)
{
	struct line line = { .file = "/src/a/sample.bpf.c", .line = 34 };

	(void)state;
	parse("warning\tpointer-or\t5.10\tsample\ta/sample.bpf.c\t34\t20\twhy\t\n");
	assert_true(note_is_at(&notes.all[0], &line));
	line.line = 35;
	assert_false(note_is_at(&notes.all[0], &line));
	line = (struct line){ .file = "/src/ba/sample.bpf.c", .line = 34 };
	assert_false(note_is_at(&notes.all[0], &line));
	line.file = "sample.bpf.c";
	assert_false(note_is_at(&notes.all[0], &line));
}

static void a_note_is_about_its_kernels(void **state)
{
	(void)state;
	parse("warning\tzero-read\t5.10, 6.16 to 6.18.12\tf\tf.c\t1\t1\twhy\t\n");
	assert_true(note_is_about(&notes.all[0], (struct kernel_version){ 5, 10, 262 }));
	assert_false(note_is_about(&notes.all[0], (struct kernel_version){ 6, 12, 118 }));
	assert_true(note_is_about(&notes.all[0], (struct kernel_version){ 6, 18, 12 }));
	assert_false(note_is_about(&notes.all[0], (struct kernel_version){ 6, 18, 13 }));
	/* Of an unknown kernel nothing can be left out. */
	assert_true(note_is_about(&notes.all[0], (struct kernel_version){ 0, 0, 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(fields_are_read, free_notes),
		cmocka_unit_test_teardown(what_is_cut_or_edited_is_passed_over, free_notes),
		cmocka_unit_test_teardown(a_note_is_at_its_line_of_its_file, free_notes),
		cmocka_unit_test_teardown(a_note_is_about_its_kernels, free_notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
