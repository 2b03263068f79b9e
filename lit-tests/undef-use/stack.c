// Bytes of the stack that a function fills where it succeeds, loaded before that is tested: written where
// they come into being. Where the program looks at them whatever happened, nothing is said nor done.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=warning: --implicit-check-not=remark:
// RUN: %objdump %t.o | %filecheck %s --check-prefix=CODE
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mllvm -bpfmend-kernels=6.1-newest -Rpass=bpfmend -Werror -c %s -o %t.o 2>&1 | count 0
#include "bpf.h"

struct hit {
	u32 address;
	u16 port;
	u8 kind;
};

static __attribute__((noinline)) int find(struct context *ctx, struct hit *hit)
{
	if (ktime_get_ns() == ctx->index)
		return 0;
	hit->port = ctx->flag;
	hit->kind = 1;
	return 1;
}

// CODE-LABEL: <tested>:
// CODE: *(u16 *)(r10 - 0x{{[0-9a-f]+}}) =
// CODE: call
// CODE-LABEL: <untested>:
// CODE-NOT: *(u16 *)(r10
// CODE: call
SEC("tc")
int tested(struct context *ctx)
{
	// CHECK: stack.c:[[@LINE+4]]:{{[0-9]+}}: warning: nothing may have written these bytes of 'hit', and nobody looks at them then, but LLVM loads them before that is tested: Linux 5.10 will say "invalid read from stack"; -mllvm -bpfmend-mode=mend writes 0 there first, and so does initialising the variable [-Wpass-failed=bpfmend-undef-use]
	// MEND: stack.c:[[@LINE+3]]:{{[0-9]+}}: remark: put a 0 where it is undefined: nothing may have written these bytes of 'hit'
	struct hit hit;

	if (!find(ctx, &hit) || hit.port != 80)
		return 0;
	return 2;
}

SEC("tc")
int untested(struct context *ctx)
{
	struct hit hit;

	find(ctx, &hit);
	return hit.port == 80;
}
