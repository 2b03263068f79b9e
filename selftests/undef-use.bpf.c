// SPDX-License-Identifier: GPL-2.0
/*
 * undef-use: a number that is set where something was found only, and used there only, but spilled
 * where both ways have joined. What is used without being set stays refused.
 */
#include "selftest.h"

struct key {
	__u32 from, to;
	__u8 kind, seen;
	__u16 pad;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, struct key);
	__type(value, __u64);
} counts SEC(".maps");

#define SHORT (-134)
#define OTHER (-194)

/* Sets *at where it returns 0, and sometimes where it does not. */
static __always_inline int find(__u8 *packet, struct key *key, __u32 *at)
{
	if (packet[0] == 0xee)
		return SHORT;
	if (packet[20] & 0x1f)
		return OTHER;
	key->kind = packet[23];
	*at = __builtin_bswap16(*(__u16 *)(packet + 40));
	if (key->kind != 6 && key->kind != 17)
		return OTHER;
	return 0;
}

static __always_inline int count(struct __sk_buff *skb, const int trust)
{
	__u8 *packet = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct key key = {};
	_Bool known = 1;
	__u32 at;
	int error;

	if (packet + 64 > end)
		return 7;
	error = find(packet, &key, &at);
	if (error == OTHER) {
		known = trust;
		goto look_up;
	}
	if (error < 0)
		return 8;
	if (key.kind == 17)
		key.seen |= 1;
look_up:;
	__u64 *first = bpf_map_lookup_elem(&counts, &key);

	key.seen = 1;
	__u64 *second = bpf_map_lookup_elem(&counts, &key);

	if (second)
		*second += 1;
	if (known) {
		__u16 port = 80;

		bpf_skb_store_bytes(skb, at + 2, &port, sizeof(port), 0);
	}
	if (first)
		*first += 1;
	return 0;
}

SEC("tc")
expect_reject("5.10-7.3", "!read_ok")
run_over(mark, 0, 1)
expect_returns("0")
int spilled(struct __sk_buff *skb)
{
	return count(skb, 0);
}

SEC("tc")
expect_reject("5.10-7.3", "!read_ok")
expect_mended_reject("5.10-7.3", "!read_ok") int used(struct __sk_buff *skb)
{
	return count(skb, 1);
}

/* What a global function does not use, LLVM gives it no more. */
int given;

__noinline int takes(int a, int unused, int b)
{
	given = a;
	return b;
}

SEC("tc")
expect_reject("5.10-7.3", "Caller passes invalid args")
run_over(mark, 3, 4)
expect_returns("3 4")
int gives(struct __sk_buff *skb)
{
	return takes(skb->len, skb->priority, skb->mark);
}

/*
 * What a function fills where it succeeds, LLVM loads before that is tested. From 6.1 on verifiers
 * let programs read what nothing wrote.
 */
struct hit {
	__u32 address;
	__u16 port;
	__u8 kind;
};

static __noinline int resolve(struct __sk_buff *skb, struct hit *hit)
{
	if (skb->mark == 7)
		return 0;
	hit->address = skb->priority;
	hit->port = skb->mark;
	hit->kind = 1;
	return 1;
}

SEC("tc")
expect_reject("5.10", "invalid read from stack")
run_over(mark, 7, 8)
run_over(priority, 0, 1)
expect_returns("0 0 0 2")
int tested(struct __sk_buff *skb)
{
	struct hit hit;

	if (!resolve(skb, &hit) || hit.port != 8 || hit.address == 0)
		return 0;
	return 2;
}

char LICENSE[] SEC("license") = "GPL";
