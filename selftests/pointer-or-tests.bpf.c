// SPDX-License-Identifier: GPL-2.0
/*
 * pointer-or: two pointers that are tested for NULL at once. LLVM joins them with "|=", which no
 * verifier takes of pointers. Compiled with each LLVM.
 */
#include "selftest.h"

#define PROHIBITED "pointer |= pointer prohibited"
#define EVERY_KERNEL "5.10-7.3"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

/* Keys 0 and 1 are there. */
static __attribute__((always_inline)) __u64 *find(__u32 key)
{
	return bpf_map_lookup_elem(&numbers, &key);
}

SEC("tc")
expect_reject(EVERY_KERNEL, PROHIBITED)
run_over(mark, 1, 2)
run_over(priority, 1, 2)
expect_returns("3 1 2 -1")
int none(struct __sk_buff *skb)
{
	__u64 *a = find(skb->mark), *b = find(skb->priority);

	if (!a && !b)
		return -1;
	return (a ? 1 + *a : 0) + (b ? 2 + *b : 0);
}

SEC("tc")
expect_reject(EVERY_KERNEL, PROHIBITED)
run_over(mark, 1, 2)
run_over(priority, 1, 2)
expect_returns("1 1 1 0")
int any(struct __sk_buff *skb)
{
	__u64 *a = find(skb->mark), *b = find(skb->priority);

	return a || b;
}

/* The second is a number. */
SEC("tc")
expect_reject(EVERY_KERNEL, "arithmetic on map_value_or_null prohibited")
run_over(mark, 1, 2)
run_over(priority, 0, 1)
expect_returns("2 2 3 2")
int number(struct __sk_buff *skb)
{
	__u64 *a = find(skb->mark), b = skb->priority;

	barrier_var(b);
	return !a && !b ? 3 : 2;
}

/* Four, and two of two. */
SEC("tc")
expect_reject(EVERY_KERNEL, PROHIBITED)
run_over(mark, 1, 2)
run_over(priority, 1, 2)
expect_returns("5 4 4 4")
int pairs(struct __sk_buff *skb)
{
	__u64 *a = find(skb->mark), *b = find(skb->mark + 1);
	__u64 *c = find(skb->priority), *d = find(skb->priority + 1);

	if ((a || b) && (c || d))
		return 5;
	return 4;
}

/* Branches are made of three tests, and nothing is lost. */
SEC("tc")
run_over(mark, 1, 2)
run_over(priority, 1, 2)
expect_returns("2 2 2 1")
int three(struct __sk_buff *skb)
{
	__u64 *a = find(skb->mark), *b = find(skb->priority), *c = find(skb->mark + 4);

	if (!a && !b && !c)
		return 1;
	return 2 + (a ? *a : b ? *b : *c);
}

/* Nor where both are needed. */
SEC("tc")
run_over(mark, 1, 2)
run_over(priority, 1, 2)
expect_returns("0 1 1 1")
int both(struct __sk_buff *skb)
{
	__u64 *a = find(skb->mark), *b = find(skb->priority);

	if (!a || !b)
		return 1;
	return *a + *b;
}

/* One that was not found is read: told apart, they are still tested for nothing. */
SEC("tc")
expect_reject(EVERY_KERNEL, PROHIBITED)
expect_mended_reject(EVERY_KERNEL,
		     "invalid mem access 'map_value_or_null'") int wrong(struct __sk_buff *skb)
{
	__u64 *a = find(skb->mark), *b = find(skb->priority);

	if (!a && !b)
		return -1;
	return *b;
}

char _license[] SEC("license") = "GPL";
