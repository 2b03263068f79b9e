// Atomic operations that 5.10 does not know, with v3: told of where 5.10 is asked for, but for a
// sum that nobody uses, which is atomic-result's. And nothing of v1 to v3 besides.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=isa -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
// RUN: %clang %plugin -mllvm -bpfmend-kernels=6.1-7.3 -mllvm -bpfmend-hazards=isa -Werror -c %s -o %t.o 2>&1 | count 0
// RUN: %clang %plugin -mcpu=v1 -DPLAIN -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | count 0
#include "bpf.h"

u64 bits, value;

#ifndef PLAIN
SEC("tc")
int sets(struct context *ctx)
{
	// CHECK-DAG: atomic.c:[[@LINE+1]]:2: warning: LLVM selects an atomic operation other than an addition that returns nothing (BPF_ATOMIC) here, which Linux 5.10 does not know; it cannot be mended: no instruction that these kernels know does the same [-Wpass-failed=bpfmend-isa]
	__sync_fetch_and_or(&bits, ctx->index);
	return 0;
}

SEC("tc")
int swaps(struct context *ctx)
{
	// CHECK-DAG: atomic.c:[[@LINE+1]]:9: warning: LLVM selects an atomic operation
	return __sync_val_compare_and_swap(&value, ctx->index, ctx->flag);
}

SEC("tc")
int used(struct context *ctx)
{
	// CHECK-DAG: atomic.c:[[@LINE+1]]:9: warning: LLVM selects an atomic operation
	return __sync_fetch_and_add(&value, ctx->index);
}
#endif

SEC("tc")
int counts(struct context *ctx)
{
	__sync_fetch_and_add(&value, ctx->index);
	return ctx->index / (ctx->flag | 1);
}
