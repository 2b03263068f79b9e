// A number of 8 bits goes round its end: how often the loop does, it does not tell, though it is never
// above 255. The walk finds no end, as there is none, and nothing is said.
//
// REQUIRES: llvm-22
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mllvm -bpfmend-kernels=6.1 -Rpass=bpfmend -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -S -emit-llvm %s -o - | %filecheck %s
#include "bpf.h"

static u8 seen[256];

// CHECK: phi i8
SEC("tc")
int narrow(struct context *ctx)
{
	u8 at = ctx->flag;
	u64 turns = 0;

	do {
		turns += 1 + seen[at];
		at++;
	} while (ktime_get_ns() != ctx->index + turns);
	seen[turns & 255] = 1;
	return turns;
}
