// A kernel that does not know an instruction refuses the program for it. Whether it would lose
// track of a number is another question, and asked as if it knew the instruction.
//
// Older LLVMs make no such instruction of it.
// REQUIRES: llvm-22
// RUN: %clang %plugin -g -mcpu=v3 -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
#include "bpf.h"
struct hist {
	u32 slots[20];
} hists[10];
u32 rest[100];
u64 last[10] __attribute__((section(".data.last")));

// CHECK: later-instruction.c:[[@LINE+10]]:{{.*}}: warning: nothing uses what this atomic operation returns
// Older kernels take the index for one up to 15, which is still in .bss.
SEC("raw_tp/softirq_exit")
int followed(u64 *ctx)
{
	u32 vector = ctx[0];

	if (vector >= 10)
		return 0;
	ktime_get_ns();
	__sync_fetch_and_add(&hists[vector].slots[3], 1);
	return 0;
}

// CHECK-DAG: later-instruction.c:[[@LINE+9]]:{{.*}}: warning: this index is from 0 to 9, but the verifier of Linux 5.10 and 6.1 loses
// CHECK-DAG: later-instruction.c:[[@LINE+8]]:{{.*}}: warning: nothing uses what this atomic operation returns
// CHECK-DAG: later-instruction.c:[[@LINE+8]]:{{.*}}: warning: nothing uses what this atomic operation returns
SEC("tp_btf/softirq_exit")
int lost(u64 *ctx)
{
	u32 vector = ctx[0];

	if (vector < 10) {
		__sync_fetch_and_add(&last[vector], 1);
		__sync_fetch_and_add(&last[vector], ktime_get_ns());
	}
	return 0;
}
