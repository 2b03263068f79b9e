// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The verifier's doing: source and code are right, and it does not follow why. */
#include "labelled.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64[1]);
} one SEC(".maps");

CLASS(verifier)
SEC("tc")
int index_of_zeroes(struct __sk_buff *skb)
{
	__u32 key = 0, queue = skb->queue_mapping;
	volatile __u8 class_of[8] = {};
	__u64 *count = bpf_map_lookup_elem(&one, &key);

	if (!count || queue >= 8)
		return 0;
	count[class_of[queue]]++;
	return 0;
}

CLASS(verifier)
SEC("tc")
int size_of_zeroes(struct __sk_buff *skb)
{
	__u32 key = 0, queue = skb->queue_mapping;
	volatile __u8 room[16] = {};
	char bytes[4];

	if (queue >= 16)
		return 0;
	return bpf_skb_load_bytes(skb, 0, bytes, room[queue] + 4);
}

/* The first path of each turn is walked to the loop's end before the second of any is. */
CLASS(verifier)
SEC("tc")
int a_branch_in_each_turn(struct __sk_buff *skb)
{
	__u32 sum = 0;

	for (__u32 i = 0; i < 9000; i++)
		if (bpf_get_prandom_u32() & 1) {
			barrier();
			sum += i;
		}
	return sum == 1000;
}
