// SPDX-License-Identifier: GPL-2.0
/*
 * Programs of which variants are made, and of which none are. Which of them a kernel is to be
 * given, select-test.c is told. Every program of a variant returns what the plain one would, if it
 * loaded.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u8);
} values SEC(".maps");

/* Too much for every verifier: the loader sets it to 0 before it loads the object. */
const volatile __u32 most = 300;

/* zero-read: refused from 6.12 to 7.2. */
SEC("socket")
int zero(struct __sk_buff *skb)
{
	__u32 key = 0, i = skb->len;
	__u8 *value = bpf_map_lookup_elem(&values, &key);
	__u64 zeros = 0;

	if (!value || i > 7)
		return 0;
	return value[((unsigned char *)&zeros)[i]];
}

/* The same in a subprogram: it is there twice, and what leads to it. */
static __attribute__((noinline)) int in_subprogram(struct __sk_buff *skb)
{
	__u32 key = 0, i = skb->len;
	__u8 *value = bpf_map_lookup_elem(&values, &key);
	__u64 zeros = 0;

	if (!value || i > 7)
		return 0;
	return value[((unsigned char *)&zeros)[i]];
}

SEC("socket")
int calls(struct __sk_buff *skb)
{
	return in_subprogram(skb) + 1;
}

/* Without any. */
SEC("socket")
int equal(struct __sk_buff *skb)
{
	return skb->len;
}

struct path;

__u64 seen;

/* helper-write: believed on 6.16 and 6.17. */
SEC("fentry/vfs_truncate")
int BPF_PROG(guard, struct path *path)
{
	char name[32] = {};

	bpf_d_path(path, name, sizeof(name));
	if (name[0])
		seen++;
	return 0;
}

/* Refused by every kernel, unless the loader sets the number; and zero-read besides. */
SEC("socket")
int bounded(struct __sk_buff *skb)
{
	__u32 key = 0, i = skb->len;
	__u8 *value = bpf_map_lookup_elem(&values, &key);
	__u64 zeros = 0;

	if (!value || i > 7)
		return 0;
	return value[((unsigned char *)&zeros)[i] + most];
}

char LICENSE[] SEC("license") = "GPL";
