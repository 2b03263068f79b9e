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

/* From the end. */
SEC("tc")
expect_any run_over(mark, 0, 3)
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

/* No index is bounded by itself, but their sum is. */
SEC("tc")
expect_reject("5.10-7.3", "R0 max value is outside of the allowed memory range")
run_over(mark, 30, 32)
run_over(priority, 0, 3)
expect_returns("0 5 11 -1  0 6 -1 -1  -1*4")
int window(struct __sk_buff *skb)
{
	struct numbers *n = find();
	__u32 first = skb->mark, count = skb->priority;
	int sum = 0;

	if (!n || first >= COUNT || count > COUNT || first + count > COUNT)
		return -1;
	n->list[30] = 5;
	n->list[31] = 6;
	for (__u32 i = 0; i < count; i++)
		sum += n->list[first + i];
	return sum;
}

/* One index goes up, one down, until they meet; the lower half of the one is what is compared. */
SEC("tc")
expect_any run_over(mark, 1, 4)
expect_returns("0 6 12 32")
int both_ends(struct __sk_buff *skb)
{
	struct numbers *n = find();
	__u32 count = skb->mark;
	int sum = 0;

	if (!n || count > COUNT || count == 0)
		return -1;
	n->list[0] = 2;
	n->list[1] = 3;
	n->list[2] = 6 - (count > 3 ? 2 : 0);
	n->list[3] = 10;
	for (__u32 i = 0, j = count - 1; i < j; i++, j--)
		sum += n->list[i] * n->list[j];
	return sum;
}

/* The source itself moves a pointer. */
SEC("tc")
expect_reject("5.10-7.3", "value is outside of the allowed memory range")
run_over(mark, 0, 4)
expect_returns("0 1 11 111 111")
int by_pointer(struct __sk_buff *skb)
{
	struct numbers *n = find();
	__u32 count = skb->mark;
	int sum = 0;

	if (!n)
		return -1;
	n->list[0] = 1;
	n->list[1] = 10;
	n->list[2] = 100;
	n->list[3] = 0;
	if (count > COUNT)
		count = COUNT;
	for (int *at = n->list, *end = n->list + count; at < end; at++)
		sum += *at;
	return sum;
}

/* Moved by two at a time, it may leave its memory: nothing is proved. */
SEC("tc")
expect_reject("5.10-7.3", "value is outside of the allowed memory range")
expect_unmended
int by_pairs(struct __sk_buff *skb)
{
	struct numbers *n = find();
	__u32 count = skb->mark;
	int sum = 0;

	if (!n)
		return -1;
	if (count > COUNT)
		count = COUNT;
	for (int *at = n->list, *end = n->list + count; at < end; at += 2)
		sum += at[2];
	return sum;
}

char LICENSE[] SEC("license") = "GPL";
