// Ways through a function that end in "unreachable": a call that does not return, undefined
// behaviour, a promise. Said of at their lines, and mended by a return of what the program type allows.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=remark: --implicit-check-not=warning:
// RUN: %objdump -r %t.o | %filecheck %s --check-prefix=CODE --implicit-check-not=__bpf_trap
// RUN: %clang %plugin -mcpu=v1 -mllvm -bpfmend-mode=mend -c %s -o %t.o && %objdump %t.o | %filecheck %s --check-prefix=OLD
// RUN: %if !llvm-16 %{ %clang %plugin -mcpu=v4 -mllvm -bpfmend-mode=mend -c %s -o %t.o && %objdump %t.o | %filecheck %s --check-prefix=CODE %}
#include "bpf.h"

extern void bpf_throw(u64 cookie) __attribute__((noreturn, section(".ksyms")));
static long (*const tail_call)(void *ctx, void *map, u32 index) = (void *)12;
extern int map;
int calls;

// CODE-LABEL: <stop>:
// CODE: call
// CODE: exit
static __attribute__((noinline, noreturn)) void stop(int why)
{
	calls += why;
	// CHECK-DAG: exit.c:[[@LINE+2]]:2: warning: this call is declared not to return, so LLVM puts no exit behind it: the verifier of Linux 5.10 to 7.3 goes on into whatever follows, or says "last insn is not an exit or jmp"; -mllvm -bpfmend-mode=mend returns behind it, and so does the source if the function is not declared noreturn [-Wpass-failed=bpfmend-no-exit]
	// MEND-DAG: exit.c:[[@LINE+1]]:2: remark: returned behind the call: this call is declared not to return
	bpf_throw(3);
}

// A subprogram of 64 bits, in which one way ends nowhere.
// CODE-LABEL: <wide>:
// CODE: call 0x5
// CODE: call 0x5
static __attribute__((noinline)) u64 wide(u64 a)
{
	if (a == 7 && ktime_get_ns())
		return 5;
	ktime_get_ns();
	// CHECK-DAG: exit.c:[[@LINE+2]]:2: warning: only undefined
	// MEND-DAG: exit.c:[[@LINE+1]]:2: remark: returned here
	__builtin_unreachable();
}

// CODE-LABEL: <guard>:
// CODE: call
// CODE: w0 = 0x0
// CODE-NEXT: exit
// OLD-LABEL: <guard>:
// OLD: call
// OLD: r0 = 0x0
// OLD-NEXT: exit
SEC("tc")
int guard(struct context *ctx)
{
	if (ctx->index == 9)
		// CHECK-DAG: exit.c:[[@LINE+2]]:3: warning: this call is declared not to return
		// MEND-DAG: exit.c:[[@LINE+1]]:3: remark: returned behind the call
		stop(ctx->flag);
	return 1;
}

// A store to NULL: the line is that of the store.
// CODE-LABEL: <to_null>:
// CODE: call 0x5
// CODE-NEXT: w0 = 0x0
// CODE-NEXT: exit
SEC("tc")
int to_null(struct context *ctx)
{
	int *p = 0;

	ktime_get_ns();
	// CHECK-DAG: exit.c:[[@LINE+2]]:5: warning: only undefined behaviour leads here (a NULL pointer, an index out of bounds, an uninitialised variable, a promise that is not kept), so LLVM ends the code with no exit, but with nothing or with a call of __bpf_trap(): Linux 5.10 to 7.3 will refuse what comes of it; -mllvm -bpfmend-mode=mend returns here; -fsanitize=undefined -fsanitize-trap=undefined has the undefined behaviour named [-Wpass-failed=bpfmend-no-exit]
	// MEND-DAG: exit.c:[[@LINE+1]]:5: remark: returned here: only undefined behaviour leads here
	*p = ctx->index;
	return 0;
}

SEC("tc")
int both(struct context *ctx)
{
	return wide(ctx->index) & 7;
}

// Nothing but a promise.
// CODE-LABEL: <empty>:
// CODE-NEXT: w0 = 0x0
// CODE-NEXT: exit
SEC("tc")
int empty(struct context *ctx)
{
	// CHECK-DAG: exit.c:[[@LINE+2]]:2: warning: only undefined
	// MEND-DAG: exit.c:[[@LINE+1]]:2: remark: returned here
	__builtin_unreachable();
}

// A tail call that fails comes back. A program that may not return 0.
// CODE-LABEL: <tail>:
// CODE: call 0xc
// CODE-NEXT: w0 = 0x1
// CODE-NEXT: exit
SEC("cgroup/recvmsg4")
int tail(struct context *ctx)
{
	tail_call(ctx, &map, 3);
	// CHECK-DAG: exit.c:[[@LINE+2]]:2: warning: only undefined
	// MEND-DAG: exit.c:[[@LINE+1]]:2: remark: returned here
	__builtin_unreachable();
}
