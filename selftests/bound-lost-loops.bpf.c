// SPDX-License-Identifier: GPL-2.0
/*
 * bound-lost: an index that a loop counts. LLVM makes a running pointer of it, and no verifier
 * knows where that is once the loop's own counter is compared. What the index is in each turn is
 * proved by induction.
 */
#include "selftest.h"

#define COUNT 32

struct numbers {
	__u32 before;
	int list[COUNT];
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct numbers);
} numbers SEC(".maps");

static __always_inline struct numbers *find(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&numbers, &key);
}

/* From the end. Up to 6.7 verifiers do not remember that a number is not 0, and go on for ever. */
SEC("tc")
expect_any expect_mended_reject("5.10-6.7", "BPF program is too large") run_over(mark, 0, 3)
run_over(priority, 4, 5)
expect_returns("0 0 4 5 9 11 14 17")
int backward(struct __sk_buff *skb)
{
	struct numbers *n = find();
	__u32 count = skb->mark;
	int sum = 0;

	if (!n)
		return -1;
	if (count > COUNT)
		count = COUNT;
	n->list[0] = skb->priority;
	n->list[1] = skb->priority + (count > 0);
	n->list[2] = skb->priority + (count > 1);
	for (__u32 i = count; i > 0; i--)
		sum += n->list[i - 1];
	return sum;
}

/* Its count is no bound of the index: nothing is proved, and nothing stated. */
SEC("tc")
expect_reject("5.10-7.3", "outside of the allowed memory range")
expect_unmended
int too_far(struct __sk_buff *skb)
{
	struct numbers *n = find();
	__u32 first = skb->mark, count = skb->priority;
	int sum = 0;

	if (!n || first >= COUNT || count > COUNT)
		return -1;
	for (__u32 i = 0; i < count; i++)
		sum += n->list[first + i];
	return sum;
}

char LICENSE[] SEC("license") = "GPL";
