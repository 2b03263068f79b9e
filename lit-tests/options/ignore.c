// annotate("bpfmend:ignore") silences a variable, a function, and a function that was inlined; what
// stands beside them is still warned of, and rewritten.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
#include "bpf.h"

SEC("socket")
int variable(struct context *ctx)
{
	u8 ignore silent[32] = {};
	u8 loud[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK-NOT: 'silent'
	// CHECK: ignore.c:[[@LINE+1]]:36: {{warning|remark}}: {{.*}}every byte of 'loud'
	return values[silent[i]] + values[loud[i]];
}

// CHECK-NOT: {{warning|remark}}:
SEC("socket") ignore
int function(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	return i > 31 ? 1 : values[buf[i]];
}

static inline ignore __attribute__((always_inline)) int inlined(u32 i)
{
	u8 buf[32] = {};

	return i > 31 ? 1 : values[buf[i]];
}

SEC("socket")
int caller(struct context *ctx)
{
	return inlined(ctx->index);
}
