// What has the width of the source, what verifiers take in any, and what is not in the context.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | count 0
// RUN: %clang %plugin -mllvm -bpfmend-walk=false -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --implicit-check-not=warning:
#include "bpf.h"

struct fields {
	u32 len, pkt_type, mark, queue_mapping, protocol, vlan_present, vlan_tci, vlan_proto, priority,
		ingress_ifindex, ifindex, tc_index, cb[5];
} __attribute__((aligned(8)));

// Words of cb may be written two at a time: only a walk tells.
// CHECK: silent.c:[[@LINE+4]]:{{[0-9]+}}: warning: LLVM makes this store to the context
SEC("tc")
int two_words(struct fields *ctx)
{
	ctx->cb[0] = 0, ctx->cb[1] = 0;
	return 0;
}

SEC("tc")
int one_bit(struct fields *ctx)
{
	ctx->mark |= 0x80;
	return 0;
}

SEC("tc")
int volatile_fields(struct fields *ctx)
{
	volatile struct fields *fields = ctx;

	fields->mark = 1, fields->queue_mapping = 2;
	return 0;
}

SEC("tc")
int elsewhere(struct fields *ctx)
{
	struct {
		u32 a, b;
	} both __attribute__((aligned(8)));

	both.a = 1, both.b = ctx->len;
	__asm__ volatile("" : : "r"(&both) : "memory");
	both.a = (both.a & ~0xff) | 7;
	__asm__ volatile("" : : "r"(&both) : "memory");
	return both.a;
}
