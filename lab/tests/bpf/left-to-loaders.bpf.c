// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Programs and maps of which a part is left to the program's own loader. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, __u64);
} sizeless SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} outer SEC(".maps");

/* 64 GiB. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1 << 20);
	__type(key, __u32);
	__type(value, char[65536 - 128]);
} huge SEC(".maps");

const volatile __u32 limit; /* 0: the read is out of bounds for every index */
const volatile char name[8];

/* As libbpf before 1.0 took it. */
SEC("classifier/ingress") int old_name(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&sizeless, &key);

	return value ? (int)*value : 0;
}

/* As later ones do. */
SEC("tcx/ingress") int new_name(struct __sk_buff *skb)
{
	void *inner;
	__u32 key = 0;

	inner = bpf_map_lookup_elem(&outer, &key);
	return inner && bpf_map_lookup_elem(inner, &key) ? 1 : 0;
}

SEC("from-somewhere") int no_type(struct __sk_buff *skb)
{
	return 0;
}

/* Loads only where limit is large enough, since the branch is dead otherwise. */
SEC("tc") int limited(struct __sk_buff *skb)
{
	char *nowhere = (char *)(long)skb->mark;

	return limit == 7 && name[0] == 'x' ? 0 : *nowhere;
}

SEC("fentry") int untargeted(void *ctx)
{
	return 0;
}

SEC("freplace") int replaces(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
