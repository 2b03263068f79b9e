// A jump through a table, which LLVM 22 selects with v4: told of, and switched off in mend mode.
//
// REQUIRES: llvm-22
// RUN: %clang %plugin -mcpu=v4 -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
// RUN: %objdump %t.o | %filecheck %s --check-prefix=PLAIN
// RUN: %clang %plugin -mcpu=v4 -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=warning: --implicit-check-not=remark:
// RUN: %objdump %t.o | %filecheck %s --check-prefix=CODE --implicit-check-not=gotox
// RUN: %clang %plugin -mcpu=v4 -mllvm -bpfmend-kernels=6.19,7.3 -mllvm -bpfmend-mode=mend -Werror -c %s -o %t.o 2>&1 | count 0
// RUN: %objdump %t.o | %filecheck %s --check-prefix=PLAIN
// RUN: %clang %plugin -mcpu=v4 -fno-jump-tables -Werror -c %s -o %t.o 2>&1 | count 0
#include "bpf.h"

int depth;

// PLAIN: gotox r1
// CODE-LABEL: <jumps>:
SEC("tc")
int jumps(struct context *ctx)
{
	// CHECK: table.c:[[@LINE+2]]:2: warning: LLVM selects a jump through a table (gotox) here, which Linux 5.10 to 6.18 does not know; -mllvm -bpfmend-mode=mend has it tested and branched, and so do -fno-jump-tables and -mcpu=v3 [-Wpass-failed=bpfmend-isa]
	// MEND: table.c:[[@LINE+1]]:2: remark: switched jump tables off: LLVM selects a jump through a table (gotox) here, which
	switch (ctx->index) {
#define CASE(n)    \
	case n:    \
		return ktime_get_ns() * n + depth;
		CASE(0)
		CASE(1)
		CASE(2)
		CASE(3)
		CASE(4)
		CASE(5)
		CASE(6)
		CASE(7)
		CASE(8)
		CASE(9)
		CASE(10)
		CASE(11)
		CASE(12)
		CASE(13)
	}
	return 0;
}
