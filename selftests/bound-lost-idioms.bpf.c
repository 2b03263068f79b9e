// SPDX-License-Identifier: GPL-2.0
/*
 * bound-lost in what programs of packets and tables do: sizes that are rounded, rows and columns,
 * numbers in network order, small types, offsets around 0.
 */
#include "selftest.h"

#include <bpf/bpf_endian.h>

#define TEN(n) n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, n + 8, n + 9

/* Each holds its own index: what is returned tells which one was read. */
const volatile unsigned char numbers[40] = { TEN(0), TEN(10), TEN(20), TEN(30) };

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} events SEC(".maps");

/* What is rounded up is not 0, which no verifier knows of a mask. */
SEC("tc")
expect_any run_over(mark, 0, 40)
int rounded_up(struct __sk_buff *skb)
{
	char stack[32] = {};
	__u32 x = skb->mark;

	if (x > 32 || !x)
		return 99;
	return (int)bpf_skb_load_bytes(skb, 0, stack, (x + 7) & ~7U) + stack[8];
}

/* LLVM makes "or" of the sum; a verifier knows no more than the bits of what it loses. */
SEC("tc")
expect_any run_over(mark, 0, 11)
run_over(priority, 0, 5)
int row_and_column(struct __sk_buff *skb)
{
	__u32 row = skb->mark, column = skb->priority % 3;

	if (row > 9)
		return 99;
	return numbers[row * 4 + column];
}

/* That it is not 0 is compared before its bytes are swapped. */
SEC("tc")
expect_any run_over(data, 0, 40)
int swapped_16(struct __sk_buff *skb)
{
	void *start = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	char stack[32] = {};
	__u16 x;

	if (start + 4 > end)
		return 99;
	x = bpf_ntohs(*(__u16 *)(start + 2));
	if (x < 1 || x > 32)
		return 98;
	return (int)bpf_skb_load_bytes(skb, 0, stack, x) + stack[3];
}

/* Before 6.19 nothing was known of the upper half of a swapped register. */
SEC("tc")
expect_any run_over(data, 0, 40)
int swapped_32(struct __sk_buff *skb)
{
	void *start = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	char stack[32] = {};
	int x;

	if (start + 4 > end)
		return 99;
	x = (int)bpf_ntohl(*(__u32 *)start);
	if (x < 1 || x > 32)
		return 98;
	return (int)bpf_skb_load_bytes(skb, 0, stack, x) + stack[3];
}

/* The same of 16 bits that are an index into the packet. */
SEC("tc")
expect_reject("5.10-6.19.6", "math between pkt pointer and register with unbounded min value")
run_over(data, 9984, 10239)
int swapped_index(struct __sk_buff *skb)
{
	unsigned char *start = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	__u16 x;

	if (start + 4 > end)
		return 0;
	x = bpf_ntohs(*(__u16 *)start);
	if (x > 39)
		return 0;
	if (start + x + 1 > end)
		return 0;
	return start[x];
}

/* 16 bits have no register: what is compared is one copy, and what is used another. */
SEC("tc")
expect_any run_over(mark, 0, 50)
int narrow(struct __sk_buff *skb)
{
	short x = (short)(skb->mark - 3);

	if ((__u16)x >= 40)
		return 99;
	return numbers[x];
}

/* What varies is below 0, and 5 is added behind it. */
SEC("tc")
expect_any run_over(mark, 0, 40)
run_over(priority, 0, 7)
int around_0(struct __sk_buff *skb)
{
	long x = (long)skb->mark - skb->priority;

	if (x < -5 || x > 34)
		return 99;
	return numbers[x + 5];
}

char _license[] SEC("license") = "GPL";
