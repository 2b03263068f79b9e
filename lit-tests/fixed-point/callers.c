// What is undone in a subprogram is undone in its callers, whose objects it had aligned: the object is
// the plain one again.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mllvm -bpfmend-rewrites=1 -c %s -o %t.o 2>&1 | \
// RUN:   %filecheck %s --check-prefix=UNDONE
// RUN: %clang -c %s -o %t.plain.o && cmp %t.o %t.plain.o
#include "bpf.h"

static __attribute__((noinline)) int wide(const char *bytes, int more)
{
	asm volatile("" : "+r"(more));
	// CHECK: callers.c:[[@LINE+2]]:9: remark: aligned the object
	// UNDONE: callers.c:[[@LINE+1]]:9: warning: {{.*}}it cannot be mended: what is rewritten is found again
	return *(u32 *)(bytes + 4) + more;
}

SEC("socket")
int aligned(struct context *ctx)
{
	char bytes[13];

	asm volatile("" : : "r"(bytes) : "memory");
	return wide(bytes, ctx->flag);
}
