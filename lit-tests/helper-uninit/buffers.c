// Buffers that a helper fills and whose prototype wants them initialised; and those that are, or that
// need not be.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=LEFT
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
// RUN: %clang %plugin -mllvm -bpfmend-kernels=6.1-7.3 -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
#include "../helper-write/Inputs/helpers.h"

extern volatile u64 seen;

// MEND-LABEL: <uninitialised>:
// MEND: [[ZERO:r[0-9]]] = r10
// MEND-NEXT: [[ZERO]] -= r10
// MEND-DAG: *(u64 *)(r10 - 0x10) = [[ZERO]]
// MEND-DAG: *(u64 *)(r10 - 0x8) = [[ZERO]]
// MEND: call 0x43
SEC("raw_tp/sys_enter")
int uninitialised(void *ctx)
{
	u64 stack[2];

	// CHECK: buffers.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills 'stack', but the verifier of Linux 5.10 wants it initialised: "invalid indirect read from stack"; -mllvm -bpfmend-mode=mend initialises it [-Wpass-failed=bpfmend-helper-uninit]
	get_stack(ctx, stack, sizeof(stack), 0);
	seen = stack[1];
	return 0;
}

// Only what was not written: the second half.
// MEND-LABEL: <half>:
// MEND: [[HALF:r[0-9]]] -= r10
// MEND: *(u64 *)(r10 - 0x8) = [[HALF]]
// MEND-NOT: = [[HALF]]
// MEND: call 0x43
SEC("raw_tp/sys_enter")
int half(u64 *ctx)
{
	u64 stack[2];

	stack[0] = ctx[0];
	// CHECK: buffers.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills 'stack'
	get_stack(ctx, stack, sizeof(stack), 0);
	seen = stack[1];
	return 0;
}

// Written on one path: a zero right before the call would be in its place.
SEC("raw_tp/sys_enter")
int some_paths(u64 *ctx)
{
	u64 stack[2];

	if (ctx[0])
		stack[1] = ctx[1];
	// CHECK: buffers.c:[[@LINE+2]]:2: warning: {{.*}}; it cannot be mended: on some paths its bytes were written before
	// LEFT: buffers.c:[[@LINE+1]]:2: warning: {{.*}}; it cannot be mended
	get_stack(ctx, stack, sizeof(stack), 0);
	seen = stack[1];
	return 0;
}

// In a kprobe the prototype is right.
SEC("kprobe/f")
int kprobe(void *ctx)
{
	u64 stack[2];

	get_stack(ctx, stack, sizeof(stack), 0);
	seen = stack[1];
	return 0;
}

SEC("raw_tp/sys_enter")
int initialised(void *ctx)
{
	u64 stack[2] = {};

	get_stack(ctx, stack, sizeof(stack), 0);
	seen = stack[1];
	return 0;
}

SEC("raw_tp/sys_enter") ignore
int ignored(void *ctx)
{
	u64 stack[2];

	get_stack(ctx, stack, sizeof(stack), 0);
	seen = stack[1];
	return 0;
}
// CHECK: 3 warnings generated.
// LEFT: 1 warning generated.
