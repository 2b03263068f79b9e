// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * What the lab costs beside the boot itself. For every kernel in the store, in turn: a bare boot,
 * that is the distribution's image in the same QEMU until its first process says a word; and a
 * matrix of one object on that kernel alone, from start to verdict, booted and from a saved state.
 * All on emulation, one at a time, interleaved so that whatever else the machine does weighs on
 * all; the best of each counts. Saved states are made before, in the cache.
 *
 *   boot-overhead BARE-INIT FILE.bpf.o [ROUNDS]
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lab/initramfs.h"
#include "lab/interrupt.h"
#include "lab/matrix.h"
#include "lab/process.h"

#define DEFAULT_ROUNDS 3
#define BOOT_SECONDS 90
#define FIRST_WORDS "first process"

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Reads the console until the first process has spoken. */
static int wait_for_first_process(int console, struct failure *why)
{
	double start = now();
	char text[65536];
	size_t length = 0;

	while (length < sizeof(text) - 1) {
		struct pollfd wait[2] = { { console, POLLIN, 0 }, { interrupt_fd(), POLLIN, 0 } };
		ssize_t got;

		if (now() - start > BOOT_SECONDS || poll(wait, 2, 1000) < 0)
			break;
		if (interrupt_pending())
			return fail_with(why, -EINTR, "interrupted");
		if (!wait[0].revents)
			continue;
		got = read(console, text + length, sizeof(text) - 1 - length);
		if (got <= 0)
			break;
		length += (size_t)got;
		text[length] = '\0';
		if (strstr(text, FIRST_WORDS))
			return 0;
	}
	return fail_with(why, -EIO, "the bare kernel did not boot");
}

static int boot_bare(const char *image, int initramfs, double *seconds, struct failure *why)
{
	char initrd[64];
	char *argv[] = {
		"qemu-system-x86_64",
		"-nodefaults",
		"-no-user-config",
		"-no-reboot",
		"-display",
		"none",
		"-machine",
		"pc",
		"-accel",
		"tcg,thread=single",
		"-cpu",
		"qemu64",
		"-smp",
		"1",
		"-m",
		"512",
		"-kernel",
		(char *)image,
		"-initrd",
		initrd,
		"-append",
		"console=ttyS0 quiet panic=-1",
		"-serial",
		"stdio",
		NULL,
	};
	double start = now();
	int console[2], error;
	pid_t pid;

	snprintf(initrd, sizeof(initrd), "/proc/%d/fd/%d", getpid(), initramfs);
	if (pipe2(console, O_CLOEXEC))
		return fail_with(why, -errno, "cannot make a pipe: %s", strerror(errno));
	pid = process_start(argv, -1, console[1], console[1], why);
	close(console[1]);
	error = pid < 0 ? pid : wait_for_first_process(console[0], why);
	*seconds = now() - start;
	process_kill(pid);
	close(console[0]);
	return error;
}

static int load_once(struct kernel_image *image, const struct object *object, double *seconds,
		     struct failure *why)
{
	const struct matrix_options options = { .jobs = 1, .accel = ACCEL_TCG };
	struct kernel_images one = { image, 1 };
	struct matrix matrix;
	double start = now();
	int error = matrix_run(&one, object, 1, &options, NULL, &matrix, why);

	*seconds = now() - start;
	if (error)
		return error;
	for (size_t i = 0; i < matrix.program_count && !error; i++)
		if (matrix_at(&matrix, 0, i)->verdict == VERDICT_ERROR)
			error = fail_with(why, -EIO, "%s: %s", image->name,
					  matrix_at(&matrix, 0, i)->message);
	matrix_free(&matrix);
	return error;
}

enum { BARE, BOOTED, RESUMED, WAYS };

/* One of the ways, once. */
static int try_way(int way, struct kernel_image *image, const struct object *object, int initramfs,
		   double *seconds, struct failure *why)
{
	int error;

	if (way == BARE)
		return boot_bare(image->path, initramfs, seconds, why);
	if (way == BOOTED)
		setenv("BPFMEND_STATES_LIMIT", "0", 1);
	error = load_once(image, object, seconds, why);
	unsetenv("BPFMEND_STATES_LIMIT");
	return error;
}

static void print_row(const char *name, const double seconds[WAYS])
{
	printf("%-12s  %9.2f s  %9.2f s  %6.2f  %9.2f s  %6.2f\n", name, seconds[BARE],
	       seconds[BOOTED], seconds[BOOTED] / seconds[BARE], seconds[RESUMED],
	       seconds[RESUMED] / seconds[BARE]);
	fflush(stdout);
}

static int measure(struct kernel_image *image, const struct object *object, int initramfs,
		   int rounds, double total[WAYS], struct failure *why)
{
	double best[WAYS] = { 1e9, 1e9, 1e9 }, seconds = 0;
	int error = load_once(image, object, &seconds, why);

	for (int round = 0; round < rounds; round++)
		for (int way = 0; way < WAYS && !error; way++) {
			error = try_way(way, image, object, initramfs, &seconds, why);
			best[way] = seconds < best[way] ? seconds : best[way];
		}
	if (error)
		return error;
	for (int way = 0; way < WAYS; way++)
		total[way] += best[way];
	print_row(image->release, best);
	return 0;
}

/* All kernels from saved states, as many at a time as there are cores. */
static int measure_all(struct kernel_images *kernels, const struct object *object,
		       struct failure *why)
{
	const struct matrix_options options = { .accel = ACCEL_TCG };
	struct matrix matrix;
	double start = now();
	int error = matrix_run(kernels, object, 1, &options, NULL, &matrix, why);

	if (error)
		return error;
	printf("%zu kernels at once, from saved states: %.2f s\n", kernels->count, now() - start);
	matrix_free(&matrix);
	return 0;
}

static int run(const char *init, const char *path, int rounds, struct failure *why)
{
	struct kernel_images kernels = { 0 };
	struct initramfs *initramfs;
	double total[WAYS] = { 0 };
	struct object object = { 0 };
	int bare = -1;
	int error = kernels_find(NULL, &kernels, why);

	if (!error)
		error = object_read(path, &object, why);
	if (!error)
		error = initramfs_begin(init, &initramfs, why);
	if (!error) {
		bare = initramfs_finish(initramfs, why);
		error = bare < 0 ? bare : 0;
	}
	printf("%-12s  %11s  %11s  %6s  %11s  %6s\n", "kernel", "bare boot", "matrix", "ratio",
	       "resumed", "ratio");
	for (size_t i = 0; i < kernels.count && !error; i++)
		error = measure(&kernels.images[i], &object, bare, rounds, total, why);
	if (!error)
		print_row("all", total);
	if (!error)
		error = measure_all(&kernels, &object, why);
	if (bare >= 0)
		close(bare);
	object_free(&object);
	kernel_images_free(&kernels);
	return error;
}

int main(int argc, char **argv)
{
	struct failure why = { "" };
	int rounds = argc > 3 ? atoi(argv[3]) : DEFAULT_ROUNDS;
	int error;

	if (argc < 3 || argc > 4 || rounds < 1) {
		fprintf(stderr, "usage: boot-overhead BARE-INIT FILE.bpf.o [ROUNDS]\n");
		return 2;
	}
	error = interrupt_catch();
	if (!error)
		error = run(argv[1], argv[2], rounds, &why);
	if (error)
		fprintf(stderr, "boot-overhead: %s\n", why.text[0] ? why.text : strerror(-error));
	return error ? 2 : 0;
}
