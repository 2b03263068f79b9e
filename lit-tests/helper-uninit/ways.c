// Ways in which an uninitialised buffer reaches the helper: each is warned of at the call. All are
// mended but one: the rounds of a loop find what those before them wrote.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=helper-uninit -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-hazards=helper-uninit -mllvm -bpfmend-mode=mend -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=LEFT
#include "../Inputs/bpf.h"

static long (*const get_stack)(void *ctx, void *buffer, u32 size, u64 flags) = (void *)67;

struct event {
	u64 kind;
	u64 addresses[2];
};

// A member of a struct.
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
SEC("raw_tp/sys_enter")
int inlined(void *ctx)
{
	u64 addresses[2];

	return top(ctx, addresses, sizeof(addresses));
}

// In a loop, a new one in each round.
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

// In a loop, the same one in each round.
SEC("raw_tp/sys_enter")
int over_loop(void *ctx)
{
	u64 addresses[2];
	int count = 0;

#pragma clang loop unroll(disable)
	for (int i = 0; i < 4; i++) {
		// CHECK: ways.c:[[@LINE+2]]:3: warning: bpf_get_stack() fills 'addresses'
		// LEFT: ways.c:[[@LINE+1]]:3: warning: {{.*}} it cannot be mended: on some paths its bytes were written before
		get_stack(ctx, addresses, sizeof(addresses), i);
		count += addresses[0] == 7;
	}
	return count;
}
// LEFT: 1 warning generated.
