// Buffers that a helper fills and no kernel refuses: nothing is said and nothing changed.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=helper-uninit -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang %plugin -DREFUSED -mllvm -bpfmend-hazards=helper-uninit -mllvm -bpfmend-kernels=6.1-7.3 -mllvm -bpfmend-mode=mend -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: %clang -DREFUSED -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang %plugin -DREFUSED -mllvm -bpfmend-hazards=helper-uninit -mllvm -bpfmend-kernels=5.10 -c %s -o %t.o 2>&1 | grep "1 warning generated"
#include "../Inputs/bpf.h"

static long (*const get_stack)(void *ctx, void *buffer, u32 size, u64 flags) = (void *)67;

#ifdef REFUSED
SEC("raw_tp/sys_enter")
int refused(void *ctx)
{
	u64 addresses[2];

	get_stack(ctx, addresses, sizeof(addresses), 0);
	return addresses[1] == 7;
}
#endif

// In a kprobe the prototype is right.
SEC("kprobe/f")
int kprobe(void *ctx)
{
	u64 addresses[2];

	get_stack(ctx, addresses, sizeof(addresses), 0);
	return addresses[1] == 7;
}

SEC("raw_tp/sys_enter")
int initialised(void *ctx)
{
	u64 addresses[2] = {};

	get_stack(ctx, addresses, sizeof(addresses), 0);
	return addresses[1] == 7;
}

// Only bytes that the helper is not given are uninitialised.
SEC("raw_tp/sys_enter")
int beside(u64 *ctx)
{
	u64 addresses[2];

	addresses[1] = ctx[1];
	get_stack(ctx, addresses + 1, 8, 0);
	return addresses[1] == 7;
}

static __attribute__((noinline)) long fill_initialised(u64 *ctx, u64 *addresses)
{
	addresses[0] = ctx[1];
	addresses[1] = ctx[2];
	return get_stack(ctx, addresses, 16, 0);
}

// A function of its own writes all of it before it calls the helper.
SEC("raw_tp/sys_enter")
int by_function(u64 *ctx)
{
	u64 addresses[2];

	fill_initialised(ctx, addresses);
	return addresses[0] == 7;
}

static __attribute__((noinline)) long fill(u64 *ctx, u64 *addresses)
{
	return get_stack(ctx, addresses, 16, 0);
}

// Initialised before the function of its own is called.
SEC("raw_tp/sys_enter")
int before_function(u64 *ctx)
{
	u64 addresses[2] = { ctx[1], ctx[2] };

	fill(ctx, addresses);
	return addresses[0] == 7;
}

SEC("raw_tp/sys_enter") ignore
int ignored(void *ctx)
{
	u64 addresses[2];

	get_stack(ctx, addresses, sizeof(addresses), 0);
	return addresses[1] == 7;
}

SEC("raw_tp/sys_enter")
int ignored_variable(u64 *ctx)
{
	u64 ignore addresses[2];

	fill(ctx, addresses);
	return addresses[1] == 7;
}
