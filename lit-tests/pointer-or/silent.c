// Where the addition stays one, nothing is said and nothing is rewritten: the object in mend mode
// is the object without the plugin.
//
// RUN: %clang %plugin -Rpass=bpfmend -mllvm -bpfmend-mode=mend -mllvm -bpfmend-hazards=pointer-or \
// RUN:   -Werror -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %objdump %t.o | not grep "|="
#include "bpf.h"

#define seen(object) asm volatile("" : : "r"(&(object)) : "memory")

SEC("socket")
int comparison(struct context *ctx)
{
	u64 word = ctx->other;
	u32 i = ctx->index;

	seen(word);
	if (i > 7)
		return 0;
	return ((char *)&word)[i];
}

SEC("socket")
int larger_than_its_alignment(struct context *ctx)
{
	u64 words[2];

	seen(words);
	return ((char *)words)[ctx->index & 15];
}

SEC("socket")
int less_aligned(struct context *ctx)
{
	volatile char b[8];

	seen(b);
	return b[ctx->index & 7];
}

SEC("socket")
int constant_index(struct context *ctx)
{
	u64 word = ctx->other;

	seen(word);
	return ((char *)&word)[3];
}

static char global[8] __attribute__((aligned(64)));

SEC("socket")
int global_variable(struct context *ctx)
{
	global[ctx->other & 3] = 1;
	return global[ctx->index & 7];
}

SEC("socket")
int map_value(struct context *ctx)
{
	u32 key = 0;
	char *value = map_lookup(global, &key);

	if (!value)
		return 0;
	value = __builtin_assume_aligned(value, 64);
	return value[ctx->index & 7];
}

SEC("socket")
int assumption(struct context *ctx)
{
	u64 word = ctx->other;
	u32 i = ctx->index;

	seen(word);
	__builtin_assume(i < 8);
	return ((char *)&word)[i];
}

SEC("socket")
int hidden_by_hand(struct context *ctx)
{
	u64 word = ctx->other;
	u64 i = ctx->index & 7;

	seen(word);
	asm volatile("" : "+r"(i));
	return ((char *)&word)[i];
}
