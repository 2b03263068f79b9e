// One of two fields of the context: warned about, and each read by itself in mend mode, at every
// level and with every processor.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=ctx-choice -c %s -o %t.o 2>&1 | \
// RUN:   %filecheck %s --check-prefix=WARN
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang %plugin -mllvm -bpfmend-hazards=ctx-choice -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %objdump %t.o | %filecheck %s --check-prefix=PLAIN
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=MEND
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -O1 -mcpu=v1 -c %s -o %t.o
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -O3 -mcpu=v2 -c %s -o %t.o
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Os -mcpu=v3 -c %s -o %t.o
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
//
// No register but that of the context is ever read through.
#include "bpf.h"

SEC("socket")
int fields(struct context *ctx)
{
	// WARN: choice.c:[[@LINE+3]]:{{[0-9]+}}: warning: LLVM chooses which field of the context is read before one access to it, and the verifier of Linux 5.10 to 7.3 rejects that: "dereference of modified ctx ptr" or "variable ctx access"; -mllvm -bpfmend-mode=mend accesses each place by itself [-Wpass-failed=bpfmend-ctx-choice]
	// REMARK-NOT: warning:
	// REMARK: choice.c:[[@LINE+1]]:{{[0-9]+}}: remark: accessed each place by itself: LLVM chooses {{.*}}[-Rpass=bpfmend-ctx-choice]
	return ctx->index > 100 ? ctx->flag : ctx->other;
}
// PLAIN-LABEL: <fields>:
// PLAIN: r1 += r2
// MEND-LABEL: <fields>:
// MEND-NOT: r1 +=
// MEND-DAG: = *(u32 *)(r1 + 0x4)
// MEND-DAG: = *(u32 *)(r1 + 0x8)
// MEND-NOT: r1 +=
// MEND: exit

// What is left of two stores has no line: it is told at the nearest that has one.
SEC("tc")
// WARN: choice.c:[[@LINE+3]]:{{[0-9]+}}: warning: LLVM chooses which field of the context is written
int store(struct context *ctx)
{
	if (ctx->index > 100)
		ctx->flag = 7;
	else
		ctx->other = 7;
	return 0;
}
// PLAIN-LABEL: <store>:
// PLAIN: r1 += r2
// MEND-LABEL: <store>:
// MEND-NOT: r1 +=
// MEND-DAG: *(u32 *)(r1 + 0x4) =
// MEND-DAG: *(u32 *)(r1 + 0x8) =
// MEND-NOT: r1 +=
// MEND: exit
