// SPDX-License-Identifier: GPL-2.0
/*
 * What once seemed to bound an index and does not: each program reads elsewhere if it is believed.
 * No index here is outside of what it indexes, whatever the context holds.
 */
#include "selftest.h"

unsigned char array[8192];
unsigned char small[256];
unsigned char a[100], b[100];
__u64 total;

/* One number that is lost at two places, and a sum below both: mark % 100 + priority. */
SEC("tc")
expect_any run_over(mark, 95, 104)
run_over(priority, 7, 8)
expect_returns("102 103 103 104 104 105 105 106 106 107 7 8 8 9 9 10 10 11 11 12")
int sum_of_two_lost_numbers(struct __sk_buff *skb)
{
	__u64 x = skb->mark % 100, z = skb->priority;

	a[x]++;
	b[x]++;
	total = x + z;
	return total;
}

/*
 * What is chosen because n is small, of a number that the n of the turn before let pass: in the
 * twelfth turn n is 4, and the index 11 + 5.
 */
SEC("tc")
expect_any run_over(priority, 35, 36)
run_over(mark, 3, 4)
expect_returns("2")
int of_another_turn(struct __sk_buff *skb)
{
	__u64 rest = skb->cb[0] % 100, i = 0, n;
	__u32 acc = 0;

	array[16] = 2;
	do {
		n = (skb->cb[1] + i < 11 ? skb->priority : skb->mark) & 63;
		acc += array[(n < 10 ? i + 5 : 0) + rest];
	} while (++i < n);
	return acc;
}

/* The same in a loop that is entered at two places. */
SEC("tc")
expect_any run_over(priority, 3000, 3000)
run_over(mark, 3, 4)
expect_returns("2")
int two_entries(struct __sk_buff *skb)
{
	__u64 n, t, m = 0, acc = 0, rest = skb->cb[0] % 100;
	int k = 0;

	array[31] = 1; /* 3007 & 31 */
	array[3007] = 2;
	if (skb->cb[1] & 1) {
		t = 5;
		goto top;
	}
	goto bottom;
top:
	m = t;
	if (bpf_ktime_get_ns() == 3)
		m++;
bottom:
	n = (k ? skb->mark : skb->priority) % 4000;
	acc += array[(n < 10 ? m + 7 : 0) + rest];
	if (++k < 2 && acc < 100000) {
		t = n;
		goto top;
	}
	return acc;
}

static __attribute__((naked, noinline)) __u32 any(void)
{
	asm volatile("r0 = 150; exit;" ::: "r0");
}

/*
 * A function whose return LLVM does not see: the index is 157 for 7, which nothing proves.
 */
SEC("tc")
expect_reject("5.10-7.3", "unbounded memory access")
expect_unmended
run_over(mark, 6, 8)
expect_returns("1 2 1")
int of_naked(struct __sk_buff *skb)
{
	__u32 x = skb->mark, start = 3;

	small[157] = 2;
	small[29] = 77; /* 157 & 127 */
	small[9] = small[11] = 1;
	if (x == 7)
		start = any();
	return small[start + x % 100];
}

struct value {
	unsigned char bytes[64];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

/* "(x - 9) << 16" is compared, and the low 16 bits of x are from 9 to 39. */
SEC("tc")
expect_any run_over(mark, 7, 41)
expect_returns(
	"-2 -2 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 "
	"36 37 38 39 -2 -2")
int shifted_difference(struct __sk_buff *skb)
{
	__u32 key = 0, x = skb->mark, high;
	unsigned char *value = bpf_map_lookup_elem(&values, &key);
	__u16 low = x;

	if (!value)
		return -1;
	for (int i = 0; i < 64; i++)
		value[i] = i;
	high = (x - 9) << 16;
	asm volatile("" ::"r"(x - 9), "r"(high)); /* anything that uses both */
	if (high > 30U << 16)
		return -2;
	return value[low];
}

char _license[] SEC("license") = "GPL";
