// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Tests of saved states on a real kernel, the oldest in the store: what comes from one is what a
 * boot says, and one that is worth nothing costs no verdict. argv[1] is the folder of the BPF
 * objects; the cache is one of the test's own.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lab/exec.h"
#include "lab/matrix.h"
#include "lab/tests/scratch.h"

static const char *folder;
static struct kernel_images store;

static int begin(void **state)
{
	struct failure why = { "" };

	if (kernels_find(NULL, &store, &why) || !store.count) {
		print_error("no kernel to boot: %s\n", why.text);
		return -1;
	}
	return scratch_begin(state);
}

static int end(void **state)
{
	kernel_images_free(&store);
	return scratch_end(state);
}

static void expect_verdicts(enum accel accel)
{
	const struct matrix_options options = { .accel = accel };
	const struct kernel_images kernel = { &store.images[0], 1 };
	struct failure why = { "" };
	struct matrix matrix;
	struct object object;
	char path[4096];

	snprintf(path, sizeof(path), "%s/verdicts.bpf.o", folder);
	assert_int_equal(object_read(path, &object, NULL), 0);
	if (matrix_run(&kernel, &object, 1, &options, NULL, &matrix, &why))
		fail_msg("%s", why.text);
	assert_int_equal(matrix.program_count, 2);
	assert_string_equal(matrix_at(&matrix, 0, 0)->message, "");
	assert_int_equal(matrix_at(&matrix, 0, 0)->verdict, VERDICT_ACCEPT);
	assert_int_equal(matrix_at(&matrix, 0, 1)->verdict, VERDICT_REJECT);
	assert_non_null(strstr(matrix_at(&matrix, 0, 1)->message, "outside of the"));
	matrix_free(&matrix);
	object_free(&object);
}

/* The folder of the one saved state, relative to the scratch directory; "" where there is none. */
static void find_state(void **state, char name[300])
{
	DIR *states = opendir(scratch_path(*state, "bpfmend/states"));
	struct dirent *entry;

	name[0] = '\0';
	while (states && (entry = readdir(states))) {
		if (entry->d_name[0] == '.')
			continue;
		assert_string_equal(name, "");
		snprintf(name, 300, "bpfmend/states/%s", entry->d_name);
	}
	if (states)
		closedir(states);
}

/* The tests follow each other: what one leaves, the next one finds. When a state was last used; the
 * number of its folder, which a new one does not have. */
static void look_at_state(void **state, struct stat *status)
{
	char name[300];

	find_state(state, name);
	assert_string_not_equal(name, "");
	assert_int_equal(stat(scratch_path(*state, name), status), 0);
}

static const char *file_of_state(void **state, const char *file)
{
	char name[300];

	find_state(state, name);
	strcat(strcat(name, "/"), file);
	return scratch_path(*state, name);
}

static void a_saved_machine_says_what_a_boot_says(void **state)
{
	struct stat made, used;
	char name[300];

	expect_verdicts(ACCEL_COUNTED);
	find_state(state, name);
	assert_string_equal(name, ""); /* counted times must not hang on how a machine came up */
	expect_verdicts(ACCEL_TCG);
	look_at_state(state, &made);
	expect_verdicts(ACCEL_TCG);
	look_at_state(state, &used);
	assert_int_equal(used.st_ino, made.st_ino);
	assert_true(used.st_mtim.tv_sec > made.st_mtim.tv_sec ||
		    used.st_mtim.tv_nsec != made.st_mtim.tv_nsec);
}

static void a_state_that_is_cut_off_is_made_anew(void **state)
{
	struct stat status;

	assert_int_equal(truncate(file_of_state(state, "ram"), 100 << 20), 0);
	expect_verdicts(ACCEL_TCG);
	assert_int_equal(stat(file_of_state(state, "ram"), &status), 0);
	assert_int_equal(status.st_size, 512 << 20);
}

/* Of the right size, so that only QEMU or the guest can tell. */
static void overwrite(const char *path, off_t from, size_t size)
{
	int file = open(path, O_WRONLY);
	void *bytes = malloc(size);

	assert_true(file >= 0 && bytes);
	memset(bytes, 0xcc, size);
	assert_int_equal(pwrite(file, bytes, size, from), size);
	free(bytes);
	close(file);
}

static void a_state_that_is_worth_nothing_costs_no_verdict(void **state)
{
	char name[300];

	overwrite(file_of_state(state, "device"), 16, 1000);
	expect_verdicts(ACCEL_TCG);
	find_state(state, name);
	assert_string_equal(name, "");
	/* The guest's kernel ends in a panic, before or after it has said hello. */
	expect_verdicts(ACCEL_TCG);
	overwrite(file_of_state(state, "ram"), 16 << 20, 24 << 20);
	expect_verdicts(ACCEL_TCG);
	find_state(state, name);
	assert_string_equal(name, "");
}

static void run_command(char *text, size_t size)
{
	char *argv[] = { "date", "+%s", NULL };
	int output[2], status = -1;
	const struct exec_request request = {
		.kernel = &store.images[0],
		.argv = argv,
		.seconds = 30,
		.accel = ACCEL_TCG,
	};

	assert_int_equal(pipe(output), 0);
	assert_int_equal(exec_run(&request, output[1], output[1], &status, NULL), 0);
	assert_int_equal(status, 0);
	close(output[1]);
	text[read(output[0], text, size - 1)] = '\0';
	close(output[0]);
}

static void a_saved_machine_knows_the_time(void **state)
{
	struct stat made, used;
	long long before, then, after;
	char text[64];

	run_command(text, sizeof(text));
	look_at_state(state, &made);
	sleep(2);
	before = time(NULL);
	run_command(text, sizeof(text));
	after = time(NULL);
	look_at_state(state, &used);
	assert_int_equal(used.st_ino, made.st_ino);
	then = strtoll(text, NULL, 10);
	assert_true(then >= before && then <= after);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_saved_machine_says_what_a_boot_says),
		cmocka_unit_test(a_state_that_is_cut_off_is_made_anew),
		cmocka_unit_test(a_state_that_is_worth_nothing_costs_no_verdict),
		cmocka_unit_test(a_saved_machine_knows_the_time),
	};

	if (argc != 2)
		return 2;
	folder = argv[1];
	return cmocka_run_group_tests(tests, begin, end);
}
