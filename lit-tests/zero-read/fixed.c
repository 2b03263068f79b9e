// Reads at fixed offsets, of bytes that are not all 0, and beside a zeroed object: silence.
//
// RUN: %clang %plugin -Rpass-analysis=bpfmend -Rpass=bpfmend -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
#include "bpf.h"

SEC("socket")
int fixed(struct context *ctx)
{
	volatile char buf[32] = {};

	return buf[3] + buf[17];
}

SEC("socket")
int not_zero(struct context *ctx)
{
	char buf[32] = { [31] = 1 };
	u32 i = ctx->index;

	return i > 31 ? 1 : buf[i];
}

SEC("socket")
int written(struct context *ctx)
{
	char buf[32] = {};
	u32 i = ctx->index, j = ctx->other;

	if (i > 31 || j > 31)
		return 1;
	buf[j] = (char)ctx->flag;
	return buf[i];
}

static const char table[32] = {};

SEC("socket")
int in_rodata(struct context *ctx)
{
	u32 i = ctx->index;

	return i > 31 ? 1 : *(volatile const char *)&table[i];
}
