// SPDX-License-Identifier: GPL-2.0
/*
 * What looks like bound-lost and is not: the source does not bound the number, so nothing may be
 * inserted, and every kernel rejects the program, mended or not.
 */
#include "selftest.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[100]);
} buffers SEC(".maps");

static __always_inline char *buffer(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&buffers, &key);
}

SEC("tc")
expect_reject("5.10-7.3", "unbounded memory access")
expect_unmended
int unchecked(struct __sk_buff *skb)
{
	char *bytes = buffer();

	return bytes ? bytes[skb->mark] : 0;
}

SEC("tc")
expect_reject("5.10-7.3", "unbounded memory access")
expect_unmended
int one_too_many(struct __sk_buff *skb)
{
	char *bytes = buffer();

	return bytes ? bytes[skb->mark % 101] : 0;
}

SEC("tc")
expect_reject("5.10-7.3", "makes map_value pointer be out of bounds")
expect_unmended
int one_side(struct __sk_buff *skb)
{
	char *bytes = buffer();
	int i = skb->mark;

	return bytes && i < 100 ? bytes[i] : 0;
}

SEC("tc")
expect_reject("5.10-7.3", "unbounded memory access")
expect_unmended
int may_be_one_below(struct __sk_buff *skb)
{
	char *bytes = buffer();
	__u32 n = skb->mark;

	return bytes && n <= 64 ? bytes[n - 1] : 0;
}

SEC("tc")
expect_reject("5.10-6.1", "invalid zero-sized read")
expect_reject("6.12", "invalid indirect access to stack R3 off=-64 size=65")
expect_reject("6.16-7.3", "invalid write to stack R3 off=-64 size=65")
expect_unmended
int too_long(struct __sk_buff *skb)
{
	__u32 n = skb->mark;
	char bytes[64] = {};

	if (n < 1 || n > 65)
		return 0;
	return bpf_skb_load_bytes(skb, 0, bytes, n);
}

/* Compared in the other direction. */
SEC("tc")
expect_reject("5.10-7.3", "invalid zero-sized read")
expect_unmended
int wrong_difference(struct __sk_buff *skb)
{
	__u32 n = skb->mark, start = skb->priority;
	char bytes[64] = {};

	if (start < n || n > 64)
		return 0;
	return bpf_skb_load_bytes(skb, 0, bytes, n - start);
}

/* Compared in the last round, changed since. */
SEC("tc")
expect_reject("5.10-7.3", "unbounded memory access")
expect_unmended
int stale(struct __sk_buff *skb)
{
	char *bytes = buffer();
	__u32 i = 0, sum = 0;

	if (!bytes)
		return 0;
	for (int round = 0; round < 3; round++) {
		sum += bytes[i];
		i = bpf_get_prandom_u32();
	}
	return sum;
}

char _license[] SEC("license") = "GPL";
