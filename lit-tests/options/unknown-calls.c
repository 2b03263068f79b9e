// Behind a call that a kernel does not have, nothing is said about that kernel, nor rewritten for it:
// its verifier rejects the call, or never comes there.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=bound-lost -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-hazards=bound-lost -mllvm -bpfmend-kernels=5.10,6.1 \
// RUN:   -mllvm -bpfmend-mode=mend -c %s -o %t.mend.o
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=MEND
#include "bpf.h"

static u64 (*const strncmp_helper)(const char *, u32, const char *) = (void *)182;
static u64 (*const user_ringbuf_drain)(void *, void *, void *, u64) = (void *)209;
static u64 (*const cgrp_storage_delete)(void *, void *) = (void *)211;
extern int bpf_iter_num_new(u64 *it, int start, int end) __attribute__((section(".ksyms")));
extern int bpf_some_kfunc(u64 number) __attribute__((section(".ksyms")));

u8 numbers[100];

SEC("tc")
int behind_new_helper(struct context *ctx)
{
	u32 i = ctx->index;

	cgrp_storage_delete(ctx, ctx);
	// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} of Linux 6.12 to {{6.19|7.3}} loses
	return numbers[i % 100];
}
// MEND-LABEL: <behind_new_helper>:
// MEND-NOT: &= 0x7f
// MEND: exit

SEC("tc")
int behind_helper(struct context *ctx)
{
	u32 i = ctx->index;

	strncmp_helper((char *)numbers, 4, (char *)numbers);
	// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} of Linux 6.1 to {{6.19|7.3}} loses
	return numbers[i % 100];
}

SEC("tc")
int behind_iterator(struct context *ctx)
{
	u32 i = ctx->index;
	u64 iterator;

	bpf_iter_num_new(&iterator, 0, 4);
	// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} of Linux 6.12 to {{6.19|7.3}} loses
	return numbers[i % 100];
}

SEC("tc")
int behind_kfunc(struct context *ctx)
{
	u32 i = ctx->index;

	bpf_some_kfunc(i);
	// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} of Linux 6.1 to {{6.19|7.3}} loses
	return numbers[i % 100];
}

// Only on one way; and behind the use.
SEC("tc")
int beside(struct context *ctx)
{
	u32 i = ctx->index, byte;

	if (ctx->flag)
		cgrp_storage_delete(ctx, ctx);
	// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} of Linux 5.10 to {{6.19|7.3}} loses
	byte = numbers[i % 100];
	user_ringbuf_drain(ctx, ctx, ctx, byte);
	return 0;
}
// CHECK: 5 warnings generated.
