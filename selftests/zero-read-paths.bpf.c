// SPDX-License-Identifier: GPL-2.0
/*
 * zero-read where the object is 0 on one path only, and the byte needs a check only on the others:
 * the verifier has to know the 0 on that path.
 */
#include "selftest.h"

ONE_BYTE_MAP(values);

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u64);
	__type(value, __u64);
} wide SEC(".maps");

#define OUTSIDE "R0 max value is outside of the allowed memory range"

/*
 * The flag is compared by size: up to 6.7 the verifier does not learn from a comparison with 0, and
 * would take the path that cannot be.
 */
#define FEW 15

static __always_inline char *look_up(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&values, &key);
}

char bytes_of[256];

/* Enough work between the paths' meeting and the read that clang does not copy it into both. */
static __always_inline __u32 mix(__u32 hash)
{
	hash ^= hash >> 16;
	hash *= 0x85ebca6b;
	hash ^= hash >> 13;
	hash *= 0xc2b2ae35;
	return hash ^ hash >> 16;
}

/* One slot. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE)
int path_word(struct __sk_buff *skb)
{
	char *value = look_up();
	__u32 flag = skb->mark;
	__u64 bytes = 0;
	__u32 i;
	__u8 at;

	if (flag > FEW)
		bytes = (__u64)skb->hash << 32 | skb->priority;
	i = mix(skb->len);
	if (!value || (i & 255) > 7)
		return 0;
	at = ((__u8 *)&bytes)[i & 255];
	if (flag > FEW && at)
		return 0;
	return value[at];
}

/* Four slots, two of them written on the other path. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE)
int path_buffer(struct __sk_buff *skb)
{
	char *value = look_up();
	__u32 flag = skb->mark;
	__u8 bytes[32] = {};
	__u32 i;
	__u8 at;

	if (flag > FEW) {
		*(__u32 *)&bytes[4] = skb->hash;
		bytes[17] = (__u8)skb->priority;
	}
	i = mix(skb->len);
	if (!value || (i & 255) > 31)
		return 0;
	at = bytes[i & 255];
	if (flag > FEW && at)
		return 0;
	return value[at];
}

static __always_inline int parse(struct __sk_buff *skb, __u8 tags[8])
{
	__builtin_memset(tags, 0, 8);
	if (skb->protocol < 1536)
		return 0;
	return bpf_skb_load_bytes(skb, 14, tags, 8) ? -1 : 1;
}

/* A parser that leaves what it did not find 0; the bytes are a helper's on the other path. */
SEC("socket")
expect_reject("6.12-7.2", "max value is outside of the allowed memory range")
int path_parser(struct __sk_buff *skb)
{
	char *value = look_up();
	__u32 i = skb->mark;
	__u8 tags[8];
	int found = parse(skb, tags);
	__u8 tag;

	if (found < 0 || !value || i > 7)
		return 0;
	tag = tags[i];
	if (found > 0 && tag)
		return 0;
	return value[tag];
}

/*
 * On the other path a slot holds a pointer, which may be compared with 0 and little else: the
 * program loads everywhere, and mended it still must.
 */
SEC("socket")
int path_pointer(struct __sk_buff *skb)
{
	__u32 flag = skb->mark;
	__u64 words[2] = {};
	__u32 i;

	if (flag > FEW)
		words[1] = (__u64)skb;
	i = mix(skb->len);
	if ((i & 255) > 15)
		return 0;
	return bytes_of[((__u8 *)words)[i & 255]];
}

/*
 * A slot zeroed by halves, the lower first: the second store makes the verifier from 6.8 on forget
 * the first, in 7.3 too, so that no load of it is known to be 0 and there is nothing to rebuild
 * from.
 */
SEC("socket")
expect_reject("6.12-7.3", "R0 unbounded memory access")
expect_unmended
int path_halves(struct __sk_buff *skb)
{
	char *value = look_up();
	__u32 flag = skb->mark;
	__u32 halves[2];
	__u32 i, at;

	halves[0] = 0;
	barrier();
	halves[1] = 0;
	if (flag > FEW)
		*(__u64 *)halves = (__u64)skb->hash << 32 | skb->priority;
	i = mix(skb->len);
	if (!value || (i & 255) > 1)
		return 0;
	at = halves[i & 255];
	if (flag > FEW && at)
		return 0;
	return value[at];
}

/*
 * Seven bytes, which LLVM zeroes in pieces of 1, 2 and 4, from the end on: only the last starts a
 * slot, so that the verifier keeps what it knows of the others.
 */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE)
int path_seven(struct __sk_buff *skb)
{
	__u8 bytes[7] __attribute__((aligned(8))) = {};
	char *value = look_up();
	__u32 flag = skb->mark;
	__u32 i;
	__u8 at;

	if (flag > FEW) {
		*(__u32 *)bytes = skb->hash;
		bytes[6] = skb->priority;
	}
	i = mix(skb->len);
	if (!value || (i & 255) > 6)
		return 0;
	at = bytes[i & 255];
	if (flag > FEW && at)
		return 0;
	return value[at];
}

/*
 * A map key, seen by the helper on both paths. Up to 6.13 nothing that is read afterwards is known,
 * mended or not; from 6.14 on a load of the whole slot is.
 */
SEC("socket")
run_over(mark, 14, 17)
run_over(len, 64, 67)
expect_reject("5.10-7.2", OUTSIDE)
expect_mended_reject("5.10-6.12", OUTSIDE) expect_returns("0")
int path_seen(struct __sk_buff *skb)
{
	__u32 flag = skb->mark;
	__u64 key = 0;
	char *value, *seen;
	__u32 i;
	__u8 at;

	if (flag > FEW)
		key = (__u64)skb->hash << 32 | skb->priority;
	seen = bpf_map_lookup_elem(&wide, &key);
	value = look_up();
	i = mix(skb->len);
	if (!value || !seen || (i & 255) > 7)
		return 0;
	at = ((__u8 *)&key)[i & 255];
	if (flag > FEW && at)
		return 0;
	return value[at];
}

/* The upper half is never 0, and the index stays in the lower one, whose slots are all that counts.
 */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE)
int path_part(struct __sk_buff *skb)
{
	char *value = look_up();
	__u32 flag = skb->mark;
	__u64 words[4] = {};
	__u32 i;
	__u8 at;

	words[2] = ~(__u64)flag;
	words[3] = skb->hash + 1;
	if (flag > FEW)
		words[0] = (__u64)skb->hash << 32 | skb->priority;
	i = mix(skb->len);
	if (!value || (i & 255) > 15)
		return 0;
	at = ((__u8 *)words)[i & 255];
	if (flag > FEW && at)
		return 0;
	return value[at];
}

/*
 * On one path the index is a number that the verifier knows, and what it reads there is a size from
 * 2 on. A test for 0 would lose that up to 6.6, which do not see that the size cannot be 0: the
 * program loads everywhere, and must not be rewritten.
 */
SEC("tc")
int path_known_index(struct __sk_buff *skb)
{
	__u64 sizes[2] = {}, size;
	__u32 flag = skb->mark, i;
	__u8 bytes[8] = {};

	if (flag > FEW) {
		__u32 given = skb->priority;

		if (given < 2)
			return 0;
		barrier_var(given);
		if (given > 8)
			return 0;
		sizes[1] = given;
		i = 1;
	} else {
		i = skb->len & 1;
	}
	skb->tc_index = mix(skb->len);
	barrier_var(i);
	size = sizes[i & 1];
	if (flag <= FEW)
		return 0;
	return bpf_skb_load_bytes(skb, 0, bytes, size);
}

/* In a loop, at an index that the verifier does not know: warned of, and left. */
SEC("socket")
expect_reject("6.12-7.2", "max value is outside of the allowed memory range")
expect_unmended
int path_loop(struct __sk_buff *skb)
{
	char *value = look_up();
	__u32 flag = skb->mark;
	__u64 bytes = 0;
	int sum = 0;

	if (flag > FEW)
		bytes = (__u64)skb->hash << 32 | skb->priority;
	skb->cb[0] = mix(skb->len);
	if (!value)
		return 0;
#pragma clang loop unroll(disable)
	for (int k = 0; k < 4; k++) {
		__u32 i = (skb->cb[0] + k) & 255;
		__u8 at;

		if (i > 7)
			continue;
		at = ((__u8 *)&bytes)[i];
		if (flag <= FEW)
			sum += value[at];
		barrier();
	}
	return sum;
}

/* One of two objects, each 0 on its path: warned of, and left. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE)
expect_unmended
int path_choice(struct __sk_buff *skb)
{
	char *value = look_up();
	__u32 flag = skb->mark;
	__u64 first = 0, second = 0;
	__u8 *either;
	__u32 i;
	__u8 at;

	if (flag > FEW) {
		second = (__u64)skb->hash << 32 | skb->priority;
		either = (__u8 *)&second;
	} else {
		first = 0;
		either = (__u8 *)&first;
	}
	i = mix(skb->len);
	if (!value || (i & 255) > 7)
		return 0;
	at = either[i & 255];
	if (flag > FEW && at)
		return 0;
	return value[at];
}

/* The slot is not zero on the path that uses it: no kernel may load it, mended or not. */
SEC("socket")
expect_reject("5.10-7.3", OUTSIDE)
expect_unmended
int path_not_zero(struct __sk_buff *skb)
{
	char *value = look_up();
	__u32 flag = skb->mark;
	__u64 bytes = 0;
	__u32 i;
	__u8 at;

	if (flag > FEW)
		bytes = (__u64)skb->hash << 32 | skb->priority;
	i = mix(skb->len);
	if (!value || (i & 255) > 7)
		return 0;
	at = ((__u8 *)&bytes)[i & 255];
	if (flag <= FEW && at)
		return 0;
	return value[at];
}

char _license[] SEC("license") = "GPL";
