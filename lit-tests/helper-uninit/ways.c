// Ways in which an uninitialised buffer reaches the helper: each is warned of at the call, or where
// the program calls its own function that makes it, and mended. What is asked here is what is found:
// 5.10 takes four of these with all capabilities (measured), and nothing would be said of them.
//
// RUN: %clang %plugin -mllvm -bpfmend-walk=false -mllvm -bpfmend-hazards=helper-uninit -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-walk=false -mllvm -bpfmend-hazards=helper-uninit -mllvm -bpfmend-mode=mend -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
#include "../Inputs/bpf.h"

static long (*const get_stack)(void *ctx, void *buffer, u32 size, u64 flags) = (void *)67;

struct event {
	u64 kind;
	u64 addresses[2];
};

// A member of a struct.
// MEND-LABEL: <member>:
// MEND: [[ZERO:r[0-9]]] -= r10
// MEND-DAG: *(u64 *)(r10 - 0x10) = [[ZERO]]
// MEND-DAG: *(u64 *)(r10 - 0x8) = [[ZERO]]
// MEND: call 0x43
SEC("raw_tp/sys_enter")
int member(void *ctx)
{
	struct event event;

	event.kind = 1;
	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills 'event'
	get_stack(ctx, event.addresses, sizeof(event.addresses), 0);
	return event.addresses[0] == 7 ? event.kind : 0;
}

static inline int top(void *ctx, u64 *addresses, u32 size)
{
	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills 'addresses'
	get_stack(ctx, addresses, size, 0);
	return addresses[0] == 7;
}

// In an inlined function.
// MEND-LABEL: <inlined>:
// MEND: -= r10
// MEND: call 0x43
SEC("raw_tp/sys_enter")
int inlined(void *ctx)
{
	u64 addresses[2];

	return top(ctx, addresses, sizeof(addresses));
}

// In a loop, a new one in each round.
// MEND-LABEL: <in_loop>:
// MEND: -= r10
// MEND: call 0x43
SEC("raw_tp/sys_enter")
int in_loop(void *ctx)
{
	int count = 0;

#pragma clang loop unroll(disable)
	for (int i = 0; i < 4; i++) {
		u64 addresses[2];

		// CHECK: ways.c:[[@LINE+1]]:3: warning: bpf_get_stack() fills 'addresses'
		get_stack(ctx, addresses, sizeof(addresses), i);
		count += addresses[0] == 7;
	}
	return count;
}

// In a loop, the same one in each round: the rounds find what those before them wrote, so it is
// initialised before the loop.
// MEND-LABEL: <over_loop>:
// MEND: [[ZERO:r[0-9]]] -= r10
// MEND-DAG: *(u64 *)(r10 - 0x8) = [[ZERO]]
// MEND-DAG: *(u64 *)(r10 - 0x10) = [[ZERO]]
// MEND: goto
// MEND-NOT: -= r10
// MEND: call 0x43
// MEND: exit
SEC("raw_tp/sys_enter")
int over_loop(void *ctx)
{
	u64 addresses[2];
	int count = 0;

#pragma clang loop unroll(disable)
	for (int i = 0; i < 4; i++) {
		// CHECK: ways.c:[[@LINE+1]]:3: warning: bpf_get_stack() fills 'addresses'
		get_stack(ctx, addresses, sizeof(addresses), i);
		count += addresses[0] == 7;
	}
	return count;
}

static __attribute__((noinline)) long fill(void *ctx, u64 *addresses)
{
	return get_stack(ctx, addresses, 16, 0);
}

// In a function of its own: the frame that has the buffer initialises it.
// MEND-LABEL: <by_function>:
// MEND: [[ZERO:r[0-9]]] -= r10
// MEND-DAG: *(u64 *)(r10 - 0x10) = [[ZERO]]
// MEND-DAG: *(u64 *)(r10 - 0x8) = [[ZERO]]
// MEND: call
// MEND-NOT: -= r10
// MEND: exit
SEC("raw_tp/sys_enter")
int by_function(void *ctx)
{
	u64 addresses[2];

	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills 'addresses'
	fill(ctx, addresses);
	// It is initialised now.
	fill(ctx, addresses);
	return addresses[0] == 7;
}

static __attribute__((noinline)) long fill_second(void *ctx, u64 *addresses)
{
	return addresses[0] ? fill(ctx, addresses + 1) : 0;
}

// In a function below that, on some of its paths, and not all of the buffer.
// MEND-LABEL: <by_functions>:
// MEND: [[ZERO:r[0-9]]] -= r10
// MEND-DAG: *(u64 *)(r10 - 0x10) = [[ZERO]]
// MEND-DAG: *(u64 *)(r10 - 0x8) = [[ZERO]]
// MEND-NOT: = [[ZERO]]
// MEND: call
SEC("raw_tp/sys_enter")
int by_functions(u64 *ctx)
{
	u64 addresses[3];

	addresses[0] = ctx[1];
	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills 'addresses'
	fill_second(ctx, addresses);
	return addresses[1] == 7;
}

static __attribute__((noinline)) long fill_half(u64 *ctx, u64 *addresses)
{
	addresses[0] = ctx[1];
	return get_stack(ctx, addresses, 16, 0);
}

// The function writes some of it itself.
// MEND-LABEL: <by_function_and_half>:
// MEND: -= r10
// MEND: call
SEC("raw_tp/sys_enter")
int by_function_and_half(u64 *ctx)
{
	u64 addresses[2];

	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills 'addresses'
	fill_half(ctx, addresses);
	return addresses[0] == 7;
}

// One of two, each of which may be what the helper gets.
// MEND-LABEL: <chosen>:
// MEND: [[ZERO:r[0-9]]] -= r10
// MEND-COUNT-4: = [[ZERO]]
// MEND: call 0x43
SEC("raw_tp/sys_enter")
int chosen(u64 *ctx)
{
	u64 first[2], second[2], *addresses = first;

	if (ctx[1]) {
		addresses = second;
		ktime_get_ns();
	}
	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills '{{first|second|addresses}}'
	get_stack(ctx, addresses, 16, 0);
	return addresses[0] == 7;
}

// One of two, only one of which is not initialised.
// MEND-LABEL: <chosen_half>:
// MEND: [[ZERO:r[0-9]]] -= r10
// MEND-COUNT-2: = [[ZERO]]
// MEND: call 0x43
SEC("raw_tp/sys_enter")
int chosen_half(u64 *ctx)
{
	u64 first[2], second[2] = {}, *addresses = first;

	if (ctx[1]) {
		addresses = second;
		ktime_get_ns();
	}
	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills '{{first|addresses}}'
	get_stack(ctx, addresses, 16, 0);
	return addresses[0] == 7;
}

// The size is known at run time only: the verifier asks for the largest.
// MEND-LABEL: <any_size>:
// MEND: [[ZERO:r[0-9]]] -= r10
// MEND-COUNT-2: = [[ZERO]]
// MEND: call 0x43
SEC("raw_tp/sys_enter")
int any_size(u64 *ctx)
{
	u64 addresses[2];

	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills 'addresses'
	get_stack(ctx, addresses, ctx[1] & 15, 0);
	return addresses[0] == 7;
}

// Nothing is read of it, or it is written again, or other bytes are read: refused all the same.
SEC("raw_tp/sys_enter")
int not_read(u64 *ctx)
{
	u64 addresses[2], written[2], beside[3];

	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills 'addresses'
	get_stack(ctx, addresses, sizeof(addresses), 0);
	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills 'written'
	get_stack(ctx, written, sizeof(written), 0);
	*(volatile u64 *)written = ctx[1];
	beside[2] = ctx[2];
	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_get_stack() fills 'beside'
	get_stack(ctx, beside, 16, 0);
	return written[0] == 7 || beside[2] == 7;
}
// CHECK: 13 warnings generated.
