// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Loads the programs of left.bpf.c with CAP_BPF and CAP_NET_ADMIN and nothing else, or those of
 * belief.bpf.c with all that it has, runs each once, on a packet where it takes one, and prints
 * what it returns. To be run in a virtual machine, by bpfmend exec.
 *
 * usage: audit-left OBJECT [all]
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "capabilities.h"

static int run(const struct bpf_program *program)
{
	bool takes_packet = bpf_program__type(program) != BPF_PROG_TYPE_SYSCALL;
	unsigned char packet[64] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, options);
	int error;

	if (takes_packet) {
		options.data_in = packet;
		options.data_size_in = sizeof(packet);
	}
	error = bpf_prog_test_run_opts(bpf_program__fd(program), &options);
	if (error)
		printf("%s: %s\n", bpf_program__name(program), strerror(-error));
	else
		printf("%s: %d%s\n", bpf_program__name(program), (int)options.retval,
		       takes_packet ? " of 64 bytes are left" : "");
	return error;
}

/* Loads a program by itself, which the verifier must refuse. */
static int refuse(const struct bpf_program *program)
{
	int fd = bpf_prog_load(bpf_program__type(program), NULL, "Apache-2.0",
			       bpf_program__insns(program), bpf_program__insn_cnt(program), NULL);
	int error = fd < 0 ? -errno : 0;

	printf("%s: %s\n", bpf_program__name(program), error ? strerror(-error) : "is loaded");
	if (fd >= 0)
		close(fd);
	return error == -EACCES ? 0 : 2;
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	struct bpf_program *program;
	int error;

	if (argc != 2 && argc != 3)
		return 2;
	error = argc == 2 ? keep_few_capabilities() : 0;
	object = error ? NULL : bpf_object__open_file(argv[1], NULL);
	if (object)
		error = bpf_object__load(object);
	if (!object || error) {
		fprintf(stderr, "cannot load %s: %s\n", argv[1], strerror(error ? -error : errno));
		bpf_object__close(object);
		return 2;
	}
	bpf_object__for_each_program (program, object) {
		if (bpf_program__autoload(program) ? run(program) : refuse(program))
			error = 2;
	}
	bpf_object__close(object);
	return error;
}
