// SPDX-License-Identifier: GPL-2.0
/*
 * Refusals that are not the verifier's: a map that no kernel can make, so that the program beside
 * it is never judged, is an error and no rejection.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, 8); /* an array's keys have 4 bytes */
	__uint(value_size, 8);
} impossible SEC(".maps");

SEC("socket")
int beside_impossible_map(struct __sk_buff *context)
{
	__u64 key = 0;

	return bpf_map_lookup_elem(&impossible, &key) ? 1 : 0;
}

char _license[] SEC("license") = "GPL";
