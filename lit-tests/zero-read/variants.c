// Reads that verifiers lose for other reasons than a variable offset over zeroes: in steps over bytes
// that are not 0, and across a spilled zero and zero bytes. 7.3 loses these too.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-kernels=7.3 -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | %filecheck %s --check-prefix=REMARK
#include "bpf.h"

extern char map;

SEC("socket")
int steps(struct context *ctx)
{
	struct {
		u32 class;
		u32 mark;
	} rows[4];
	u32 i = ctx->index;

	for (int k = 0; k < 4; k++) {
		rows[k].class = 0;
		rows[k].mark = ctx->flag;
	}
	if (i > 3)
		return 1;
	// CHECK: variants.c:[[@LINE+2]]:{{[0-9]+}}: warning: every byte of 'rows' that is read here is 0, but the verifier of Linux {{.*}}7.3 takes what is read in steps over other bytes for unknown
	// REMARK: variants.c:[[@LINE+1]]:{{[0-9]+}}: remark: folded to 0
	return values[rows[i].class];
}

// The helper may write half[0] as far as LLVM knows, so the read stays; it is the contract that
// says a key is only read.
SEC("socket")
int halves(struct context *ctx)
{
	union {
		u64 whole;
		u32 half[2];
	} both;

	both.half[0] = 0;
	map_lookup(&map, &both.half[0]);
	both.half[1] = 0;
	// CHECK: variants.c:[[@LINE+2]]:{{[0-9]+}}: warning: every byte of 'both' that is read here is 0, but the verifier of Linux {{.*}}7.3 takes what is read across two stores, or after a helper saw it, for unknown
	// REMARK: variants.c:[[@LINE+1]]:{{[0-9]+}}: remark: folded to 0
	return values[both.whole];
}

// The member beside is not 0.
SEC("socket")
int other_member(struct context *ctx)
{
	struct {
		u32 class;
		u32 mark;
	} rows[4];
	u32 i = ctx->index;

	for (int k = 0; k < 4; k++) {
		rows[k].class = 0;
		rows[k].mark = ctx->flag;
	}
	// CHECK-NOT: variants.c:[[@LINE+2]]:
	// REMARK-NOT: variants.c:[[@LINE+1]]:
	return i > 3 ? 1 : values[rows[i].mark];
}
// CHECK: 2 warnings generated.
