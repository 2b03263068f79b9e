// One warning for a source place, however often it is inlined; without -g clang names the function.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=ONCE
// RUN: %clang %plugin -g0 -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=NODEBUG
#include "bpf.h"

static inline __attribute__((always_inline)) int look(u32 i)
{
	u8 buf[32] = {};

	// ONCE: places.c:[[@LINE+2]]:29: warning: every byte of 'buf'
	// ONCE-NOT: warning:
	return i > 31 ? 1 : values[buf[i]];
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

static inline __attribute__((always_inline)) u8 look_again(u32 i)
{
	u8 buf[32] = {};

	// A copy that does not matter, seen first, hides none that does.
	// ONCE: places.c:[[@LINE+2]]:{{[0-9]+}}: warning: every byte of 'buf'
	// ONCE-NOT: warning:
	return i > 31 ? 1 : buf[i];
}

SEC("socket")
int harmless(struct context *ctx)
{
	return look_again(ctx->index);
}

SEC("socket")
int harmful(struct context *ctx)
{
	return values[look_again(ctx->index)];
}
