// The plain shape, a loop and a merge at every level and processor: found and folded at each of them,
// so that no access to the stack is left. (LLVM 16 does not know v4.)
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -O1 -mcpu=v3 -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=CODE
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -O2 -mcpu=v1 -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=CODE
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -O2 -mcpu=v2 -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=CODE
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -O2 -mcpu=v3 -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=CODE
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -O3 -mcpu=v3 -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=CODE
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -Os -mcpu=v3 -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=CODE
// RUN: %if !llvm-16 %{ %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -O2 -mcpu=v4 -c %s -o %t.o 2>&1 | %filecheck %s %}
// RUN: %if !llvm-16 %{ %objdump %t.o | %filecheck %s --check-prefix=CODE %}
#include "bpf.h"

// CHECK-NOT: warning:
// CHECK: levels.c:[[@LINE+8]]:{{[0-9]+}}: remark: folded to 0
// CODE-LABEL: <plain>:
// CODE-NOT: r10
SEC("socket")
int plain(struct context *ctx)
{
	char buf[32] = {};

	return ctx->index > 31 ? 1 : buf[ctx->index];
}

// CHECK: levels.c:[[@LINE+13]]:{{[0-9]+}}: remark: folded to 0
// CODE-LABEL: <merge>:
// CODE-NOT: r10
SEC("socket")
int merge(struct context *ctx)
{
	char first[16] = {}, second[32] = {};
	const char *either = ctx->flag ? first : second;
	u32 i = ctx->index;

	if (i > 15)
		return 1;
	// Both arms are read through one pointer.
	return either[i];
}

// CHECK-NOT: {{warning|remark}}:
