// What the backend cannot compile is not emitted, and clang says so once, as without the plugin. An
// object beside which code was emitted is the one that clang writes without.
//
// RUN: not %clang %plugin -mllvm -bpfmend-emitted=%t.e.o -DREFUSED -c %s -o %t.o 2> %t.said
// RUN: not %clang -DREFUSED -c %s -o %t.o 2> %t.alone
// RUN: diff %t.alone %t.said
// RUN: %filecheck %s --check-prefix=SAID --input-file=%t.said
// RUN: %filecheck %s --input-file=%t.e.o.txt
// RUN: %clang %plugin -mllvm -bpfmend-emitted=%t.e.o -mllvm -bpfmend-hazards=retval-range \
// RUN:   -fsave-optimization-record -foptimization-record-file=%t.yaml -c %s -o %t.o
// RUN: %clang -fsave-optimization-record -foptimization-record-file=%t.alone.yaml -c %s \
// RUN:   -o %t.alone.o
// RUN: cmp %t.o %t.alone.o
// RUN: cmp %t.yaml %t.alone.yaml
#include "bpf.h"

// CHECK: not emitted: {{.*}}five_too_many{{.*}}{{too many args|stack arguments}}
// SAID: error: {{.*}}{{too many args|stack arguments}}
#ifdef REFUSED
SEC("socket")
u64 five_too_many(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
	return a + f;
}
#else

SEC("socket")
int small(struct context *ctx)
{
	u64 word = ctx->other;

	asm volatile("" : : "r"(&word) : "memory");
	return ((u8 *)&word)[ctx->index & 7];
}
#endif
