// For CPUs without 32-bit instructions LLVM hides comparisons in llvm.bpf.compare, up to the backend.
// The pass sees them all the same, and the object is the same.
//
// RUN: %clang %plugin -mcpu=v1 -mllvm -bpfmend-mode=off -S -emit-llvm %s -o - \
// RUN:   | %filecheck %s --check-prefix=IR
// RUN: %clang %plugin -mcpu=v1 -c %s -o %t.warn.o 2>&1 | %filecheck %s --implicit-check-not=warning:
// RUN: %clang %plugin -mcpu=v1 -mllvm -bpfmend-mode=off -c %s -o %t.off.o
// RUN: cmp %t.off.o %t.warn.o
#include "bpf.h"

unsigned char table[256];

// IR: call i1 @llvm.bpf.compare.i32.i32(
// CHECK: compare-builtin.c:[[@LINE+11]]:{{[0-9]+}}: warning: this index is from 0 to 255
SEC("raw_tp/sys_enter")
int hidden(u64 *ctx)
{
	u32 which = ctx[1];

	if (which > 255)
		return 0;
	if (ktime_get_ns() == 1)
		return 1;
	__asm__ volatile("" : "+r"(which));
	return table[which];
}

// CHECK-NOT: warning:
SEC("raw_tp/sys_enter")
int unbounded(u64 *ctx)
{
	u32 which = ctx[1];

	if (which > 256)
		return 0;
	if (ktime_get_ns() == 1)
		return 1;
	__asm__ volatile("" : "+r"(which));
	return table[which];
}
