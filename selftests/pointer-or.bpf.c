// SPDX-License-Identifier: GPL-2.0
/*
 * pointer-or: an offset that LLVM adds to a stack address with "|=". No verifier takes that; it is
 * the same programs with an addition that all of them load.
 */
#include "selftest.h"

#define PROHIBITED "bitwise operator |= on pointer prohibited"
#define EVERY_KERNEL "5.10-7.3"

struct pair {
	__u32 first;
	__u32 second;
	__u64 third;
};

/* The case everyone meets: eight bytes, and a mask of seven. */
SEC("socket")
expect_reject(EVERY_KERNEL, PROHIBITED)
run_over(mark, 0, 15)
expect_returns("97 98 99 100 101 102 103 0")
int read_byte(struct __sk_buff *skb)
{
	volatile char letters[8] = "abcdefg";

	return letters[skb->mark & 7];
}

/* An array that has no alignment but what its memset gives it. */
SEC("socket")
expect_reject(EVERY_KERNEL, PROHIBITED)
run_over(mark, 0, 7)
run_over(priority, 0, 7)
expect_returns("5 0*8 5 0*8 5 0*8 5 0*8 5 0*8 5 0*8 5 0*8 5")
int write_byte(struct __sk_buff *skb)
{
	char counts[24] = {};

	counts[skb->mark & 7] = 5;
	return counts[skb->priority & 7];
}

/* The address goes to a helper. */
SEC("tc")
expect_reject(EVERY_KERNEL, PROHIBITED)
run_over(data, 7, 7)
run_over(mark, 0, 3)
expect_returns("7 14")
int call_helper(struct __sk_buff *skb)
{
	__u32 words[2] __attribute__((aligned(8))) = {};

	bpf_skb_load_bytes(skb, 0, &words[skb->mark & 1], sizeof(*words));
	return words[0] + 2 * words[1];
}

SEC("socket")
expect_reject(EVERY_KERNEL, PROHIBITED)
run_over(mark, 0, 31)
expect_returns("97 98 99 100 101 102 103 104 105 106 107 108 109 110 111 112"
	       " 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79 80")
int two_indices(struct __sk_buff *skb)
{
	volatile char table[4][8] = { "abcdefgh", "ijklmnop", "ABCDEFGH", "IJKLMNOP" };
	__u32 i = skb->mark & 31;

	return table[i >> 3][i & 7];
}

/* A comparison bounds the index; the offset of the member is what is or-ed. */
SEC("tc")
expect_reject(EVERY_KERNEL, PROHIBITED)
run_over(data, 7, 7)
run_over(mark, 0, 3)
run_over(priority, 0, 3)
expect_returns("7 0*4 7 0*4 7 0*4 7")
int member_address(struct __sk_buff *skb)
{
	struct pair pairs[4] = {};
	__u32 i = skb->mark;

	if (i > 3)
		return 0;
	bpf_skb_load_bytes(skb, 0, &pairs[i].second, sizeof(__u32));
	return pairs[skb->priority & 3].second;
}

/* The index is part of the result too, so that its register must last. */
SEC("socket")
expect_reject(EVERY_KERNEL, PROHIBITED)
run_over(mark, 0, 15)
expect_returns("1 2 3 4 5 6 7 8")
int index_used_again(struct __sk_buff *skb)
{
	volatile __u64 word = skb->priority;
	__u32 i = skb->mark & 7;

	((volatile char *)&word)[i] = 1;
	return ((volatile char *)&word)[i] + i;
}

/* What is bounded by a comparison is an addition anyway. */
SEC("socket")
run_over(mark, 0, 8)
expect_returns("97 98 99 100 101 102 103 0 -1")
int comparison(struct __sk_buff *skb)
{
	volatile char letters[8] = "abcdefg";
	__u32 i = skb->mark;

	if (i > 7)
		return -1;
	return letters[i];
}

char _license[] SEC("license") = "GPL";
