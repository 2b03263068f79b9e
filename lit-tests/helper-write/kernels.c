// Nothing is said, and nothing changed, for kernels that notice the write, down to the release.
//
// RUN: %clang %plugin -mllvm -bpfmend-kernels=6.18.12 -c %s -o %t.o 2>&1 | %filecheck %s --check-prefixes=FIB
// RUN: %clang %plugin -mllvm -bpfmend-kernels=6.17 -c %s -o %t.o 2>&1 | %filecheck %s --check-prefixes=PATH
// RUN: %clang %plugin -mllvm -bpfmend-kernels=5.10-6.12,6.18.15,6.19-7.3 -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: %clang %plugin -mllvm -bpfmend-kernels=6.18.15 -mllvm -bpfmend-mode=mend -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: %objdump %t.o | %filecheck %s --check-prefix=SAME
#include "Inputs/helpers.h"

// SAME-NOT: -= r10
// SAME-NOT: call 0x76

SEC("lsm/file_open")
int path(u64 *ctx)
{
	char path[16] = {};

	// PATH: kernels.c:[[@LINE+2]]:2: warning: {{.*}} the verifier of Linux 6.17 believes
	// FIB-NOT: kernels.c:[[@LINE+1]]:2
	d_path((void *)ctx[0], path, sizeof(path));
	return path[0] == '/' ? 1 : 0;
}

SEC("xdp")
int fib(struct context *ctx)
{
	u64 fib[8] = {};

	// FIB: kernels.c:[[@LINE+1]]:2: warning: bpf_fib_lookup() writes into 'fib', but the verifier of Linux 6.{{17|18.12}} believes
	fib_lookup(ctx, fib, sizeof(fib), 0);
	return fib[7] == 7 ? 1 : 0;
}
