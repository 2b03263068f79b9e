// A loop of which older verifiers do not see the end is told of and counted; one whose end they see,
// one that nobody proves to end, and one that ends at a constant are not.
//
// REQUIRES: llvm-22
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=WARN
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend-loop-end -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --implicit-check-not=remark:
// RUN: %objdump %t.o | %filecheck %s --check-prefix=CODE
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mllvm -bpfmend-walk=false -Rpass=bpfmend-loop-end -c %s -o %t.o 2>&1 | count 0
#include "bpf.h"

// WARN: counted.c:[[@LINE+16]]:3: warning: this loop has ended after 64 turns, but the verifier of Linux 5.10 to {{[67].[0-9]+}} loses track of that in the instructions that LLVM makes of it, and walks on; -mllvm -bpfmend-mode=mend counts its turns, and so does a counter from 0 up to a constant that the loop ends at, too [-Wpass-failed=bpfmend-loop-end]
// WARN-NOT: warning:
// CHECK: counted.c:[[@LINE+14]]:3: remark: counted the turns of the loop: this loop has ended after 64 turns, but the verifier of Linux 5.10 to {{[67].[0-9]+}} loses track
// CODE-LABEL: <down>:
// CODE: if r[[#]] > 0x3f goto
// CODE: exit
SEC("tc")
int down(struct context *ctx)
{
	u32 left = ctx->index, sum = 0;

	if (left > 40)
		left = 40;
	if (!left)
		return 0;
	do
		sum += values[(left * 7 + sum) & 255];
	while (--left);
	return sum;
}

// Its counter is a constant in each turn.
SEC("tc")
int up(struct context *ctx)
{
	u32 sum = 0;

	for (u32 i = 0; i < 40; i++)
		sum += values[(i * 7 + sum) & 255];
	return sum;
}

// The comparison with a number above 0 bounds it.
SEC("tc")
int above(struct context *ctx)
{
	u32 left = ctx->index, sum = 0;

	for (left &= 31; left > 1; left -= 2)
		sum += values[(left * 7 + sum) & 255];
	return sum;
}

// It may have any number of turns.
SEC("tc")
int any(struct context *ctx)
{
	u32 at = ctx->index, sum = 0;

	while (at != ctx->other) {
		sum += values[at & 255];
		at = at * 5 + ctx->flag;
	}
	return sum;
}
