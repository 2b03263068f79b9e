// Numbers that the source bounds and the verifier loses: warned where they are used, and bounded
// again right before the use in mend mode.
//
// RUN: %clang -mcpu=v3 %plugin -mllvm -bpfmend-hazards=bound-lost -c %s -o %t.o 2>&1 | \
// RUN:   %filecheck %s --check-prefix=WARN
// RUN: %clang -mcpu=v3 %plugin -mllvm -bpfmend-hazards=bound-lost -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=MEND
//
// A plugin that warns leaves the object as it is without one.
// RUN: %clang -mcpu=v3 -c %s -o %t.none.o && cmp %t.o %t.none.o
#include "bpf.h"

static long (*const skb_load_bytes)(void *, u32, void *, u32) = (void *)26;
static long (*const read_kernel_str)(void *, u32, const void *) = (void *)115;
static long (*const perf_event_output)(void *, void *, u64, void *, u64) = (void *)25;

u8 numbers[100];
u8 powers[64];
struct { int *type; } events SEC(".maps");

// Both checks become one of n - 1.
SEC("kprobe")
int length(struct context *ctx)
{
	char bytes[256];
	long n = read_kernel_str(bytes, sizeof(bytes), ctx);

	// WARN: lost.c:[[@LINE+3]]:{{[0-9]+}}: warning: this size is from 1 to 255, but the verifier of Linux 5.10 to 6.19 loses track of that in the instructions that LLVM makes of it; -mllvm -bpfmend-mode=mend states the bound again right before the use
	// REMARK: lost.c:[[@LINE+2]]:{{[0-9]+}}: remark: stated the bound again: this size is from 1 to 255
	if (n > 0 && n < 256)
		perf_event_output(ctx, &events, 0, bytes, n);
	return 0;
}
// MEND-LABEL: <length>:
// MEND: call 0x73
// MEND: &= 0xff
// MEND: call 0x19

// No verifier links the halves of a register.
SEC("kprobe")
int int_length(struct context *ctx)
{
	char bytes[256];
	int n = read_kernel_str(bytes, sizeof(bytes), ctx);

	// WARN: lost.c:[[@LINE+2]]:{{[0-9]+}}: warning: this size is from 1 to 255, but the verifier of Linux 5.10 to 7.3 loses track
	if (n > 0 && n < 256)
		perf_event_output(ctx, &events, 0, bytes, n);
	return 0;
}
// MEND-LABEL: <int_length>:
// MEND: call 0x73
// MEND: &= 0xff
// MEND: call 0x19

// A mask would be too wide for 100 bytes: a minimum.
SEC("tc")
int modulo(struct context *ctx)
{
	// WARN: lost.c:[[@LINE+1]]:{{[0-9]+}}: warning: this index is from 0 to 99, but
	return numbers[ctx->index % 100];
}
// MEND-LABEL: <modulo>:
// MEND-NOT: &=
// MEND: {{> 0x63|< 0x64}} goto
// MEND: exit

// A mask does.
SEC("tc")
int negated(struct context *ctx)
{
	int n = ctx->index;

	if (n < -63 || n > 0)
		return 0;
	// WARN: lost.c:[[@LINE+1]]:{{[0-9]+}}: warning: this index is from 0 to 63, but the verifier of Linux 5.10 to 6.16 loses
	return powers[-n];
}
// MEND-LABEL: <negated>:
// MEND: &= 0x3f
// MEND: exit

// Not 0: subtracted before the mask, and added again.
SEC("tc")
int nonzero(struct context *ctx)
{
	u32 n = ctx->index;
	char bytes[64] = {};

	if (!n || n > 64)
		return 0;
	// WARN: lost.c:[[@LINE+1]]:{{[0-9]+}}: warning: this size is from 1 to 64, but the verifier of Linux 5.10 and 6.1 loses
	return skb_load_bytes(ctx, 0, bytes, n);
}
// MEND-LABEL: <nonzero>:
// MEND: += -0x1
// MEND: &= 0x3f
// MEND: += 0x1
// MEND: call 0x1a

// What the loop counts to, once, before it.
SEC("tc")
int loop(struct context *ctx)
{
	u32 n = ctx->index % 50, sum = 0;

	// WARN: lost.c:[[@LINE+1]]:{{[0-9]+}}: warning: this end of the loop is from {{[01]}} to 49, but
	for (u32 i = 0; i < n; i++)
		sum += numbers[i];
	return sum;
}
// MEND-LABEL: <loop>:
// MEND: {{> 0x31|< 0x32}} goto
// MEND: exit

// The verifier does not remember which of two was less.
SEC("tc")
int difference(struct context *ctx)
{
	u32 n = ctx->index, start = ctx->flag;
	char bytes[64] = {};

	if (start >= n || n > 64)
		return 0;
	// WARN: lost.c:[[@LINE+1]]:{{[0-9]+}}: warning: this size is from 1 to 64, but the verifier of Linux 5.10 to 7.3
	return skb_load_bytes(ctx, 0, bytes, n - start);
}
// MEND-LABEL: <difference>:
// MEND: &= 0x3f
// MEND: call 0x1a

// WARN-NOT: warning:
