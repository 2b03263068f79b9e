// Under a spin lock no helper may be called, and the number that no verifier knows is a helper's where
// CAP_PERFMON may be missing: the bytes are laundered behind the call, where no lock is held.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=helper-write -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
#include "bpf.h"

static long (*const spin_lock)(void *lock) = (void *)93;
static long (*const spin_unlock)(void *lock) = (void *)94;
static long (*const fib_lookup)(void *ctx, void *params, int size, u32 flags) = (void *)69;

extern u32 lock;

// MEND: call 0x5d
// MEND-NOT: call 0x76
// MEND: call 0x5e
// MEND: call 0x45
// MEND: call 0x76
SEC("xdp")
int under_lock(struct context *ctx)
{
	u64 fib[8];

	spin_lock(&lock);
	__builtin_memset(fib, 0, sizeof(fib));
	spin_unlock(&lock);
	// CHECK: lock.c:[[@LINE+1]]:2: remark: made the verifier forget the bytes behind the call
	fib_lookup(ctx, fib, sizeof(fib), 0);
	return fib[7] == 7;
}
