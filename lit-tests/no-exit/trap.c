// Traps: up to LLVM 20 they do not compile, from 21 on they are calls of __bpf_trap(). In a program
// one is its end, and in a subprogram that is called last; in any other it is only told of. Those of
// -fsanitize-trap say what they are for.
//
// RUN: %clang %plugin -DINLINED -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=warning:
// RUN: %objdump -r %t.o | %filecheck %s --check-prefix=CODE --implicit-check-not=__bpf_trap --implicit-check-not=.text.unlikely
// RUN: %clang %plugin -DINLINED -mllvm -bpfmend-mode=mend -Rpass=bpfmend -fsanitize=undefined -fsanitize-trap=all -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=NAMED --implicit-check-not=warning:
// RUN: %clang -fno-discard-value-names -S -emit-llvm %s -o %t.ll
// RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=no-exit %t.ll -o %t.mend.ll 2>&1 | %filecheck %s
// RUN: %filecheck %s --check-prefix=STAYS < %t.mend.ll
#include "bpf.h"

int depth, table[4];

#ifdef INLINED
#define SUBPROGRAM __attribute__((always_inline))
#else
#define SUBPROGRAM __attribute__((noinline))
#endif

// Behind the call there is more to do.
// STAYS-LABEL: define {{.*}}@below(
// STAYS: call void @llvm.trap()
// STAYS-NEXT: unreachable
static SUBPROGRAM int below(int a)
{
	if (a == 3) {
		depth++;
		// CHECK: trap.c:[[@LINE+2]]:3: {{.*}}this trap is no instruction of BPF: LLVM refuses it ("abort"), or calls __bpf_trap(), and then Linux 5.10 to 7.3 will refuse the program if it may come here: "unexpected __bpf_trap() due to uninitialized variable?"; it cannot be mended: a trap ends the program, and a return from this function does not: inlined, it could be
		// MEND-DAG: trap.c:[[@LINE+1]]:3: remark: ended the program in place of the trap: this trap is no
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
	return below(ctx->index) + 1;
}

// What ends its callers, though each by itself returns something else.
static __attribute__((noinline, noreturn)) void dies(int why)
{
	depth = why;
	// MEND-DAG: trap.c:[[@LINE+1]]:2: remark: ended the program in place of the trap
	__builtin_trap();
}

// STAYS-LABEL: define {{.*}}@may_not_deny(
// STAYS: call {{.*}}void @dies(
// STAYS-NEXT: ret i32 1
// STAYS-LABEL: define {{.*}}@dies(
// STAYS-NOT: unreachable
// STAYS: ret void
// STAYS-NEXT: }
SEC("cgroup/recvmsg4")
int may_not_deny(struct context *ctx)
{
	if (ctx->index == 9)
		dies(ctx->flag);
	return 1;
}

// STAYS-LABEL: define {{.*}}@packet(
// STAYS: call {{.*}}void @dies(
// STAYS-NEXT: ret i32 0
SEC("xdp")
int packet(struct context *ctx)
{
	if (ctx->index == 9)
		dies(ctx->other);
	return 2;
}

// Its result is the program's: 0.
// STAYS-LABEL: define {{.*}}@last(
// STAYS-NOT: llvm.trap
// STAYS-LABEL: define
static __attribute__((noinline)) int last(int a)
{
	if (a == 3) {
		ktime_get_ns();
		// MEND-DAG: trap.c:[[@LINE+1]]:3: remark: ended the program in place of the trap
		__builtin_trap();
	}
	return ktime_get_ns();
}

SEC("tc")
int returns_it(struct context *ctx)
{
	return last(ctx->index);
}

// The same, and 0 is not allowed.
// STAYS-LABEL: define {{.*}}@denies(
// STAYS: call void @llvm.trap()
static SUBPROGRAM int denies(int a)
{
	if (a == 3) {
		ktime_get_ns();
		// MEND-DAG: trap.c:[[@LINE+1]]:3: remark: ended the program in place of the trap
		__builtin_trap();
	}
	return ktime_get_ns() & 1;
}

SEC("cgroup/recvmsg6")
int returns_that(struct context *ctx)
{
	return denies(ctx->index);
}

// What replaces a function ends nothing but that.
// STAYS-LABEL: define {{.*}}@replacement(
// STAYS: call void @llvm.trap()
#ifndef INLINED
SEC("freplace/other")
int replacement(struct context *ctx)
{
	if (ctx->index == 7)
		__builtin_trap();
	return 1;
}
#endif

// CODE-LABEL: <checked>:
SEC("tc")
int checked(struct context *ctx)
{
	// NAMED-DAG: trap.c:[[@LINE+2]]:{{[0-9]+}}: remark: ended the program in place of the trap: this trap, for an index out of bounds, is no
	// NAMED-DAG: trap.c:[[@LINE+1]]:{{[0-9]+}}: remark: ended the program in place of the trap: this trap, for a shift by too many bits, is no
	return table[ctx->index] << ctx->flag;
}
