// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Runs programs over random inputs, as they were compiled and mended, and compares what they do:
 * what is returned, the packet and its context, all maps, what lies in ring buffers and what perf
 * events got. Those of tc, socket filters, XDP and syscall are run, others are not counted. It runs
 * inside a guest (bpfmend exec), where nothing is shared: static.
 *
 *	run-random SEED RUNS PLAIN MENDED [PLAIN MENDED]...
 *
 * A program that does not load both ways is left out, and counted. Prints a line for each that
 * differs, and the counts. Ends with 0 if none does, 1 if one does, 2 if something could not be
 * tried; that nothing ran, or that no code was another one, is something that could not.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "selftests/bounds/traces.h"

enum { LEAST_PACKET = 14, MOST_PACKET = 160, EXIT_NOT_TRIED = 2 };

/* Contexts as the kinds of programs that are run have them. */
union context {
	struct __sk_buff skb;
	__u64 words[4]; /* of a syscall program */
};

struct input {
	unsigned char packet[MOST_PACKET];
	unsigned int length; /* 0: there is none */
	union context context;
	unsigned int context_size; /* 0: the kernel makes it */
};

/* What one run left, but for what is in maps. */
struct output {
	__u32 returned;
	unsigned char packet[MOST_PACKET];
	unsigned int length;
	union context context;
};

/* One program of an object, loaded alone. */
struct loaded {
	struct bpf_object *object;
	int program;
	enum bpf_prog_type type;
	const struct bpf_insn *code; /* as the kernel was given it */
	size_t code_count;
	struct traces traces;
};

struct counts {
	size_t programs, loaded, rewritten, runs, wrote, differ;
};

static __u64 seed, state;

/* Each program has its own inputs, the same on every kernel. */
static void start_random(size_t program)
{
	state = (seed + 1) * 0x9e3779b97f4a7c15 ^ (program + 1) * 0xc2b2ae3d27d4eb4f;
	state += !state;
}

/* A plain xorshift. */
static __u32 next_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (__u32)(state >> 32);
}

/* Numbers as checks have them: small ones, the same below 0, around powers of two, and any. */
static __u32 number(void)
{
	__u32 any = next_random();

	switch (next_random() % 6) {
	case 0:
	case 1:
	case 2:
		return any % 128;
	case 3:
		return -(any % 128);
	case 4:
		return (1U << any % 32) + next_random() % 5 - 2;
	default:
		return any;
	}
}

static void draw_packet(struct input *input)
{
	input->length = LEAST_PACKET + next_random() % (MOST_PACKET - LEAST_PACKET + 1);
	for (unsigned int i = 0; i < input->length; i++)
		input->packet[i] = (unsigned char)next_random();
	/* It is read as a string, too, which ends somewhere. */
	input->packet[next_random() % LEAST_PACKET] = 0;
}

static void draw(enum bpf_prog_type type, struct input *input)
{
	*input = (struct input){ 0 };
	if (type == BPF_PROG_TYPE_SYSCALL) {
		for (size_t i = 0; i < sizeof(input->context.words) / sizeof(__u64); i++)
			input->context.words[i] = number();
		input->context_size = sizeof(input->context.words);
		return;
	}
	if (type != BPF_PROG_TYPE_XDP) {
		input->context.skb.mark = number();
		input->context.skb.priority = number();
		input->context_size = sizeof(input->context.skb);
	}
	draw_packet(input);
}

static int run_once(const struct loaded *loaded, const struct input *input, struct output *output)
{
	LIBBPF_OPTS(bpf_test_run_opts, options);
	int error;

	memset(output, 0, sizeof(*output));
	if (input->length) {
		options.data_in = input->packet;
		options.data_size_in = input->length;
		options.data_out = output->packet;
		options.data_size_out = sizeof(output->packet);
		options.repeat = 1;
	}
	if (input->context_size) {
		options.ctx_in = &output->context;
		options.ctx_size_in = input->context_size;
		output->context = input->context;
	}
	if (input->context_size && input->length) {
		options.ctx_out = &output->context;
		options.ctx_size_out = input->context_size;
	}
	error = bpf_prog_test_run_opts(loaded->program, &options);
	output->returned = options.retval;
	output->length = options.data_size_out;
	return error;
}

static bool is_run(const struct bpf_program *program)
{
	switch (bpf_program__type(program)) {
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SOCKET_FILTER:
	case BPF_PROG_TYPE_XDP:
	case BPF_PROG_TYPE_SYSCALL:
		return true;
	default:
		return false;
	}
}

static void unload(struct loaded *loaded)
{
	traces_close(&loaded->traces);
	bpf_object__close(loaded->object);
	loaded->object = NULL;
}

/* Returns 0, 1 where the kernel does not load it, or a negative errno. */
static int load(const char *path, const char *name, struct loaded *loaded)
{
	struct bpf_program *program;
	int error;

	loaded->object = bpf_object__open_file(path, NULL);
	if (!loaded->object)
		return -errno;
	bpf_object__for_each_program (program, loaded->object)
		bpf_program__set_autoload(program, !strcmp(bpf_program__name(program), name));
	program = bpf_object__find_program_by_name(loaded->object, name);
	if (!program)
		error = -ENOENT;
	else
		error = bpf_object__load(loaded->object) ? 1 : 0;
	if (!error) {
		loaded->program = bpf_program__fd(program);
		loaded->type = bpf_program__type(program);
		loaded->code = bpf_program__insns(program);
		loaded->code_count = bpf_program__insn_cnt(program);
		error = traces_open(&loaded->traces, loaded->object);
	}
	if (error)
		unload(loaded);
	return error;
}

/* Prints how a run differs; NULL if it does not. */
static const char *difference(const struct output *plain, const struct output *mended,
			      struct loaded *of_plain, struct loaded *of_mended)
{
	if (plain->returned != mended->returned)
		return "returned";
	if (plain->length != mended->length ||
	    memcmp(plain->packet, mended->packet, sizeof(plain->packet)) != 0)
		return "the packet";
	/* Byte by byte, padding and all: both outputs were 0, and the kernel fills them alike. */
	if (memcmp((const char *)&plain->context, (const char *)&mended->context,
		   sizeof(plain->context)) != 0)
		return "the context";
	return traces_compare(&of_plain->traces, &of_mended->traces);
}

/* Maps have other numbers in it: what is counted so is at least the shape. */
static bool same_code(const struct loaded *one, const struct loaded *other)
{
	if (one->code_count != other->code_count)
		return false;
	for (size_t i = 0; i < one->code_count; i++)
		if (one->code[i].code != other->code[i].code ||
		    one->code[i].off != other->code[i].off)
			return false;
	return true;
}

static int compare(const char *name, struct loaded *plain, struct loaded *mended, size_t runs,
		   struct counts *counts)
{
	bool wrote = false;

	start_random(counts->programs);
	for (size_t i = 0; i < runs; i++) {
		struct output outputs[2];
		struct input input;
		const char *what;
		int error;

		draw(plain->type, &input);
		error = run_once(plain, &input, &outputs[0]);
		if (!error)
			error = run_once(mended, &input, &outputs[1]);
		if (error)
			return error;
		counts->runs++;
		what = difference(&outputs[0], &outputs[1], plain, mended);
		wrote |= plain->traces.changed;
		if (!what)
			continue;
		printf("%s: mark %u, priority %u, %u bytes: %s differs (%d, mended %d)\n", name,
		       input.context.skb.mark, input.context.skb.priority, input.length, what,
		       (int)outputs[0].returned, (int)outputs[1].returned);
		counts->differ++;
		break;
	}
	counts->wrote += wrote;
	return 0;
}

static int try_program(const char *const paths[2], const char *name, size_t runs,
		       struct counts *counts)
{
	struct loaded plain = { 0 }, mended = { 0 };
	int error = load(paths[0], name, &plain);

	counts->programs++;
	if (error)
		return error > 0 ? 0 : error;
	error = load(paths[1], name, &mended);
	if (!error) {
		counts->loaded++;
		counts->rewritten += !same_code(&plain, &mended);
		error = compare(name, &plain, &mended, runs, counts);
		unload(&mended);
	}
	unload(&plain);
	return error > 0 ? 0 : error;
}

static int try_pair(const char *const paths[2], size_t runs, struct counts *counts)
{
	struct bpf_object *object = bpf_object__open_file(paths[0], NULL);
	struct bpf_program *program;
	int error = 0;

	if (!object)
		return -errno;
	bpf_object__for_each_program (program, object) {
		if (!is_run(program))
			continue;
		error = try_program(paths, bpf_program__name(program), runs, counts);
		if (error) {
			fprintf(stderr, "%s: %s: %s\n", paths[0], bpf_program__name(program),
				strerror(-error));
			break;
		}
	}
	bpf_object__close(object);
	return error;
}

int main(int argc, char **argv)
{
	struct counts counts = { 0 };
	int error = 0;

	if (argc < 5 || argc % 2 == 0) {
		fprintf(stderr, "usage: %s SEED RUNS PLAIN MENDED...\n", argv[0]);
		return EXIT_NOT_TRIED;
	}
	seed = strtoull(argv[1], NULL, 10);
	libbpf_set_print(NULL);
	for (int i = 3; i < argc && !error; i += 2) {
		const char *const paths[2] = { argv[i], argv[i + 1] };

		error = try_pair(paths, strtoul(argv[2], NULL, 10), &counts);
	}
	printf("%zu programs, %zu load both ways, %zu of them have other code, %zu wrote "
	       "something, %zu runs, %zu programs differ\n",
	       counts.programs, counts.loaded, counts.rewritten, counts.wrote, counts.runs,
	       counts.differ);
	if (counts.differ)
		return 1;
	return error || !counts.rewritten ? EXIT_NOT_TRIED : 0;
}
