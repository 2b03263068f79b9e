// A read of an object that is 0 on one path only: warned of, rebuilt, and in the object code a test
// of the slot that the read jumps over; with every optimisation, CPU and byte order.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=WARN
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND
// RUN: %objdump %t.o | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -O1 -c %s -o %t.o 2>/dev/null
// RUN: %objdump %t.o | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -O3 -c %s -o %t.o 2>/dev/null
// RUN: %objdump %t.o | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Os -c %s -o %t.o 2>/dev/null
// RUN: %objdump %t.o | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mcpu=v1 -c %s -o %t.o 2>/dev/null
// RUN: %objdump %t.o | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mcpu=v2 -c %s -o %t.o 2>/dev/null
// RUN: %objdump %t.o | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend --target=bpfeb -c %s -o %t.o 2>/dev/null
// RUN: %objdump %t.o | %filecheck %s
//
// Asked for kernels that know the zero, nothing is said.
// RUN: %clang %plugin -mllvm -bpfmend-kernels=5.10,6.1,7.3 -Rpass-analysis=bpfmend -c %s -o %t.o \
// RUN:   2>%t.err
// RUN: count 0 < %t.err
#include "bpf.h"

// Work between the paths' meeting and the read, so that clang does not copy it into both.
static inline void separate(volatile struct context *ctx)
{
	ctx->other = ctx->other * 3 ^ ctx->flag;
	ctx->other = ctx->other * 5 ^ ctx->index;
}

SEC("socket")
int used(struct context *ctx)
{
	u32 i = ctx->index, flag = ctx->flag;
	u64 word = 0;

	if (flag)
		word = (u64)ctx->other << 3;
	separate(ctx);
	if (i > 7)
		return 0;
// WARN: some-paths.c:[[@LINE+6]]:{{[0-9]+}}: warning: every byte of {{.*}} that may be read here is 0 on a path that
// WARN-SAME: leads here, but the verifier of Linux 6.12 to 7.2 takes what is read at a variable
// WARN-SAME: offset for unknown; -mllvm -bpfmend-mode=mend tests it for 0 first
// WARN-SAME: [-Wpass-failed=bpfmend-zero-read]
// MEND: some-paths.c:[[@LINE+2]]:{{[0-9]+}}: remark: read only where the object is not 0: every
// MEND-SAME: byte of {{.*}} is 0 on a path
	return values[((u8 *)&word)[i]];
}
// CHECK-LABEL: <used>:
// CHECK: r[[SLOT:[0-9]+]] = *(u64 *)(r10 - 0x8)
// CHECK: if r[[SLOT]] == 0x0 goto
// CHECK: = *(u8 *)(r
// Nothing masks what was read: that would hide a later comparison's bounds from its other uses.
// CHECK-NOT: &= 0xff
// CHECK: exit

// Compared on one path, used on both: at every processor the two are one register.
SEC("socket")
int compared_and_used(struct context *ctx)
{
	u32 i = ctx->index, flag = ctx->flag;
	u64 word = 0;
	u8 at;

	if (flag > 15)
		word = (u64)ctx->other << 3;
	separate(ctx);
	if (i > 7)
		return 0;
// WARN: some-paths.c:[[@LINE+2]]:{{[0-9]+}}: warning:
// MEND: some-paths.c:[[@LINE+1]]:{{[0-9]+}}: remark:
	at = ((u8 *)&word)[i];
	if (flag > 15 && at)
		return 0;
	return values[at];
}
// CHECK-LABEL: <compared_and_used>:
// CHECK: = *(u8 *)(r
// CHECK-NOT: &= 0xff
// CHECK: exit

// What is read only decides a branch: nothing is said, nothing rewritten.
// WARN-NOT: warning:
// MEND-NOT: remark:
SEC("socket")
int compared(struct context *ctx)
{
	u32 i = ctx->index, flag = ctx->flag;
	u64 word = 0;

	if (flag)
		word = (u64)ctx->other << 3;
	separate(ctx);
	if (i > 7)
		return 0;
	if (((u8 *)&word)[i])
		ctx->other = 1;
	return 0;
}
// CHECK-LABEL: <compared>:
// CHECK-NOT: *(u64 *)(r10 - 0x8){{$}}
// CHECK: exit

// Volatile: warned of, and left.
SEC("socket")
int left(struct context *ctx)
{
	u32 i = ctx->index, flag = ctx->flag;
	volatile u64 word = 0;

	if (flag)
		word = (u64)ctx->other << 3;
	separate(ctx);
	if (i > 7)
		return 0;
// WARN: some-paths.c:[[@LINE+4]]:{{[0-9]+}}: warning: every byte of 'word' that may be read here is 0 on a path
// WARN-SAME: it cannot be mended: the read is volatile, and a volatile read must stay
// MEND: some-paths.c:[[@LINE+2]]:{{[0-9]+}}: warning: every byte of 'word' that may be read here is 0 on a path
// MEND-SAME: it cannot be mended: the read is volatile
	return values[((volatile u8 *)&word)[i]];
}
// CHECK-LABEL: <left>:
// CHECK-NOT: *(u64 *)(r10 - 0x8){{$}}
// CHECK: exit
