// Values that LLVM computes by a negation, at the end of an LSM program: warned where they are
// returned, and no negation left in mend mode, with 32-bit registers and without.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=retval-range -c %s -o %t.o 2>&1 | \
// RUN:   %filecheck %s --check-prefix=WARN
// RUN: %clang %plugin -mllvm -bpfmend-hazards=retval-range -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %objdump %t.o | %filecheck %s --check-prefix=PLAIN
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=MEND --implicit-check-not="= -{{[rw]}}"
//
// RUN: %clang -mcpu=v2 -O1 %plugin -mllvm -bpfmend-mode=mend -c %s -o %t.v2.o
// RUN: %objdump %t.v2.o | not grep -E "= -[rw]"
// RUN: %clang -mcpu=v3 -Os %plugin -mllvm -bpfmend-mode=mend -c %s -o %t.Os.o
// RUN: %objdump %t.Os.o | not grep -E "= -[rw]"
//
// A plugin that warns leaves the object as it is without one.
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
#include "bpf.h"

// A bit of an integer.
SEC("lsm/file_open")
int bit(struct context *ctx)
{
	// WARN: negate.c:[[@LINE+2]]:9: warning: LLVM negates a number to return this value, and the verifier of Linux 6.12 and 6.16 loses its range: "At program exit the register R0 has ... should have been in [-4095, 0]"; -mllvm -bpfmend-mode=mend keeps the range, and so does an asm volatile("") before one of two return statements [-Wpass-failed=bpfmend-retval-range]
	// REMARK: negate.c:[[@LINE+1]]:9: remark: kept the range: LLVM negates {{.*}}[-Rpass=bpfmend-retval-range]
	return ctx->flag & 1 ? -1 : 0;
}
// PLAIN-LABEL: <bit>:
// PLAIN: w0 = -w0
// MEND-LABEL: <bit>:
// MEND: {{[rw]}}[[ZERO:[0-9]]] = 0x0
// MEND: w[[ZERO]] -= w
// MEND: exit

// More than two values: a subtraction keeps all of their range.
SEC("lsm/file_open")
int number(struct context *ctx)
{
	// WARN: negate.c:[[@LINE+1]]:9: warning: LLVM negates a number
	return -(int)(ctx->flag & 255);
}
// MEND-LABEL: <number>:
// MEND: -= w
// MEND: exit

// More than one comparison.
SEC("lsm/file_open")
int conditions(struct context *ctx)
{
	u32 flag = ctx->flag, other = ctx->other;

	// WARN: negate.c:[[@LINE+1]]:{{[0-9]+}}: warning: LLVM negates a number to return this value, -1 or 0, and
	return flag == 7 || other == 3 ? -1 : 0;
}
// PLAIN-LABEL: <conditions>:
// PLAIN: = -w
// MEND-LABEL: <conditions>:
// MEND: exit

// On some paths only.
SEC("lsm/file_open")
int paths(struct context *ctx)
{
	u32 flag = ctx->flag, other = ctx->other;

	if (ctx->index) {
		ktime_get_ns();
		return -13;
	}
	ktime_get_ns();
	// WARN: negate.c:[[@LINE+1]]:{{[0-9]+}}: warning: LLVM negates a number
	return flag == 7 && other == 3 ? -1 : 0;
}
// MEND-LABEL: <paths>:
// MEND: exit

// By "-(flag & 1) & -13", which needs a branch.
SEC("lsm/file_open")
int error(struct context *ctx)
{
	// WARN: negate.c:[[@LINE+1]]:9: warning: LLVM negates and masks a number to return this value, 0 or -13, and the verifier of Linux 6.12 to 6.18 loses its range
	return ctx->flag & 1 ? -13 : 0;
}
// PLAIN-LABEL: <error>:
// PLAIN: &= -0xd
// MEND-LABEL: <error>:
// MEND-NOT: &= -0xd
// MEND: if w
// MEND: w0 = -0xd
// MEND: exit

// By "flag s>> 31 & -13".
SEC("lsm/file_open")
int sign(struct context *ctx)
{
	// WARN: negate.c:[[@LINE+1]]:9: warning: LLVM shifts and masks a number to return this value, -13 or 0, and the verifier of Linux 6.16 to 6.18 loses its range
	return (int)ctx->flag < 0 ? -13 : 0;
}
// PLAIN-LABEL: <sign>:
// PLAIN: &= -0xd
// MEND-LABEL: <sign>:
// MEND-NOT: &= -0xd
// MEND: exit

// The same, with another bit shifted up first.
SEC("lsm/file_open")
int other_bit(struct context *ctx)
{
	// WARN: negate.c:[[@LINE+1]]:9: warning: LLVM shifts and masks a number to return this value, 0 or -13, and
	return ctx->flag & 8 ? -13 : 0;
}
// PLAIN-LABEL: <other_bit>:
// PLAIN: &= -0xd
// MEND-LABEL: <other_bit>:
// MEND-NOT: &= -0xd
// MEND: exit

// Cut off by a further comparison.
SEC("lsm/file_open")
int limited(struct context *ctx)
{
	int value = -(int)(ctx->flag & 63);

	// WARN: negate.c:[[@LINE-2]]:14: warning: LLVM negates a number
	return value < -13 ? -13 : value;
}
// MEND-LABEL: <limited>:
// MEND: exit

// WARN-NOT: warning:
