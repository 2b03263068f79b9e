// SPDX-License-Identifier: GPL-2.0
/*
 * What verifiers follow in the forms that LLVM gives a number, one program for each line of
 * docs/verifier-model.md that no other selftest shows. The form itself is written as assembly where
 * C would leave it to the compiler, which of them it takes.
 */
#include "selftest.h"

/* Numbers that LLVM cannot know, and places for them. */
volatile __u64 wide;
char places[64];
__u32 words[11];

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[51]);
} exact SEC(".maps");

struct {
	char first[8];
	char second[8];
} pair;

static __always_inline __u64 number(struct __sk_buff *skb)
{
	return wide + skb->mark;
}

/* "if w s< 1" takes the 0 off what a size may be. */
SEC("tc")
run_over(mark, 0, 40)
int size_above_0(struct __sk_buff *skb)
{
	char stack[32] = {};
	int x = (int)skb->mark;

	if (x < 1 || x > 32)
		return 0;
	return (int)bpf_skb_load_bytes(skb, 0, stack, x) + stack[3];
}

/* "w2 = w1; if w1 > 63": of w2, too. */
SEC("tc")
expect_reject("5.10-6.1", "unbounded memory access")
expect_unmended
run_over(mark, 60, 70)
int copied_half(struct __sk_buff *skb)
{
	register __u64 x asm("r1") = skb->mark;
	register __u64 y asm("r2");

	asm volatile("w2 = w1" : "=r"(y) : "r"(x));
	if ((__u32)x > 63)
		return 0;
	return places[(__u32)y];
}

SEC("tc")
run_over(mark, 60, 70)
int half_extended(struct __sk_buff *skb)
{
	__u64 x = number(skb);

	if ((int)x < 0 || (int)x > 63)
		return 0;
	asm volatile("%0 <<= 32; %0 s>>= 32" : "+r"(x));
	return places[x];
}

SEC("tc")
run_over(mark, 60, 70)
int half_masked(struct __sk_buff *skb)
{
	__u64 x = number(skb);

	if ((int)x < 0 || (int)x > 50)
		return 0;
	asm volatile("%0 &= 0x7fffffff" : "+r"(x));
	return places[x];
}

/* Up to 6.1 its end is 63 then, not 50. */
SEC("tc")
expect_reject("5.10-6.1", "max value is outside of the allowed memory range")
expect_unmended
int half_masked_wider(struct __sk_buff *skb)
{
	__u64 x = number(skb);
	__u32 key = 0;
	char *value = bpf_map_lookup_elem(&exact, &key);

	if (!value || (int)x < 0 || (int)x > 50)
		return 0;
	asm volatile("%0 &= 0x7fffffff" : "+r"(x));
	return value[x];
}

SEC("tc")
run_over(mark, 60, 70)
int half_zero_extended(struct __sk_buff *skb)
{
	__u64 x = number(skb);

	if ((__u32)x > 63)
		return 0;
	asm volatile("%0 <<= 32; %0 >>= 32" : "+r"(x));
	return places[x];
}

/* Out of the one variable, and into the next in the section. */
SEC("tc")
run_over(mark, 0, 20)
int section(struct __sk_buff *skb)
{
	return pair.first[skb->mark & 15];
}

/* No more than it was asked for. */
SEC("tc")
run_over(data, 0, 1)
int length_promised(struct __sk_buff *skb)
{
	long n = bpf_probe_read_kernel_str(places, 63, (void *)(long)skb->data);

	if (n < 0)
		return 0;
	return places[n];
}

/* "x * 4 + 20" */
SEC("tc")
expect_reject("5.10-7.3", "register with unbounded min value")
run_over(mark, 0, 7)
run_over(priority, 0, 7)
int words_both_sides(struct __sk_buff *skb)
{
	long x = (long)skb->mark - skb->priority;

	if (x < -5 || x > 5)
		return 0;
	return ++words[x + 5];
}

char _license[] SEC("license") = "GPL";
