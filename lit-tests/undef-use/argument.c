// An argument that a global function does not use: LLVM gives it none, and verifiers look for it. Those
// of static functions they do not miss.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=warning: --implicit-check-not=remark:
// RUN: %objdump %t.o | %filecheck %s --check-prefix=CODE
// RUN: %clang %plugin -DSTATIC=static -mllvm -bpfmend-mode=mend -Rpass=bpfmend -Werror -c %s -o %t.o 2>&1 | count 0
#include "bpf.h"

#ifndef STATIC
#define STATIC
#endif

int given;

STATIC __attribute__((noinline)) int takes(int a, int unused, int b)
{
	given = a;
	return b;
}

// CODE-LABEL: <gives>:
// CODE: w2 = 0x0
// CODE: call
SEC("tc")
int gives(struct context *ctx)
{
	// CHECK: argument.c:[[@LINE+2]]:9: warning: the function does not use its argument 2, so LLVM gives it none, but verifiers hold the call against the function's type: Linux 5.10 to 7.3 will say "Caller passes invalid args"; -mllvm -bpfmend-mode=mend puts a 0 there, and so does initialising the variable [-Wpass-failed=bpfmend-undef-use]
	// MEND: argument.c:[[@LINE+1]]:9: remark: put a 0 where it is undefined: the function does not use its argument 2
	return takes(ctx->index, ctx->flag, ctx->other);
}
