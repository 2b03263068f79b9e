// Atomic additions whose result nobody uses: LLVM 22 selects them with BPF_FETCH, which 5.10 does not
// know. Only kernels that were asked for are mended for, and an order that the author chose stays.
//
// REQUIRES: llvm-22
// RUN: %clang %plugin -mllvm -bpfmend-hazards=atomic-result -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-hazards=atomic-result -Rpass=bpfmend -mllvm -bpfmend-mode=mend -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
// RUN: %clang %plugin -Rpass=bpfmend -mllvm -bpfmend-mode=mend -mllvm -bpfmend-kernels=5.15-7.3 -c %s -o %t.new.o 2>&1 | count 0
// RUN: %clang -c %s -o %t.none.o && cmp %t.new.o %t.none.o
#include "bpf.h"

u64 wide;
u32 narrow;

// MEND-LABEL: <count>:
// MEND: lock *(u64 *)({{.*}}) += r
// MEND: lock *(u32 *)({{.*}}) += w
// MEND: lock *(u32 *)({{.*}}) += w
SEC("socket")
int count(struct context *ctx)
{
	// CHECK: unused.c:[[@LINE+2]]:2: warning: nothing uses what this atomic operation returns, but LLVM has it returned, which Linux 5.10 does not know: "BPF_STX uses reserved fields"; -mllvm -bpfmend-mode=mend makes it relaxed, and so does __atomic_fetch_add() with __ATOMIC_RELAXED [-Wpass-failed=bpfmend-atomic-result]
	// REMARK: unused.c:[[@LINE+1]]:2: remark: made it relaxed: nothing uses
	__sync_fetch_and_add(&wide, ctx->other);
	// CHECK: unused.c:[[@LINE+1]]:2: warning: nothing uses
	__sync_fetch_and_sub(&narrow, ctx->other);
	// CHECK: unused.c:[[@LINE+1]]:2: warning: nothing uses
	__sync_fetch_and_add(&narrow, 1);
	return 0;
}

// MEND-LABEL: <ordered>:
// MEND: atomic_fetch_add
SEC("socket")
int ordered(struct context *ctx)
{
	// CHECK: unused.c:[[@LINE+2]]:2: warning: nothing uses {{.*}}; it cannot be mended: its order was asked for, and an atomic operation of these kernels keeps none
	// REMARK: unused.c:[[@LINE+1]]:2: warning: nothing uses {{.*}}; it cannot be mended
	__atomic_fetch_add(&wide, ctx->other, __ATOMIC_RELEASE);
	return 0;
}

// CHECK-NOT: warning:
// What 5.10 has in no form, or needs to return, is not a matter of the order.
// MEND-LABEL: <others>:
// MEND: atomic_fetch_or
// MEND: atomic_fetch_add
SEC("socket")
u64 others(struct context *ctx)
{
	__sync_fetch_and_or(&wide, ctx->other);
	return __sync_fetch_and_add(&wide, 1);
}

SEC("socket")
ignore int left_alone(struct context *ctx)
{
	__sync_fetch_and_add(&wide, ctx->other);
	return 0;
}
