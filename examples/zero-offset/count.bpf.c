// SPDX-License-Identifier: GPL-2.0
/*
 * Counts the packets of each traffic class. A table says which class a receive queue belongs to;
 * this build has one class, so every entry of the table is 0 and the map has room for one counter.
 *
 * Nothing is wrong with this program, and kernels 5.10, 6.1 and 7.3 load it. Kernels 6.12 to 7.2
 * refuse it: they take the class that is read from the table for unknown, and see an access beyond
 * the counters.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define QUEUES 32
#define CLASSES 1

struct counters {
	__u64 packets[CLASSES];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counters);
} counters SEC(".maps");

SEC("xdp")
int count(struct xdp_md *ctx)
{
	__u8 class_of[QUEUES] = {};
	__u32 queue = ctx->rx_queue_index;
	__u32 key = 0;
	struct counters *counted = bpf_map_lookup_elem(&counters, &key);

	if (counted && queue < QUEUES)
		counted->packets[class_of[queue]]++;
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
