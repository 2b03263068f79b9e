// Relaxed atomic operations whose result is used: LLVM 22 selects some of them without BPF_FETCH.
//
// REQUIRES: llvm-22
// RUN: %clang %plugin -mllvm -bpfmend-hazards=atomic-result -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mcpu=v4 -mllvm -bpfmend-kernels=6.12 -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=ONE
// RUN: %clang %plugin -mllvm -bpfmend-hazards=atomic-result -Rpass=bpfmend -mllvm -bpfmend-mode=mend -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=REMARK
#include "bpf.h"

u64 wide;
u32 narrow;

SEC("socket")
u64 add_wide(struct context *ctx)
{
	// CHECK: lost.c:[[@LINE+3]]:9: warning: what this relaxed atomic operation returns is used, but LLVM selects an instruction that returns nothing: on Linux 5.10 to 7.3 the program loads, and takes the operand for what was there; -mllvm -bpfmend-mode=mend has it returned, and so does __ATOMIC_ACQ_REL in place of __ATOMIC_RELAXED [-Wpass-failed=bpfmend-atomic-result]
	// ONE: lost.c:[[@LINE+2]]:9: warning: {{.*}} on Linux 6.12 the program loads
	// REMARK: lost.c:[[@LINE+1]]:9: remark: had it returned: what this relaxed atomic operation returns is used
	return __atomic_fetch_add(&wide, ctx->other, __ATOMIC_RELAXED);
}

SEC("socket")
u64 sub_wide(struct context *ctx)
{
	// CHECK: lost.c:[[@LINE+1]]:9: warning: what this relaxed atomic operation returns is used
	return __atomic_sub_fetch(&wide, ctx->other, __ATOMIC_RELAXED);
}

SEC("socket")
u32 narrow_ones(struct context *ctx)
{
	u32 sum;

	// CHECK: lost.c:[[@LINE+1]]:8: warning: what this
	sum = __atomic_fetch_add(&narrow, ctx->other, __ATOMIC_RELAXED);
	// CHECK: lost.c:[[@LINE+1]]:9: warning: what this
	sum += __atomic_fetch_sub(&narrow, ctx->other, __ATOMIC_RELAXED);
	// CHECK: lost.c:[[@LINE+1]]:9: warning: what this
	sum += __atomic_fetch_and(&narrow, ctx->other, __ATOMIC_RELAXED);
	// CHECK: lost.c:[[@LINE+1]]:9: warning: what this
	sum += __atomic_fetch_or(&narrow, ctx->other, __ATOMIC_RELAXED);
	// CHECK: lost.c:[[@LINE+1]]:15: warning: what this
	return sum + __atomic_fetch_xor(&narrow, ctx->other, __ATOMIC_RELAXED);
}

// In a subprogram, and through a volatile pointer.
static __attribute__((noinline)) u32 next(volatile u32 *of)
{
	// CHECK: lost.c:[[@LINE+1]]:9: warning: what this
	return __atomic_fetch_add(of, 1, __ATOMIC_RELAXED);
}

SEC("socket")
u32 below(struct context *ctx)
{
	return next(&narrow) ^ ctx->other;
}

// CHECK-NOT: warning:
// REMARK-NOT: warning:
