// Traps: up to LLVM 20 they do not compile, from 21 on they are calls of __bpf_trap(). In a program
// one is its end; in a subprogram it is only told of. Those of -fsanitize-trap say what they are for.
//
// RUN: %clang %plugin -DINLINED -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=warning:
// RUN: %objdump -r %t.o | %filecheck %s --check-prefix=CODE --implicit-check-not=__bpf_trap
// RUN: %clang %plugin -DINLINED -mllvm -bpfmend-mode=mend -Rpass=bpfmend -fsanitize=undefined -fsanitize-trap=all -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=NAMED --implicit-check-not=warning:
// RUN: %clang -fno-discard-value-names -S -emit-llvm %s -o %t.ll
// RUN: %opt -bpfmend-mode=mend %t.ll -o %t.mend.ll 2>&1 | %filecheck %s
// RUN: %filecheck %s --check-prefix=STAYS < %t.mend.ll
#include "bpf.h"

int depth, table[4];

#ifdef INLINED
#define SUBPROGRAM __attribute__((always_inline))
#else
#define SUBPROGRAM __attribute__((noinline))
#endif

// STAYS-LABEL: @below(
// STAYS: call void @llvm.trap()
// STAYS-NEXT: unreachable
static SUBPROGRAM int below(int a)
{
	if (a == 3) {
		depth++;
		// CHECK: trap.c:[[@LINE+2]]:3: {{.*}}this trap is no instruction of BPF: LLVM refuses it ("abort"), or calls __bpf_trap(), and then Linux 5.10 to 7.3 will refuse the program if it may come here: "unexpected __bpf_trap() due to uninitialized variable?"; it cannot be mended: a trap ends the program, and a return from a subprogram does not: inlined, it could be
		// MEND: trap.c:[[@LINE+1]]:3: remark: ended the program in place of the trap: this trap is no
		__builtin_trap();
	}
	return depth + a;
}

// CODE-LABEL: <program>:
// CODE: w0 = 0x0
// CODE-NEXT: exit
SEC("tc")
int program(struct context *ctx)
{
	return below(ctx->index);
}

// CODE-LABEL: <checked>:
SEC("tc")
int checked(struct context *ctx)
{
	// NAMED-DAG: trap.c:[[@LINE+2]]:{{[0-9]+}}: remark: ended the program in place of the trap: this trap, for an index out of bounds, is no
	// NAMED-DAG: trap.c:[[@LINE+1]]:{{[0-9]+}}: remark: ended the program in place of the trap: this trap, for a shift by too many bits, is no
	return table[ctx->index] << ctx->flag;
}
