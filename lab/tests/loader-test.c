// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Tests of a loader of one's own, on the oldest kernel in the store: what its ends come to, and
 * that one run leaves nothing for the next. The loader is a script that does as its object says;
 * the folder of the BPF objects in argv[1] is not looked at.
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
#include <unistd.h>

#include "lab/kernels.h"
#include "lab/matrix.h"
#include "lab/tests/scratch.h"

static struct kernel_images store;

static int begin(void **state)
{
	struct failure why = { "" };

	if (kernels_find(NULL, &store, &why) || !store.count) {
		print_error("no kernel to boot: %s\n", why.text);
		return -1;
	}
	*state = strdup("/tmp/bpfmend-test-XXXXXX");
	return *state && mkdtemp(*state) ? 0 : -1;
}

static int end(void **state)
{
	kernel_images_free(&store);
	return scratch_end(state);
}

struct loaded {
	const char *name, *script;
	enum verdict verdict;
	const char *message;
};

/* Each in its turn, in one machine. */
static const struct loaded all[] = {
	{ "good", "echo fine", VERDICT_ACCEPT, "" },
	{ "odd name'\n$x", "echo fine", VERDICT_ACCEPT, "" },
	{ "bad", "echo first; echo last words >&2; exit 3", VERDICT_REJECT, "last words" },
	{ "mute", "exit 255", VERDICT_REJECT, "status 255 and no word" },
	{ "killed", "kill -SEGV $$", VERDICT_ERROR, "died of signal 11" },
	{ "missing", "no-such-loader", VERDICT_ERROR, "could not be run" },
	{ "endless", "while :; do :; done", VERDICT_ERROR, "did not end within 2 seconds" },
	{ "flood", "while echo 0123456789abcdef0123456789abcdef; do :; done", VERDICT_ERROR,
	  "did not end within 2 seconds" },
	{ "left", "while :; do :; done >/dev/null 2>&1 & echo $! >/tmp/left", VERDICT_ACCEPT, "" },
	{ "looks", "read pid </tmp/left; if kill -0 $pid; then exit 1; fi", VERDICT_ACCEPT, "" },
};

#define COUNT (sizeof(all) / sizeof(all[0]))

static void ends_of_a_loader_are_verdicts(void **state)
{
	const struct loader loader = { .command = "sh {object}" };
	const struct matrix_options options = { .loader = &loader, .program_seconds = 2 };
	const struct kernel_images oldest = { store.images, 1 };
	struct object objects[COUNT];
	struct failure why = { "" };
	struct matrix matrix;

	for (size_t i = 0; i < COUNT; i++) {
		const char *path = scratch_path(*state, all[i].name);

		scratch_write(path, all[i].script, strlen(all[i].script));
		assert_int_equal(loader_object(&loader, path, &objects[i], &why), 0);
		assert_string_equal(objects[i].programs[0], "sh");
	}
	if (matrix_run(&oldest, objects, COUNT, &options, NULL, &matrix, &why))
		fail_msg("%s", why.text);
	for (size_t i = 0; i < COUNT; i++) {
		const struct matrix_cell *cell = matrix_at(&matrix, 0, i);

		if (cell->verdict != all[i].verdict || !strstr(cell->message, all[i].message))
			fail_msg("%s: %s, %s", all[i].name, verdict_name(cell->verdict),
				 cell->message);
		object_free(&objects[i]);
	}
	matrix_free(&matrix);
}

static void what_is_not_there_is_told_before_anything_boots(void **state)
{
	const struct loader loader = { .command = "/usr/bin/env {object}" };
	struct failure why = { "" };
	struct object object;

	(void)state;
	assert_int_equal(loader_object(&loader, "/nowhere/x.bpf.o", &object, &why), -ENOENT);
	assert_non_null(strstr(why.text, "/nowhere/x.bpf.o"));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_of_a_loader_are_verdicts),
		cmocka_unit_test(what_is_not_there_is_told_before_anything_boots),
	};

	(void)argv;
	return argc == 2 ? cmocka_run_group_tests(tests, begin, end) : 2;
}
