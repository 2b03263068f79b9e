// A number that the loader sets and freezes is known to the verifier: what hangs on it is an analysis
// remark, and is mended all the same, because a loader may set another one. What is refused with the
// number that is there is warned of.
//
// What older LLVMs make of the remainder older kernels refuse.
// REQUIRES: llvm-22
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
// RUN: %clang %plugin -Rpass-analysis=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=ANALYSIS
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND
#include "bpf.h"

const volatile u32 fields = 6;
u32 any;
char record[64];

// ANALYSIS: rodata.c:[[@LINE+7]]:2: remark: this index is from 0 to 24, but the verifier of Linux 5.10 to 7.3 {{.*}}, if a loader sets other numbers in .rodata than are here;
// MEND: rodata.c:[[@LINE+6]]:2: remark: stated the bound again: {{.*}} if a loader sets other numbers
SEC("raw_tp/sys_enter")
int set(u64 *ctx)
{
	u32 n = fields;

	*(int *)(record + (n % 7) * 4) = ctx[1];
	return 0;
}

// CHECK: rodata.c:[[@LINE+6]]:2: warning: this index is from 0 to 24, but the verifier of Linux {{[0-9. to]*}} loses
SEC("raw_tp/sys_enter")
int unknown(u64 *ctx)
{
	u32 n = any;

	*(int *)(record + (n % 7) * 4) = ctx[1];
	return 0;
}
