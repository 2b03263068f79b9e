// One warning for a source place, however often it is inlined; without -g clang names the function.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=ONCE
// RUN: %clang %plugin -g0 -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=NODEBUG
#include "bpf.h"

static inline __attribute__((always_inline)) int look(u32 i)
{
	char buf[32] = {};

	// ONCE: places.c:[[@LINE+2]]:22: warning: every byte of 'buf'
	// ONCE-NOT: warning:
	return i > 31 ? 1 : buf[i];
}

// NODEBUG: places.c:[[@LINE+2]]:5: warning: every byte of the 32-byte stack object in first() that is read here is 0
SEC("socket")
int first(struct context *ctx)
{
	return look(ctx->index);
}

SEC("socket")
int second(struct context *ctx)
{
	return look(ctx->other) + look(ctx->flag);
}
