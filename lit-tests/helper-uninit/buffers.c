// Buffers that a helper fills and whose prototype wants them initialised.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
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

// Written on one path: a zero right before the call would be in its place, so it is where the function
// starts.
// MEND-LABEL: <some_paths>:
// MEND: [[EARLY:r[0-9]]] -= r10
// MEND: *(u64 *)(r10 - {{.*}}) = [[EARLY]]
// MEND: if
// MEND-NOT: -= r10
// MEND: call 0x43
SEC("raw_tp/sys_enter")
int some_paths(u64 *ctx)
{
	u64 stack[2];

	if (ctx[0])
		stack[1] = ctx[1];
	// CHECK: buffers.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills 'stack'
	get_stack(ctx, stack, sizeof(stack), 0);
	seen = stack[1];
	return 0;
}

// CHECK: 3 warnings generated.
