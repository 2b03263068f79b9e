// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Loads every program of an object and has the kernel run each many times over one packet. Prints
 * for each its name and the nanoseconds of one run, as BPF_PROG_TEST_RUN measures them; of three
 * tries the shortest.
 *
 *	run-repeated OBJECT TIMES
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>

static int measure(const struct bpf_program *program, int times, unsigned int *shortest)
{
	static char packet[64];

	*shortest = ~0U;
	for (int i = 0; i < 3; i++) {
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet,
			    .data_size_in = sizeof(packet), .repeat = times);
		int error = bpf_prog_test_run_opts(bpf_program__fd(program), &options);

		if (error)
			return error;
		if (options.duration < *shortest)
			*shortest = options.duration;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct bpf_program *program;
	struct bpf_object *object;
	int error;

	if (argc != 3)
		return 2;
	object = bpf_object__open_file(argv[1], NULL);
	if (!object || bpf_object__load(object))
		return 1;
	bpf_object__for_each_program (program, object) {
		unsigned int nanoseconds;

		error = measure(program, atoi(argv[2]), &nanoseconds);
		if (error)
			return 1;
		printf("%s %u\n", bpf_program__name(program), nanoseconds);
	}
	bpf_object__close(object);
	return 0;
}
