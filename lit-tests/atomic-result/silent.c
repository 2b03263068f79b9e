// What each LLVM selects as the program needs it: nothing is said, and the object is the one that clang
// writes without the plugin.
//
// RUN: %clang %plugin -Rpass=bpfmend -mllvm -bpfmend-mode=mend -mllvm -bpfmend-hazards=atomic-result -Werror -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
#include "bpf.h"

u64 wide;
u32 narrow;

SEC("socket")
u64 ordered(struct context *ctx)
{
	return __atomic_fetch_add(&wide, ctx->other, __ATOMIC_ACQUIRE) +
	       __atomic_fetch_sub(&narrow, ctx->other, __ATOMIC_RELEASE) +
	       __sync_fetch_and_xor(&narrow, ctx->other);
}

SEC("socket")
int unused(struct context *ctx)
{
	__atomic_fetch_add(&wide, ctx->other, __ATOMIC_RELAXED);
	__atomic_fetch_or(&narrow, ctx->other, __ATOMIC_RELAXED);
	__atomic_fetch_sub(&narrow, ctx->other, __ATOMIC_RELAXED);
	return 0;
}

/* Of these LLVM asks whether the result is used; these have one form. */
SEC("socket")
u64 wide_bits(struct context *ctx)
{
	return __atomic_fetch_and(&wide, ctx->other, __ATOMIC_RELAXED) +
	       __atomic_fetch_or(&wide, ctx->index, __ATOMIC_RELAXED) +
	       __atomic_fetch_xor(&wide, ctx->flag, __ATOMIC_RELAXED) +
	       __atomic_exchange_n(&narrow, ctx->other, __ATOMIC_RELAXED);
}
