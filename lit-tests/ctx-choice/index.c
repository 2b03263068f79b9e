// An index into the context: a choice of as many loads as it has values, up to 16.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=ctx-choice -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=OBJECT
#include "bpf.h"

struct arrays {
	u32 index;
	u32 words[32];
};

SEC("socket")
int masked(struct arrays *ctx)
{
	// CHECK: index.c:[[@LINE+1]]:{{[0-9]+}}: remark: accessed each place by itself: the context is read at an index that varies, and the verifier of Linux 5.10 to 7.3 rejects that: "variable ctx access" or "dereference of modified ctx ptr"
	return ctx->words[ctx->index & 2];
}
// Two loads: the index is 0 or 2.
// OBJECT-LABEL: <masked>:
// OBJECT: = *(u32 *)(r1 + 0x0)
// OBJECT: = *(u32 *)(r1 + 0x4)
// OBJECT: = *(u32 *)(r1 + 0xc)
// OBJECT-NOT: (r1
// OBJECT: exit

SEC("socket")
int sixteen(struct arrays *ctx)
{
	u32 i = ctx->index;

	if (i > 15)
		return 0;
	// CHECK: index.c:[[@LINE+1]]:{{[0-9]+}}: remark:
	return ctx->words[i];
}
// OBJECT-LABEL: <sixteen>:
// OBJECT-COUNT-17: = *(u32 *)(r1
// OBJECT-NOT: (r1
// OBJECT: exit

SEC("socket")
int seventeen(struct arrays *ctx)
{
	u32 i = ctx->index;

	if (i > 16)
		return 0;
	// CHECK: index.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}it cannot be mended: LLVM knows no bounds of its index, or too wide ones
	return ctx->words[i];
}

// A subprogram whose callers give it their context, and one that is also given something else.
static __attribute__((noinline)) u32 given_context(struct arrays *ctx, u32 i)
{
	// CHECK: index.c:[[@LINE+1]]:{{[0-9]+}}: remark:
	return ctx->words[i & 1];
}

static __attribute__((noinline)) u32 given_anything(struct arrays *ctx, u32 i)
{
	return ctx->words[i & 1] * 3;
}

SEC("tc")
int callers(struct arrays *ctx)
{
	struct arrays copy;

	asm volatile("" : : "r"(&copy) : "memory");
	return given_context(ctx, ctx->index) + given_anything(ctx, ctx->index) +
	       given_anything(&copy, ctx->index);
}

// CHECK-NOT: remark:
// CHECK-NOT: warning:
