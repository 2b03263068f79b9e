// An index bounded by a mask: warned about where it stands, and kept an addition in mend mode.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=pointer-or -c %s -o %t.o 2>&1 | \
// RUN:   %filecheck %s --check-prefix=WARN
// RUN: %clang %plugin -mllvm -bpfmend-hazards=pointer-or -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %objdump %t.o | %filecheck %s --check-prefix=PLAIN
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=MEND --implicit-check-not="|="
//
// A plugin that warns leaves the object as it is without one.
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
#include "bpf.h"

#define seen(object) asm volatile("" : : "r"(&(object)) : "memory")

static int (*const helper)(void *to, u32 size, const void *from) = (void *)4;

SEC("socket")
int read(struct context *ctx)
{
	u64 word = ctx->other;
	char *b = (char *)&word;

	seen(word);
	// WARN: index.c:[[@LINE+3]]:9: warning: LLVM adds this offset to the address of 'word' with "|=", because no bit can be set in both, and the verifier of Linux 5.10 to 7.3 rejects that: "bitwise operator |= on pointer prohibited"; -mllvm -bpfmend-mode=mend keeps the addition, and so does a bound written as a comparison instead of a mask [-Wpass-failed=bpfmend-pointer-or]
	// REMARK-NOT: warning:
	// REMARK: index.c:[[@LINE+1]]:9: remark: kept the addition: LLVM adds this offset to the address of 'word' {{.*}}[-Rpass=bpfmend-pointer-or]
	return b[ctx->index & 7];
}
// PLAIN-LABEL: <read>:
// PLAIN: |= r
// MEND-LABEL: <read>:
// MEND: += -0x8
// MEND: [[P:r[0-9]]] += r
// MEND-NEXT: = *({{[us]}}8 *)([[P]] + 0x0)

// memset makes instruction selection align the array, which has no alignment of its own.
SEC("socket")
int write(struct context *ctx)
{
	char buf[24] = {};

	seen(buf);
	// WARN: index.c:[[@LINE+1]]:2: warning: {{.*}}'buf'
	buf[ctx->index & 7] = 1;
	seen(buf);
	return 0;
}
// PLAIN-LABEL: <write>:
// PLAIN: |= r
// MEND-LABEL: <write>:

SEC("socket")
int call(struct context *ctx)
{
	u32 pair[2] __attribute__((aligned(8)));

	// WARN: index.c:[[@LINE+1]]:10: warning: {{.*}}'pair'
	helper(&pair[ctx->index & 1], sizeof(*pair), ctx);
	return 0;
}
// PLAIN-LABEL: <call>:
// PLAIN: |= r
// MEND-LABEL: <call>:

// Both indices lie below the alignment of 32.
SEC("socket")
int two_indices(struct context *ctx)
{
	char table[4][8] __attribute__((aligned(32)));
	u32 i = ctx->index & 31;

	seen(table);
	// WARN: index.c:[[@LINE+1]]:9: warning: {{.*}}'table'
	return table[i >> 3][i & 7];
}
// PLAIN-LABEL: <two_indices>:
// PLAIN: |= r
// MEND-LABEL: <two_indices>:

SEC("socket")
int member(struct context *ctx)
{
	struct {
		u64 head;
		char tail[8];
	} s;

	helper(&s, sizeof(s), ctx);
	// WARN: index.c:[[@LINE+1]]:9: warning: {{.*}}'s'
	return s.tail[ctx->index & 7];
}
// PLAIN-LABEL: <member>:
// PLAIN: |= r
// MEND-LABEL: <member>:

// The index is bounded by a comparison; the constant behind it is what is or-ed.
SEC("socket")
int constant(struct context *ctx)
{
	struct {
		u32 first, second;
		u64 third;
	} s[4];
	u32 i = ctx->index;

	helper(s, sizeof(s), ctx);
	if (i > 3)
		return 0;
	// WARN: index.c:[[@LINE+1]]:15: warning: {{.*}}"; -mllvm -bpfmend-mode=mend keeps the addition [-W
	helper(&s[i].second, 4, ctx);
	return 0;
}
// PLAIN-LABEL: <constant>:
// PLAIN: |= 0x4
// MEND-LABEL: <constant>:

// One sum for both accesses, and one barrier.
SEC("socket")
int twice(struct context *ctx)
{
	u64 word = ctx->other;
	volatile char *b = (volatile char *)&word;
	u32 i = ctx->index & 7;

	// WARN: index.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}'{{b|word}}'
	b[i] = 1;
	return b[i] + i;
}
// PLAIN-LABEL: <twice>:
// PLAIN: |= r
// MEND-LABEL: <twice>:

// WARN-NOT: warning:
