// annotate("bpfmend:ignore") silences an object whose address went to a call, too; and only the
// kernels that were asked for are named.
//
// RUN: %clang %plugin -mllvm -bpfmend-kernels=6.12 -c %s -o %t.o 2>&1 | %filecheck %s
#include "bpf.h"

static int (*const helper)(void *to, u32 size, const void *from) = (void *)4;

SEC("socket")
int variable(struct context *ctx)
{
	u32 ignore silent[2] __attribute__((aligned(8)));
	u32 loud[2] __attribute__((aligned(8)));

	helper(silent, sizeof(silent), ctx);
	helper(loud, sizeof(loud), ctx);
	helper(&silent[ctx->index & 1], sizeof(*silent), ctx);
	// CHECK-NOT: warning:
	// CHECK: ignore.c:[[@LINE+1]]:10: warning: {{.*}}'loud'{{.*}}the verifier of Linux 6.12 rejects
	helper(&loud[ctx->index & 1], sizeof(*loud), ctx);
	return 0;
}

// CHECK-NOT: warning:
SEC("socket") ignore
int function(struct context *ctx)
{
	u32 pair[2] __attribute__((aligned(8)));

	helper(&pair[ctx->index & 1], sizeof(*pair), ctx);
	return 0;
}
