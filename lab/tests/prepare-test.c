// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Tests of what the lab does in a loader's place, on the newest kernel in the store: verdicts where
 * there can be some, and else a reason that names what only the loader knows. argv[1] is the folder
 * of the BPF objects.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <stdio.h>

#include "lab/matrix.h"

/* In the order of their sections in the object. */
enum { OLD_NAME, NEW_NAME, NO_TYPE, LIMITED, UNTARGETED, REPLACES, PROGRAMS };

static const char *folder;
static struct kernel_images store;
static struct object objects[2]; /* the second one cannot be read */

static int begin(void **state)
{
	struct failure why = { "" };
	char path[4096];

	(void)state;
	if (kernels_find(NULL, &store, &why) || !store.count) {
		print_error("no kernel to boot: %s\n", why.text);
		return -1;
	}
	snprintf(path, sizeof(path), "%s/left-to-loaders.bpf.o", folder);
	if (object_read_or_tell(path, &objects[0], &why))
		return -1;
	snprintf(path, sizeof(path), "%s/library.bpf.o", folder);
	return object_read_or_tell(path, &objects[1], &why);
}

static int end(void **state)
{
	(void)state;
	object_free(&objects[0]);
	object_free(&objects[1]);
	kernel_images_free(&store);
	return 0;
}

static void load(const struct settings *settings, struct matrix *matrix)
{
	const struct kernel_images newest = { &store.images[store.count - 1], 1 };
	const struct matrix_options options = { .settings = settings };
	struct failure why = { "" };

	if (matrix_run(&newest, objects, 2, &options, NULL, matrix, &why))
		fail_msg("%s", why.text);
	assert_int_equal(matrix->program_count, PROGRAMS + 1);
}

static void expect(const struct matrix *matrix, size_t program, enum verdict verdict,
		   const char *message, const char *note)
{
	const struct matrix_cell *cell = matrix_at(matrix, 0, program);

	if (cell->verdict != verdict || !strstr(cell->message, message))
		fail_msg("program %zu: %s, %s", program, verdict_name(cell->verdict),
			 cell->message);
	if (note && (!cell->note || !strstr(cell->note, note)))
		fail_msg("program %zu: '%s' does not say '%s'", program,
			 cell->note ? cell->note : "", note);
}

static void what_can_be_guessed_is_guessed_and_told(void **state)
{
	const struct settings none = { 0 };
	struct matrix matrix;

	(void)state;
	load(&none, &matrix);
	expect(&matrix, OLD_NAME, VERDICT_ACCEPT, "",
	       "section 'classifier/ingress' taken for SCHED_CLS");
	expect(&matrix, OLD_NAME, VERDICT_ACCEPT, "", "map 'sizeless' has no size: 1024");
	expect(&matrix, OLD_NAME, VERDICT_ACCEPT, "", "map 'ring' has no size: 262144");
	expect(&matrix, OLD_NAME, VERDICT_ACCEPT, "", "map 'outer' has no inner map");
	expect(&matrix, OLD_NAME, VERDICT_ACCEPT, "", "map 'huge' made smaller to fit the machine");
	expect(&matrix, NEW_NAME, VERDICT_ACCEPT, "", "section 'tcx/ingress' taken for SCHED_CLS");
	expect(&matrix, NO_TYPE, VERDICT_ERROR, "only its loader knows it", NULL);
	expect(&matrix, LIMITED, VERDICT_REJECT, "invalid mem access", NULL);
	expect(&matrix, UNTARGETED, VERDICT_ERROR, "names no function to attach to", NULL);
	expect(&matrix, REPLACES, VERDICT_ERROR, "only its loader knows which program", NULL);
	/* An object that cannot be read is one row; the others are loaded all the same. */
	expect(&matrix, PROGRAMS, VERDICT_ERROR, "has no programs", NULL);
	matrix_free(&matrix);
}

static void what_is_set_decides(void **state)
{
	struct settings settings = { 0 };
	struct matrix matrix;

	(void)state;
	assert_int_equal(settings_add_variable(&settings, "limit=0x7"), 0);
	assert_int_equal(settings_add_variable(&settings, "name=x"), 0);
	assert_int_equal(settings_add_target(&settings, "bpf_fentry_test1"), 0);
	load(&settings, &matrix);
	expect(&matrix, LIMITED, VERDICT_ACCEPT, "", NULL);
	expect(&matrix, UNTARGETED, VERDICT_ACCEPT, "", "attached to bpf_fentry_test1");
	matrix_free(&matrix);
	assert_int_equal(settings_add_variable(&settings, "limit=4294967296"), 0);
	load(&settings, &matrix);
	expect(&matrix, LIMITED, VERDICT_ERROR, "'limit' has 4 bytes", NULL);
	matrix_free(&matrix);
	settings_free(&settings);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_can_be_guessed_is_guessed_and_told),
		cmocka_unit_test(what_is_set_decides),
	};

	if (argc != 2)
		return 2;
	folder = argv[1];
	return cmocka_run_group_tests(tests, begin, end);
}
