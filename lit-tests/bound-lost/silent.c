// Nothing is said and nothing inserted where the verifier follows, where the source does not bound
// the number, where nothing checks it, and where silence was asked for.
//
// RUN: %clang -mcpu=v3 %plugin -mllvm -bpfmend-hazards=bound-lost -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -mcpu=v3 -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang -mcpu=v3 -DLOST %plugin -mllvm -bpfmend-hazards=bound-lost \
// RUN:   -mllvm -bpfmend-kernels=6.12-7.3 -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -mcpu=v3 -DLOST %plugin -mllvm -bpfmend-hazards=bound-lost -c %s -o %t.o 2>&1 | \
// RUN:   grep -c "warning: this index" | grep -x 1
#include "bpf.h"

static long (*const skb_load_bytes)(void *, u32, void *, u32) = (void *)26;
static long (*const read_kernel)(void *, u32, const void *) = (void *)113;
static long (*const perf_event_output)(void *, void *, u64, void *, u64) = (void *)25;

u8 numbers[100];
u32 words[100];
struct { int *type; } events SEC(".maps");

#ifdef LOST
// Before 6.12.
SEC("tc")
int one_less(struct context *ctx)
{
	u32 n = ctx->index;

	if (n < 1 || n > 64)
		return 0;
	return numbers[n - 1];
}
#endif

SEC("tc")
int compared(struct context *ctx)
{
	u32 i = ctx->index;

	return i < 100 ? numbers[i] : 0;
}

SEC("tc")
int masked(struct context *ctx)
{
	return words[ctx->index & 63] + words[ctx->flag >> 26];
}

SEC("tc")
int minimum(struct context *ctx)
{
	int n = ctx->index;

	n = n < 3 ? 3 : n > 50 ? 50 : n;
	return words[n - 3];
}

SEC("tc")
int counted(struct context *ctx)
{
	u32 n = ctx->index, sum = 0;

	if (n > 60)
		n = 60;
	for (u32 i = 0; i < n; i++)
		sum += numbers[i];
	return sum;
}

// The helper takes 0 bytes.
SEC("tc")
int may_be_zero(struct context *ctx)
{
	u32 n = ctx->index;
	char bytes[64] = {};

	if (!n || n > 64)
		return 0;
	return perf_event_output(ctx, &events, 0, bytes, n);
}

// The source's own mistakes.
SEC("tc")
int unchecked(struct context *ctx)
{
	return numbers[ctx->index];
}

SEC("tc")
int one_side(struct context *ctx)
{
	int i = ctx->index;

	return i < 100 ? numbers[i] : 0;
}

SEC("tc")
int one_too_many(struct context *ctx)
{
	return numbers[ctx->index % 101];
}

SEC("tc")
int too_long(struct context *ctx)
{
	u32 n = ctx->index;
	char bytes[64] = {};

	if (!n || n > 65)
		return 0;
	return skb_load_bytes(ctx, 0, bytes, n);
}

// Compared in the round before.
SEC("tc")
int stale(struct context *ctx)
{
	u32 a = ctx->index, sum = 0;
	char bytes[64] = {};

	for (int round = 0; round < 3; round++) {
		u32 b = ktime_get_ns();

		sum += skb_load_bytes(ctx, 0, bytes, a - b);
		if (b >= a || a > 64)
			break;
		a = ktime_get_ns();
	}
	return sum;
}

// An address in the kernel, which only a helper sees.
SEC("kprobe")
int kernel_pointer(struct context *ctx)
{
	char *task = (char *)ktime_get_ns();
	char byte;

	read_kernel(&byte, 1, task + ctx->index % 100);
	return byte;
}

SEC("tc") ignore
int ignored(struct context *ctx)
{
	return numbers[ctx->index % 100];
}
