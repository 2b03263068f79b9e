// A volatile read must stay, so mend mode warns and says why; the object code is as before.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -c %s -o %t.mend.o 2>&1 | %filecheck %s
// RUN: %clang -c %s -o %t.o
// RUN: %objdump %t.o | tail -n +3 > %t.plain.s
// RUN: %objdump %t.mend.o | tail -n +3 > %t.mend.s
// RUN: diff %t.plain.s %t.mend.s
#include "bpf.h"

SEC("socket")
int bytes(struct context *ctx)
{
	volatile u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: volatile.c:[[@LINE+1]]:16: warning: every byte of 'buf' that is read here is 0, but the verifier of Linux 6.12 to 7.2 {{.*}}; it cannot be mended: the read is volatile, and a volatile read must stay [-Wpass-failed=bpfmend-zero-read]
	return values[buf[i]];
}
