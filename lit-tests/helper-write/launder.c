// Where what is known of the bytes cannot be taken from the verifier beforehand, they are laundered
// behind the call; where that cannot be done either, a warning says why.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=helper-write -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
#include "Inputs/helpers.h"

extern volatile u64 seen;

// Read before the call.
// MEND-LABEL: <needed>:
// MEND-NOT: -= r10
// MEND: call 0x93
// MEND-NEXT: [[ZERO:r[0-9]]] = r10
// MEND-NEXT: [[ZERO]] -= r10
// MEND: [[WORD:r[0-9]]] = *(u64 *)(r10 - 0x10)
// MEND: [[WORD]] ^= [[ZERO]]
// MEND: *(u64 *)(r10 - 0x10) = [[WORD]]
// MEND-NOT: *(u64 *)(r10 - 0x8) =
// MEND: exit
SEC("lsm/file_open")
int needed(u64 *ctx)
{
	char path[16] = {};

	if (((volatile char *)path)[1])
		return 2;
	// CHECK: launder.c:[[@LINE+1]]:2: remark: made the verifier forget the bytes behind the call: bpf_d_path() writes into 'path'
	d_path((void *)ctx[0], path, sizeof(path));
	return path[0] == '/';
}

// Read on a path that does not lead to the call: there what is known is true.
// MEND-LABEL: <another_path>:
// MEND-NOT: -= r10
// MEND: call 0x93
// MEND: -= r10
SEC("lsm/file_open")
int another_path(u64 *ctx)
{
	char path[16] = {};

	if (ctx[1])
		// CHECK: launder.c:[[@LINE+1]]:3: remark: made the verifier forget
		d_path((void *)ctx[0], path, sizeof(path));
	return ((volatile char *)path)[0] == '/';
}

static const char start[16] = "/home/somebody";

// A copy of constants; of 16 bytes, 8 are read.
SEC("lsm/file_open")
int copied(u64 *ctx)
{
	char path[16];

	__builtin_memcpy(path, start, sizeof(path));
	// CHECK: launder.c:[[@LINE+1]]:2: remark: made the verifier forget {{.*}} it takes them for the constants they were
	d_path((void *)ctx[0], path, sizeof(path));
	return path[0] == '/';
}

// XDP: the zero that needs no CAP_PERFMON.
// MEND-LABEL: <few_capabilities>:
// MEND: call 0x76
// MEND: call 0x45
SEC("xdp")
int few_capabilities(struct context *ctx)
{
	u64 fib[8] = {};

	// CHECK: launder.c:[[@LINE+1]]:2: remark: initialised with numbers that the verifier does not know: bpf_fib_lookup()
	fib_lookup(ctx, fib, sizeof(fib), 0);
	return fib[7] == 7;
}

// A stale bound.
SEC("xdp")
int bound(struct context *ctx)
{
	u64 fib[8] = {};
	u32 index = ctx->index;

	if (index > 7)
		return 0;
	fib[1] = index;
	// CHECK: launder.c:[[@LINE+1]]:2: remark: initialised with {{.*}} it takes them for within the bounds they had, and lets what is now out of bounds pass: memory beyond an object can be read and written
	fib_lookup(ctx, fib, sizeof(fib), 0);
	return ((volatile char *)&seen)[fib[1]];
}

SEC("lsm/file_open")
int pointer(u64 *ctx)
{
	void *words[2] = { ctx, 0 };

	// CHECK: launder.c:[[@LINE+1]]:2: warning: {{.*}} it takes them for the pointer they were, and lets memory at any address be read and written; it cannot be mended: it holds a pointer, which is not to be computed with
	d_path((void *)ctx[0], (char *)words, sizeof(words));
	return *(volatile int *)words[0];
}

SEC("lsm/file_open")
int any_size(u64 *ctx)
{
	char path[16] = {};
	u32 size = ctx[1] & 15;

	// CHECK: launder.c:[[@LINE+1]]:2: warning: {{.*}}; it cannot be mended: how many bytes of which object the helper writes is known only when it runs
	d_path((void *)ctx[0], path, size);
	return path[0] == '/';
}

static __attribute__((noinline)) void perhaps(u64 *ctx, char *buffer)
{
	if (ctx[3])
		d_path((void *)ctx[0], buffer, 16);
}

SEC("lsm/file_open")
int on_some_paths(u64 *ctx)
{
	char path[16] = {};

	// CHECK: launder.c:[[@LINE+1]]:2: warning: {{.*}}; it cannot be mended: whether the helper is called depends on the function's path
	perhaps(ctx, path);
	return path[0] == '/';
}
// CHECK-NOT: {{warning|remark}}:
