// With cpu v2 no LLVM has what nobody uses returned.
//
// RUN: %clang %plugin -Rpass=bpfmend -mcpu=v2 -mllvm -bpfmend-mode=mend -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -mcpu=v2 -c %s -o %t.none.o && cmp %t.o %t.none.o
#include "bpf.h"

u64 wide;
u32 narrow;

SEC("socket")
int count(struct context *ctx)
{
	__sync_fetch_and_add(&wide, ctx->other);
	__sync_fetch_and_add(&narrow, 1);
	return 0;
}
