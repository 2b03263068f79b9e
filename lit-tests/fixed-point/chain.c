// A subprogram aligns an object two calls above it, and the program that has the object is undone: the
// one between was copied, too, and becomes what it was.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang -c %s -o %t.plain.o && cmp %t.o %t.plain.o
#include "bpf.h"

static long (*load_bytes)(void *ctx, u32 offset, void *to, u32 length) = (void *)26;

static __attribute__((noinline)) int wide(const char *bytes, int more)
{
	asm volatile("" : "+r"(more));
	// CHECK-NOT: remark:
	// CHECK: chain.c:[[@LINE+1]]:9: warning: {{.*}}it cannot be mended: LLVM would then add an offset to a stack address with "|="
	return *(u32 *)(bytes + 4) + more;
}

static __attribute__((noinline)) int between(const char *bytes, int more)
{
	asm volatile("" : "+r"(more));
	return wide(bytes, more) + wide(bytes, more + 1);
}

static __attribute__((always_inline)) ignore int picked(const char *bytes, u32 index)
{
	return bytes[index & 3];
}

// CHECK-NOT: remark:
SEC("socket")
int undone(struct context *ctx)
{
	char bytes[13];

	if (load_bytes(ctx, 0, bytes, sizeof(bytes)))
		return 0;
	return between(bytes, ctx->flag) + picked(bytes, ctx->index);
}
