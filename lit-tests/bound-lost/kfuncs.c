// Sizes that kfuncs are given, and an index into memory that one returned.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=bound-lost -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=OBJECT
//
// Silent: -DSILENT has what the verifier follows, wants as a constant, or does not check.
// RUN: %clang -DSILENT %plugin -mllvm -bpfmend-hazards=bound-lost -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.o 2>&1 | count 0
#include "bpf.h"

extern int bpf_copy_from_user_str(void *, u32, const void *, u64) __attribute__((section(".ksyms")));
extern int bpf_path_d_path(void *, char *, u64) __attribute__((section(".ksyms")));
extern u8 *bpf_dynptr_slice(const void *, u32, void *, u32) __attribute__((section(".ksyms")));
extern int bpf_other(void *, char *, u64) __attribute__((section(".ksyms")));

static long (*const strtol)(const char *, u64, u64, long long *) = (void *)105;

struct { u64 *key; u64 *value; } map SEC(".maps");
char bytes[256];
char last[1];

#ifndef SILENT
SEC("lsm")
int size32(struct context *ctx)
{
	int n = ctx->index;

	// CHECK: kfuncs.c:[[@LINE+2]]:{{[0-9]+}}: remark: stated the bound again: this size is from 1 to 255, but the verifier of Linux 5.10 to 6.19 loses
	if (n > 0 && n < 256)
		bpf_copy_from_user_str(bytes, n, 0, 0);
	return 0;
}
// OBJECT-LABEL: <size32>:
// OBJECT: &= 0xff
// OBJECT: call

SEC("lsm")
int size64(struct context *ctx)
{
	u64 n = ctx->index % 200;

	// CHECK: kfuncs.c:[[@LINE+1]]:{{[0-9]+}}: remark: stated the bound again: this size is from 0 to 199, but
	return bpf_path_d_path(ctx, bytes, n);
}

// A mask, which is 63 at most, would leave 193 bytes.
SEC("lsm")
int start(struct context *ctx)
{
	// CHECK: kfuncs.c:[[@LINE+1]]:{{[0-9]+}}: remark: stated the bound again: this index is from 0 to 59, but
	return bpf_path_d_path(ctx, bytes + ctx->index % 60, 197);
}
// OBJECT-LABEL: <start>:
// OBJECT: {{> 0x3b|< 0x3c}} goto
// OBJECT: call

SEC("tc")
int returned(struct context *ctx)
{
	u8 *packet = bpf_dynptr_slice(ctx, 0, bytes, 100);

	// CHECK: kfuncs.c:[[@LINE+1]]:{{[0-9]+}}: remark: stated the bound again: this index is from 0 to 99, but
	return packet ? packet[ctx->index % 100] : 0;
}

// A key of 8 bytes out of an array, and a number that a helper writes 8 bytes to.
SEC("tc")
int key(struct context *ctx)
{
	// CHECK: kfuncs.c:[[@LINE+1]]:{{[0-9]+}}: remark: stated the bound again: this index is from 0 to 240, but
	return map_lookup(&map, bytes + ctx->index % 31 * 8) != 0;
}

SEC("tc")
int written(struct context *ctx)
{
	// CHECK: kfuncs.c:[[@LINE+1]]:{{[0-9]+}}: remark: stated the bound again: this index is from 0 to 240, but
	return strtol(bytes, 8, 0, (long long *)(bytes + ctx->index % 31 * 8));
}
// CHECK-NOT: remark:

#else
SEC("lsm")
int compared(struct context *ctx)
{
	u64 n = ctx->index;

	return n > 256 ? 0 : bpf_path_d_path(ctx, bytes, n);
}

// 0 is fine: what 6.1 knows does not matter, which has no such kfunc.
SEC("lsm")
int not_zero(struct context *ctx)
{
	u32 n = ctx->index;

	if (!n || n > 64)
		return 0;
	return bpf_path_d_path(ctx, bytes + 255, n - 1 & 1);
}

SEC("lsm")
int unbounded(struct context *ctx)
{
	return bpf_path_d_path(ctx, bytes, ctx->index % 258);
}

// A constant is wanted: a bound does not help.
SEC("tc")
int constant(struct context *ctx)
{
	return bpf_dynptr_slice(ctx, 0, bytes, ctx->index % 100) != 0;
}

// Not in the contracts.
SEC("tc")
int other(struct context *ctx)
{
	return bpf_other(ctx, bytes, ctx->index % 100);
}
#endif
