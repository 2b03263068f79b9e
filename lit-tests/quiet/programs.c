// A place in a function that two programs call is quiet only if all kernels take both; where no
// program comes, it is as if nothing was walked.
//
// What older LLVMs make of the remainder older kernels refuse.
// REQUIRES: llvm-22
// RUN: %clang %plugin -mllvm -bpfmend-hazards=bound-lost -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --implicit-check-not=warning:
// RUN: %clang %plugin -mllvm -bpfmend-hazards=bound-lost -DONE -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=ONE --implicit-check-not=warning:
#include "bpf.h"

char record[64];

// CHECK: programs.c:[[@LINE+3]]:2: warning: this index is from 0 to 24
static __attribute__((noinline)) int note(u32 n)
{
	*(int *)(record + (n % 7) * 4) = 1;
	return record[0];
}

SEC("raw_tp/sys_enter")
int known(u64 *ctx)
{
	return note(6 + (record[1] == 2));
}

#ifndef ONE
SEC("raw_tp/sys_enter")
int unknown(u64 *ctx)
{
	return note(ctx[1]);
}
#endif

// CHECK: programs.c:[[@LINE+4]]:2: warning: this index is from 0 to 24
// ONE: programs.c:[[@LINE+3]]:2: warning: this index is from 0 to 24
int library(u32 n)
{
	*(int *)(record + (n % 7) * 4) = 1;
	return record[0];
}
