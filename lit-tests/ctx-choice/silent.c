// Accesses at fixed places, and to what is not the context: nothing is said, nothing rewritten.
//
// RUN: %clang %plugin -Rpass=bpfmend -mllvm -bpfmend-mode=mend -mllvm -bpfmend-hazards=ctx-choice \
// RUN:   -Werror -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
#include "bpf.h"

struct fields {
	u32 index;
	u32 words[5];
} global;

SEC("socket")
int loop(struct fields *ctx)
{
	u32 sum = 0;

	for (int i = 0; i < 5; i++)
		sum += ctx->words[i];
	return sum;
}

SEC("socket")
int cases(struct fields *ctx)
{
	switch (ctx->index) {
	case 0:
		return ctx->words[0];
	case 1:
		return ctx->words[3] * 5;
	case 2:
		return ctx->words[4] + 7;
	}
	return 0;
}

SEC("socket")
int no_context(struct fields *ctx)
{
	return global.words[ctx->index & 3];
}

SEC("socket")
ignore int ignored(struct fields *ctx)
{
	return ctx->words[ctx->index & 3];
}

// Not called by any program: nothing is known of what it is given.
int nobody_calls(struct fields *some)
{
	return some->words[some->index & 3];
}
