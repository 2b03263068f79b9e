// SPDX-License-Identifier: GPL-2.0
/*
 * loop-end: loops that end, and whose end verifiers do not see. What they access is bound-lost's;
 * mended, every kernel sees how many turns there are at most. What has no end that can be proved
 * stays as it is.
 */
#include "selftest.h"

#define COUNT 32

struct numbers {
	int list[COUNT];
	__u32 behind;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct numbers);
} numbers SEC(".maps");

/* The first four are 1, 10, 100 and 1000. */
static __always_inline struct numbers *find(void)
{
	__u32 key = 0;
	struct numbers *n = bpf_map_lookup_elem(&numbers, &key);

	if (n) {
		n->list[0] = 1;
		n->list[1] = 10;
		n->list[2] = 100;
		n->list[3] = 1000;
	}
	return n;
}

/* From the first: the loop ends where its counter is the count. */
SEC("tc")
expect_any run_over(mark, 0, 5)
expect_returns("0 1 11 111 1111 1111")
int forward(struct __sk_buff *skb)
{
	struct numbers *n = find();
	__u32 count = skb->mark;
	int sum = 0;

	if (!n || count > COUNT)
		return -1;
	for (__u32 i = 0; i < count; i++)
		sum += n->list[i];
	return sum;
}

/* Before 6.8 verifiers learn nothing of "is not 0". */
SEC("tc")
expect_any run_over(mark, 0, 5)
expect_returns("0 1 11 111 1111 1111")
int while_down(struct __sk_buff *skb)
{
	struct numbers *n = find();
	__u32 count = skb->mark;
	int sum = 0;

	if (!n)
		return -1;
	if (count > COUNT)
		count = COUNT;
	while (count--)
		sum += n->list[count];
	return sum;
}

/* Neither its first number nor its last is a constant. */
SEC("tc")
expect_any run_over(mark, 0, 3)
run_over(priority, 0, 3)
expect_returns("0 1 11 111  0 0 10 110  0 0 0 100  0 0 0 0")
int from_to(struct __sk_buff *skb)
{
	struct numbers *n = find();
	__u32 first = skb->mark, end = skb->priority;
	int sum = 0;

	if (!n || first >= COUNT || end > COUNT)
		return -1;
	for (__u32 i = first; i < end; i++)
		sum += n->list[i];
	return sum;
}

/* A pointer goes from the end to the start. */
SEC("tc")
expect_any run_over(mark, 0, 5)
expect_returns("0 1 21 321 4321 4321")
int by_pointer_down(struct __sk_buff *skb)
{
	struct numbers *n = find();
	__u32 count = skb->mark;
	int sum = 0;

	if (!n || count > COUNT)
		return -1;
	for (int *at = n->list + count; at > n->list;) {
		at--;
		sum += *at * (int)(at - n->list + 1);
	}
	return sum;
}

/* A part of the packet in each turn, and what is left of it in the last. */
SEC("tc")
expect_any run_over(len, 60, 80)
expect_returns("1*11 2*10")
int blocks(struct __sk_buff *skb)
{
	int left = skb->len - 54, turns = 0;
	__u8 block[16] = {};

	if (left <= 0 || left > 1500)
		return -1;
	for (int at = 0; at < left && at < 1500; at += 16) {
		int size = left - at;

		if (size > 16)
			size = 16;
		if (size < 1 || bpf_skb_load_bytes(skb, 54 + at, block, size))
			return -2;
		turns += block[0] == 0;
	}
	return turns;
}

/* Nobody knows when it ends: nothing is proved, and nothing counted. */
SEC("tc")
expect_reject("5.10-6.1", "infinite loop detected")
expect_reject("6.12-7.3", "BPF program is too large")
expect_unmended
int until_found(struct __sk_buff *skb)
{
	struct numbers *n = find();
	__u32 at = skb->mark, turns = 0;

	if (!n)
		return -1;
	for (at &= COUNT - 1; at != n->behind; at = (at * 5 + skb->priority) & (COUNT - 1))
		turns += n->list[at];
	return turns;
}

char LICENSE[] SEC("license") = "GPL";
