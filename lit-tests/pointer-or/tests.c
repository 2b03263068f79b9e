// Two pointers tested for NULL at once: warned about where instruction selection joins them, and
// only there; tested apart in mend mode.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=pointer-or -c %s -o %t.o 2>%t.err
// RUN: %filecheck %s --check-prefix=WARN --input-file %t.err
// RUN: %objdump %t.o | %filecheck %s --check-prefix=PLAIN
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang %plugin -mllvm -bpfmend-hazards=pointer-or -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=MEND --implicit-check-not="r{{[0-9]}} |="
//
// Answers have 32 bits there, and pointers 64.
#include "bpf.h"

extern char map[];
#define LOOKUP(name, number) \
	u32 key_##name = number; \
	u32 *name = map_lookup(map, &key_##name)

// A branch on two alone.
// PLAIN-LABEL: <none>:
// PLAIN: |= r
// MEND-LABEL: <none>:
// REMARK: tests.c:[[@LINE+6]]:{{[0-9]+}}: remark: tested them apart: LLVM makes one test of these two{{.*}}[-Rpass=bpfmend-pointer-or]
// WARN: tests.c:[[@LINE+5]]:{{[0-9]+}}: warning: LLVM makes one test of these two, of the pointers joined with "|=", and the verifier of Linux 5.10 to 7.3 rejects that: "pointer |= pointer prohibited"; -mllvm -bpfmend-mode=mend tests them apart, and so does a test whose answer is kept in a number behind barrier_var() [-Wpass-failed=bpfmend-pointer-or]
SEC("tc") int none(struct context *ctx)
{
	LOOKUP(a, 1);
	LOOKUP(b, 2);
	if (!a && !b)
		return 0;
	return a ? *a : *b;
}

// A value.
// PLAIN-LABEL: <any>:
// PLAIN: |= r
// MEND-LABEL: <any>:
// WARN: tests.c:[[@LINE+5]]:{{[0-9]+}}: warning:
SEC("tc") int any(struct context *ctx)
{
	LOOKUP(a, 1);
	LOOKUP(b, 2);
	return a || b;
}

// A value of three: one test is kept from the other two, and these from each other.
// PLAIN-LABEL: <three>:
// PLAIN: |= r
// PLAIN: |= r
// MEND-LABEL: <three>:
// WARN: tests.c:[[@LINE+6]]:{{[0-9]+}}: warning:
SEC("tc") int three(struct context *ctx)
{
	LOOKUP(a, 1);
	LOOKUP(b, 2);
	LOOKUP(c, 3);
	return a || b || c;
}

// A pointer and a number.
// PLAIN-LABEL: <number>:
// PLAIN: |= r
// MEND-LABEL: <number>:
// WARN: tests.c:[[@LINE+5]]:{{[0-9]+}}: warning:
SEC("tc") int number(struct context *ctx)
{
	u64 n = ktime_get_ns();
	LOOKUP(a, 1);
	return !a && !n ? 7 : 8;
}

// WARN-NOT: warning:

// Branches are made of three.
// PLAIN-LABEL: <branches>:
// PLAIN-NOT: |=
SEC("tc") int branches(struct context *ctx)
{
	LOOKUP(a, 1);
	LOOKUP(b, 2);
	LOOKUP(c, 3);
	if (!a && !b && !c)
		return 0;
	return a ? *a : b ? *b : *c;
}

// Of a pointer and a number, too.
// PLAIN-LABEL: <branch_number>:
// PLAIN-NOT: |=
SEC("tc") int branch_number(struct context *ctx)
{
	u64 n = ktime_get_ns();
	LOOKUP(a, 1);
	if (!a && !n)
		return 0;
	return a ? *a : n;
}

// Both are needed; one is, the other is not.
// PLAIN-LABEL: <needed>:
// PLAIN-NOT: |=
SEC("tc") int needed(struct context *ctx)
{
	LOOKUP(a, 1);
	LOOKUP(b, 2);
	if (!a || !b)
		return 0;
	return *a + *b;
}

// PLAIN-LABEL: <mixed>:
// PLAIN-NOT: |=
SEC("tc") int mixed(struct context *ctx)
{
	LOOKUP(a, 1);
	LOOKUP(b, 2);
	return !a && b;
}
