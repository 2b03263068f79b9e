// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Runs the same programs of two objects on the running kernel and compares what they return, for
 * every index up to a limit (the context's priority) and a set of data (its mark, 0 first). Made
 * for `bpfmend exec`: it loads and runs BPF.
 *
 *	same-results PLAIN.bpf.o MENDED.bpf.o
 *
 * Ends with 0 if all results are the same, 1 if not, 2 if a program could not be loaded or run. A
 * program that returns the same for everything compares nothing, and counts as one that could not.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

enum { EXIT_SAME = 0, EXIT_OTHER = 1, EXIT_NOT_RUN = 2 };

/* Past the end of every object too: programs check their index. */
#define INDICES 136

static const uint32_t marks[] = { 0,	      1,	  2,	      0x80,	  0xff,
				  0x100,      0xa500,	  0x10000,    0xa50000,	  0x1000000,
				  0x80000000, 0x00ff00ff, 0x12345678, 0xfffffffe, 0xffffffff };

static int run_once(int program, uint32_t index, uint32_t mark, uint32_t *result)
{
	/* The shortest packet that the kernel takes. */
	unsigned char packet[14] = { 0 };
	struct __sk_buff context = { .priority = index, .mark = mark };
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet, .data_size_in = sizeof(packet),
		    .ctx_in = &context, .ctx_size_in = sizeof(context), .repeat = 1);
	int error = bpf_prog_test_run_opts(program, &run);

	*result = run.retval;
	return error;
}

/* Compares one program's two builds over all inputs. */
static int compare(const char *name, int plain, int mended)
{
	uint32_t first = 0;
	bool varied = false;

	for (size_t m = 0; m < sizeof(marks) / sizeof(*marks); m++) {
		for (uint32_t i = 0; i < INDICES; i++) {
			uint32_t expected, actual;
			int error = run_once(plain, i, marks[m], &expected);

			if (!error)
				error = run_once(mended, i, marks[m], &actual);
			if (error) {
				printf("%s: cannot be run: %s\n", name, strerror(-error));
				return EXIT_NOT_RUN;
			}
			if (actual != expected) {
				printf("%s: index %u, mark %#x: %#x plain, %#x mended\n", name, i,
				       marks[m], expected, actual);
				return EXIT_OTHER;
			}
			if (!m && !i)
				first = expected;
			varied |= expected != first;
		}
	}
	if (!varied)
		printf("%s: every result is %#x: nothing was compared\n", name, first);
	return varied ? EXIT_SAME : EXIT_NOT_RUN;
}

static struct bpf_object *load(const char *path)
{
	struct bpf_object *object = bpf_object__open(path);
	int error = object ? bpf_object__load(object) : -errno;

	if (!error)
		return object;
	printf("%s: cannot be loaded: %s\n", path, strerror(-error));
	bpf_object__close(object);
	return NULL;
}

static int compare_objects(struct bpf_object *plain, struct bpf_object *mended)
{
	struct bpf_program *program;
	int worst = EXIT_SAME;
	size_t count = 0;

	bpf_object__for_each_program (program, plain) {
		const char *name = bpf_program__name(program);
		struct bpf_program *other = bpf_object__find_program_by_name(mended, name);
		int result = EXIT_NOT_RUN;

		if (other)
			result = compare(name, bpf_program__fd(program), bpf_program__fd(other));
		else
			printf("%s: only in the first object\n", name);
		if (result > worst)
			worst = result;
		count++;
	}
	printf("%zu programs over %zu inputs\n", count, INDICES * sizeof(marks) / sizeof(*marks));
	return count ? worst : EXIT_NOT_RUN;
}

int main(int argc, char **argv)
{
	struct bpf_object *plain, *mended;
	int result = EXIT_NOT_RUN;

	if (argc != 3) {
		fprintf(stderr, "usage: %s PLAIN.bpf.o MENDED.bpf.o\n", argv[0]);
		return EXIT_NOT_RUN;
	}
	plain = load(argv[1]);
	mended = plain ? load(argv[2]) : NULL;
	if (mended)
		result = compare_objects(plain, mended);
	bpf_object__close(mended);
	bpf_object__close(plain);
	return result;
}
