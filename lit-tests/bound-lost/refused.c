// What no model of verifiers on IR sees, the walk of the code does: for -mcpu=v1 the backend extends an
// int with its sign for the index and compares it by itself, and a number of 32 bits is masked with
// 0x1ff instead of having its upper half cleared. Where nothing bounds the number, nothing is stated.
//
// RUN: %clang %plugin -mcpu=v1 -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
// RUN: %clang %plugin -mcpu=v1 -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=remark: --implicit-check-not=warning:
// RUN: %clang -mcpu=v1 -emit-llvm -S %plugin -mllvm -bpfmend-mode=mend -Wno-pass-failed %s -o %t.ll
// RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-walk>' \
// RUN:   -disable-output %t.ll 2>&1 | %filecheck %s --check-prefix=WALK
// RUN: %clang %plugin -mcpu=v3 -c %s -o %t.v3.o 2>&1 | count 0
#include "bpf.h"

static u32 (*const get_smp_processor_id)(void) = (void *)8;
unsigned char seen[512];

// CHECK: refused.c:[[@LINE+13]]:2: warning: this index is from 0 to 499, but the verifier of Linux 5.10 to 7.3 loses
// MEND: refused.c:[[@LINE+12]]:2: remark: stated the bound again: this index is from 0 to 499
// WALK-LABEL: mark: in raw_tracepoint/sys_enter
// WALK-NEXT: 5.10 to 7.3: accepted
SEC("raw_tracepoint/sys_enter")
int mark(u64 *ctx)
{
	int id = ctx[1];

	if (id < 0 || id >= 500)
		return 0;
	if (get_smp_processor_id() == 1000)
		return 0;
	seen[id] = 1;
	return 0;
}

// WALK-LABEL: unbounded: in raw_tracepoint/sys_enter
// WALK-NEXT: 5.10 to 7.3: refused
SEC("raw_tracepoint/sys_enter")
int unbounded(u64 *ctx)
{
	int id = ctx[1];

	if (id < 0)
		return 0;
	if (get_smp_processor_id() == 1000)
		return 0;
	seen[id] = 1;
	return 0;
}
