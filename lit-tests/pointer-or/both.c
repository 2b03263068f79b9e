// One load with two hazards, mended in either order: the read is folded to 0, and neither the
// object nor a barrier is left.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mllvm -bpfmend-hazards=pointer-or -S -emit-llvm \
// RUN:   %s -o %t.or.ll
// RUN: %filecheck %s --check-prefix=OR --input-file=%t.or.ll
// RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=zero-read %t.or.ll | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mllvm -bpfmend-hazards=zero-read -S -emit-llvm \
// RUN:   %s -o %t.zero.ll
// RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=pointer-or %t.zero.ll | %filecheck %s
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=WARN
#include "bpf.h"

SEC("sockops")
int both(struct context *ctx)
{
	u64 zero = 0;

	// WARN-DAG: both.c:[[@LINE+2]]:9: warning: {{.*}}bpfmend-zero-read
	// WARN-DAG: both.c:[[@LINE+1]]:9: warning: {{.*}}bpfmend-pointer-or
	return ((u8 *)&zero)[ctx->index & 7];
}
// OR-LABEL: @both(
// OR: [[P:%[0-9]+]] = call ptr asm "", "=r,0"(ptr {{.*}}%{{[0-9]+}})
// OR: getelementptr {{.*}}ptr [[P]], i64
// CHECK-LABEL: @both(
// CHECK-NOT: alloca
// CHECK-NOT: asm
// CHECK: ret i32 0
