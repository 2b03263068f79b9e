// What is inlined from a function that is annotated with bpfmend:ignore stays as it is. An alignment for
// another access would make its addition an "or", which no kernel takes: the rewrite is undone.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang -c %s -o %t.plain.o && cmp %t.o %t.plain.o
#include "bpf.h"

static long (*load_bytes)(void *ctx, u32 offset, void *to, u32 length) = (void *)26;

static __attribute__((always_inline)) ignore int picked(const char *bytes, u32 index)
{
	return bytes[index & 3];
}

// CHECK-NOT: remark:
SEC("socket")
int undone(struct context *ctx)
{
	char bytes[13];
	u32 *number = (u32 *)(bytes + 4);

	if (load_bytes(ctx, 0, bytes, sizeof(bytes)))
		return 0;
	// CHECK: undone.c:[[@LINE+1]]:9: warning: 4 bytes of 'bytes' are read at once{{.*}}it cannot be mended: LLVM would then add an offset to a stack address with "|="
	return *number + picked(bytes, ctx->index);
}
// CHECK-NOT: remark:

static __attribute__((noinline)) int wide(const char *bytes, int more)
{
	asm volatile("" : "+r"(more));
	return *(u32 *)(bytes + 4) + more;
}

// A variable that is to be left alone stays, also where a subprogram makes the access.
SEC("socket")
int variable(struct context *ctx)
{
	char bytes[13] ignore;

	if (load_bytes(ctx, 0, bytes, sizeof(bytes)))
		return 0;
	return wide(bytes, ctx->flag);
}
