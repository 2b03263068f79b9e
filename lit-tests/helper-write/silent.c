// Calls that write and leave nothing to be wrong about. In every function but the last a word is known
// before the call.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=helper-write -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
#include "Inputs/helpers.h"

extern volatile u64 seen;
extern char map;

// Nothing is read afterwards.
SEC("lsm/file_open")
int not_read(u64 *ctx)
{
	char path[16] = {};

	d_path((void *)ctx[0], path, sizeof(path));
	trace_printk(path, sizeof(path));
	return 0;
}

// Other bytes are read.
SEC("lsm/file_open")
int beside(u64 *ctx)
{
	char path[32] = {};

	d_path((void *)ctx[0], path + 16, 16);
	return path[3] == '/';
}

// Written again.
SEC("lsm/file_open")
int overwritten(u64 *ctx)
{
	u64 word = 0;

	d_path((void *)ctx[0], &word, sizeof(word));
	*(volatile u64 *)&word = ctx[1];
	return word == 7;
}

// By a helper whose prototype is true: the verifier forgets. What the report calls a self-copy.
SEC("lsm/file_open")
int self_copy(u64 *ctx)
{
	char path[16] = {};

	d_path((void *)ctx[0], path, sizeof(path));
	probe_read_kernel(path, sizeof(path), path);
	return path[0] == '/';
}

// Stored outside of the stack, the bytes are what they are.
SEC("lsm/file_open")
int stored(u64 *ctx)
{
	u64 word = 0;

	d_path((void *)ctx[0], &word, sizeof(word));
	seen = word;
	return 0;
}

// The value of a map is not tracked.
SEC("lsm/file_open")
int in_map(u64 *ctx)
{
	u32 key = 0;
	char *value = map_lookup(&map, &key);

	if (!value)
		return 0;
	__builtin_memset(value, 0, 16);
	d_path((void *)ctx[0], value, 16);
	return value[0] == '/';
}

// The same helper in a kprobe, whose prototype was always right.
SEC("kprobe/f")
int kprobe(void *ctx)
{
	u64 stack[2] = {};

	get_stack(ctx, stack, sizeof(stack), 0);
	return stack[0] == 7;
}

// Anything may be in there, and nothing is ever known of it.
SEC("xdp")
int unknown(struct context *ctx)
{
	u32 words[16];

	for (int i = 0; i < 16; i++)
		words[i] = ((volatile struct context *)ctx)->index;
	fib_lookup(ctx, words, sizeof(words), 0);
	return words[2] == 7;
}

// Initialised by hand from a number that the verifier does not know.
SEC("lsm/file_open")
int opaque(u64 *ctx)
{
	u64 path[2], zero;

	asm volatile("%0 = r10; %0 -= r10" : "=r"(zero));
	path[0] = path[1] = zero;
	d_path((void *)ctx[0], path, sizeof(path));
	return *(char *)path == '/';
}

SEC("lsm/file_open")
int opaque_lines(u64 *ctx)
{
	u64 word;

	asm("%0 = r10\n\t%0 -= r10\n\t" : "=&r"(word));
	d_path((void *)ctx[0], &word, sizeof(word));
	return *(char *)&word == '/';
}

SEC("lsm/file_open") ignore
int ignored(u64 *ctx)
{
	char path[16] = {};

	d_path((void *)ctx[0], path, sizeof(path));
	return path[0] == '/';
}

SEC("lsm/file_open")
int ignored_variable(u64 *ctx)
{
	char ignore path[16] = {};

	d_path((void *)ctx[0], path, sizeof(path));
	return path[0] == '/';
}
