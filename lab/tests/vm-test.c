// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Tests on a real kernel, the oldest in the store: verdicts, commands, and every way in which a
 * machine can end badly. argv[1] is the folder of the BPF objects. Without a kernel they fail.
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

#include "lab/closure.h"
#include "lab/exec.h"
#include "lab/matrix.h"
#include "lab/protocol.h"
#include "lab/vms.h"

static const char *folder;
static struct kernel_images store;
static struct kernel_images kernel; /* the one that is booted */

static int find_kernel(void **state)
{
	struct failure why = { "" };

	(void)state;
	if (kernels_find(NULL, &store, &why) || !store.count) {
		print_error("no kernel to boot: %s\n", why.text);
		return -1;
	}
	kernel = (struct kernel_images){ store.images, 1 };
	return 0;
}

static int free_kernel(void **state)
{
	(void)state;
	kernel_images_free(&store);
	return 0;
}

static void read_object(const char *name, struct object *object)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(object_read(path, object, NULL), 0);
}

static void load(struct object *objects, size_t count, struct matrix *matrix)
{
	const struct matrix_options options = { .log = true };
	struct failure why = { "" };

	if (matrix_run(&kernel, objects, count, &options, NULL, matrix, &why))
		fail_msg("%s", why.text);
}

static void verdicts_are_told_apart(void **state)
{
	struct object objects[2];
	struct matrix_cell *cell;
	struct matrix matrix;

	(void)state;
	read_object("verdicts.bpf.o", &objects[0]);
	read_object("refusals.bpf.o", &objects[1]);
	load(objects, 2, &matrix);
	assert_int_equal(matrix.program_count, 3);

	cell = matrix_at(&matrix, 0, 0);
	assert_int_equal(cell->verdict, VERDICT_ACCEPT);
	assert_string_equal(cell->message, "");
	assert_int_equal(cell->error, 0);
	assert_true(cell->insns > 0 && cell->processed > 0 && cell->states >= 0);

	cell = matrix_at(&matrix, 0, 1);
	assert_int_equal(cell->verdict, VERDICT_REJECT);
	assert_int_equal(cell->error, EACCES);
	assert_non_null(strstr(cell->message, "outside of the"));
	assert_non_null(strstr(cell->log, "invalid access to packet"));

	cell = matrix_at(&matrix, 0, 2);
	assert_int_equal(cell->verdict, VERDICT_ERROR);
	assert_non_null(strstr(cell->message, "map 'impossible'"));
	matrix_free(&matrix);
	object_free(&objects[0]);
	object_free(&objects[1]);
}

static void what_dies_takes_no_other_with_it(void **state)
{
	struct triggers triggers[3] = { 0 };
	const struct matrix_options options = { .triggers = triggers };
	struct failure why = { "" };
	struct object object;
	struct matrix matrix;

	(void)state;
	read_object("kills.bpf.o", &object);
	for (size_t i = 0; i < 3; i++)
		if (!strcmp(object.programs[i], "kills"))
			triggers[i] =
				(struct triggers){ { { TRIGGER_GETPID, "", "", TRIGGER_OUTCOME } },
						   1 };
	if (matrix_run(&kernel, &object, 1, &options, NULL, &matrix, &why))
		fail_msg("%s", why.text);
	for (size_t i = 0; i < 3; i++) {
		const struct matrix_cell *cell = matrix_at(&matrix, 0, i);

		if (strcmp(object.programs[i], "kills") != 0) {
			assert_string_equal(cell->message, "");
			assert_int_equal(cell->verdict, VERDICT_ACCEPT);
			continue;
		}
		assert_int_equal(cell->verdict, VERDICT_ERROR);
		assert_non_null(strstr(cell->message, "died of signal 9"));
	}
	matrix_free(&matrix);
	object_free(&object);
}

static void a_program_that_the_guest_cannot_find_is_an_error(void **state)
{
	struct object object;
	struct matrix matrix;

	(void)state;
	read_object("verdicts.bpf.o", &object);
	strcpy(object.programs[0], "ghost");
	load(&object, 1, &matrix);
	assert_int_equal(matrix_at(&matrix, 0, 0)->verdict, VERDICT_ERROR);
	assert_int_equal(matrix_at(&matrix, 0, 1)->verdict, VERDICT_REJECT);
	matrix_free(&matrix);
	object_free(&object);
}

/* Runs a shell script in the kernel; returns exec_run()'s result. */
static int run_script(const char *script, unsigned int seconds, int output, int error, int *status,
		      struct failure *why)
{
	char *argv[] = { "sh", "-c", (char *)script, NULL };
	const struct exec_request request = {
		.kernel = kernel.images,
		.argv = argv,
		.seconds = seconds,
	};

	return exec_run(&request, output, error, status, why);
}

static void read_back(FILE *file, char *text, size_t size)
{
	rewind(file);
	text[fread(text, 1, size - 1, file)] = '\0';
	fclose(file);
}

static void a_command_s_output_and_status_come_back(void **state)
{
	FILE *output = tmpfile(), *error = tmpfile();
	char text[64];
	int status;

	(void)state;
	assert_int_equal(run_script("printf 'o\\r\\377\\n'; echo e >&2; exit 7", 30, fileno(output),
				    fileno(error), &status, NULL),
			 0);
	assert_int_equal(status, 7);
	read_back(output, text, sizeof(text));
	assert_string_equal(text, "o\r\377\n");
	read_back(error, text, sizeof(text));
	assert_string_equal(text, "e\n");
}

static void expect_bad_end(const char *script, unsigned int seconds, const char *words)
{
	struct failure why = { "" };
	int status;

	assert_int_equal(run_script(script, seconds, 1, 2, &status, &why), -EIO);
	if (!strstr(why.text, words))
		fail_msg("'%s' does not say '%s'", why.text, words);
}

static void a_panic_is_quoted(void **state)
{
	(void)state;
	expect_bad_end("echo c > /proc/sysrq-trigger", 30, "panicked: ");
}

static void a_machine_that_goes_off_is_no_success(void **state)
{
	(void)state;
	expect_bad_end("echo o > /proc/sysrq-trigger; read forever < /dev/ttyS0", 30,
		       "stopped before it was done");
}

static void a_command_s_deadline_is_kept(void **state)
{
	(void)state;
	expect_bad_end("while :; do :; done", 1, "did not end within 1 seconds");
}

static int take_anything(void *context, enum answer kind, struct json_object *object)
{
	(void)context;
	(void)kind;
	(void)object;
	return 0;
}

/* Boots an image with a job; what went wrong is in the task. */
static void boot(struct vm_task *task, const char *image, const char *job)
{
	const struct vms_options options = { 1, ACCEL_TCG };
	struct initramfs *initramfs;
	char *shell;

	assert_int_equal(initramfs_begin(NULL, &initramfs, NULL), 0);
	assert_int_equal(closure_find_command("sh", &shell, NULL), 0);
	assert_int_equal(closure_add(initramfs, "/bin/sh", NULL), 0);
	assert_int_equal(initramfs_add_bytes(initramfs, GUEST_JOB, job, strlen(job), 0644, NULL),
			 0);
	free(shell);
	task->name = "test";
	task->config.image = image;
	task->config.initramfs = initramfs_finish(initramfs, NULL);
	task->config.answer = take_anything;
	assert_int_equal(vms_run(task, 1, &options, NULL, NULL), 0);
	close(task->config.initramfs);
	assert_false(task->done);
}

static void what_is_not_a_kernel_is_not_booted(void **state)
{
	struct vm_task task = { .config = { .boot_seconds = 30, .silence_seconds = 5 } };

	(void)state;
	boot(&task, "/etc/passwd", "{}");
	assert_non_null(strstr(task.why.text, "QEMU refused to run it"));
}

static void a_kernel_that_does_not_come_up_is_given_up(void **state)
{
	struct vm_task task = { .config = { .boot_seconds = 0, .silence_seconds = 5 } };

	(void)state;
	boot(&task, kernel.images[0].path, "{}");
	assert_non_null(strstr(task.why.text, "did not boot within 0 seconds"));
}

static void a_guest_that_hangs_is_given_up(void **state)
{
	struct vm_task task = { .config = { .boot_seconds = 60, .silence_seconds = 2 } };

	(void)state;
	boot(&task, kernel.images[0].path,
	     "{\"job\":\"exec\",\"seconds\":600,\"directory\":\"/\",\"path\":\"/bin/sh\","
	     "\"arguments\":[\"sh\",\"-c\",\"while :; do :; done\"]}");
	assert_non_null(strstr(task.why.text, "it hangs: nothing was heard for 2 seconds"));
}

static void a_job_that_makes_no_sense_is_no_success(void **state)
{
	struct vm_task task = { .config = { .boot_seconds = 60, .silence_seconds = 30 } };

	(void)state;
	boot(&task, kernel.images[0].path, "{\"job\":\"dance\"}");
	assert_string_equal(task.why.text, "unknown job 'dance'");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_are_told_apart),
		cmocka_unit_test(what_dies_takes_no_other_with_it),
		cmocka_unit_test(a_program_that_the_guest_cannot_find_is_an_error),
		cmocka_unit_test(a_command_s_output_and_status_come_back),
		cmocka_unit_test(a_panic_is_quoted),
		cmocka_unit_test(a_machine_that_goes_off_is_no_success),
		cmocka_unit_test(a_command_s_deadline_is_kept),
		cmocka_unit_test(what_is_not_a_kernel_is_not_booted),
		cmocka_unit_test(a_kernel_that_does_not_come_up_is_given_up),
		cmocka_unit_test(a_guest_that_hangs_is_given_up),
		cmocka_unit_test(a_job_that_makes_no_sense_is_no_success),
	};

	if (argc != 2)
		return 2;
	folder = argv[1];
	return cmocka_run_group_tests(tests, find_kernel, free_kernel);
}
