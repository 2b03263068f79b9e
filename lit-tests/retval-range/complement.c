// A choice by a sign, of the other width than the registers that it is computed in.
//
// RUN: %clang -mcpu=v2 %plugin -mllvm -bpfmend-hazards=retval-range -c %s -o %t.o 2>&1 | \
// RUN:   %filecheck %s --check-prefix=WARN
// RUN: %objdump %t.o | grep -F '^= -0x1'
// RUN: %clang -mcpu=v2 %plugin -mllvm -bpfmend-mode=mend -c %s -o %t.mend.o
// RUN: %objdump %t.mend.o | not grep -F '^='
//
// With registers of 32 bits the number is complemented before the shift.
// RUN: %clang -mcpu=v3 %plugin -mllvm -bpfmend-hazards=retval-range -c %s -o %t.v3.o 2>&1 | count 0
#include "bpf.h"

SEC("lsm/file_open")
int sign(struct context *ctx)
{
	// WARN: complement.c:[[@LINE+1]]:{{[0-9]+}}: warning: LLVM complements a number to return this value, -1 or 0, and the verifier of Linux 6.12 to 7.3 loses its range
	return (int)ctx->flag >= 0 ? -1 : 0;
}
// WARN-NOT: warning:
