// SPDX-License-Identifier: GPL-2.0
/*
 * What is written before a helper's call is written under a lock. The number that no verifier knows
 * comes from a helper without CAP_PERFMON, and none may be called there: it has to be asked behind
 * the call.
 */
#include "selftest.h"

struct guarded {
	struct bpf_spin_lock lock;
	__u32 address;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct guarded);
} guards SEC(".maps");

SEC("xdp")
int under_lock(struct xdp_md *ctx)
{
	struct bpf_fib_lookup route;
	__u32 key = 0;
	struct guarded *guarded = bpf_map_lookup_elem(&guards, &key);

	if (!guarded)
		return XDP_ABORTED;
	bpf_spin_lock(&guarded->lock);
	__builtin_memset(&route, 0, sizeof(route));
	route.family = 2;
	route.ifindex = ctx->ingress_ifindex;
	route.ipv4_dst = guarded->address;
	bpf_spin_unlock(&guarded->lock);
	if (bpf_fib_lookup(ctx, &route, sizeof(route), 0))
		return XDP_PASS;
	return route.dmac[0] ? XDP_TX : XDP_DROP;
}

char _license[] SEC("license") = "GPL";
