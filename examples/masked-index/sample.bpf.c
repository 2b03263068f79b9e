// SPDX-License-Identifier: GPL-2.0
/*
 * Counts, by its upper half, one of the eight bytes that follow the Ethernet header of each packet;
 * the packet's hash chooses which.
 *
 * The mask bounds the index, as every tutorial says. But no kernel loads this program: the mask
 * lies below the alignment of the eight bytes on the stack, so LLVM adds it to their address with
 * "|=", and the verifier allows no "|=" on a pointer.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

struct counters {
	__u64 packets[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counters);
} counters SEC(".maps");

SEC("tc")
int sample(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct counters *counted = bpf_map_lookup_elem(&counters, &key);
	__u8 bytes[8] = {};

	if (counted && !bpf_skb_load_bytes(skb, ETH_HLEN, bytes, sizeof(bytes)))
		counted->packets[bytes[skb->hash & 7] >> 4]++;
	return TC_ACT_OK;
}

char _license[] SEC("license") = "GPL";
