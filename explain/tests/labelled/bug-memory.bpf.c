// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Bugs: memory that is not there, not checked, or not set. */
#include "labelled.h"

__u64 counts[64];
const volatile __u32 limit = 8;

CLASS(bug)
SEC("tc")
int no_null_test(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct record *record = bpf_map_lookup_elem(&records, &key);

	record->bytes += skb->len;
	return 0;
}

CLASS(bug)
SEC("tc")
int null_test_of_another(struct __sk_buff *skb)
{
	__u32 first = 0, second = 1;
	struct record *a = bpf_map_lookup_elem(&records, &first);
	struct record *b = bpf_map_lookup_elem(&records, &second);

	if (!a)
		return 0;
	return b->kind;
}

CLASS(bug)
SEC("tc")
int index_of_no_bound(struct __sk_buff *skb)
{
	counts[skb->mark]++;
	return 0;
}

CLASS(bug)
SEC("tc")
int index_one_too_far(struct __sk_buff *skb)
{
	__u32 index = skb->mark;

	if (index > 64)
		return 0;
	counts[index]++;
	return 0;
}

CLASS(bug)
SEC("tc")
int mask_too_wide(struct __sk_buff *skb)
{
	counts[skb->mark & 127]++;
	return 0;
}

CLASS(bug)
SEC("tc")
int index_below_zero(struct __sk_buff *skb)
{
	long index = (int)skb->mark;

	if (index < 64)
		counts[index]++;
	return 0;
}

CLASS(bug)
SEC("tc")
int bound_of_another_size(struct __sk_buff *skb)
{
	__u32 key = 0, at = skb->mark;
	struct record *record = bpf_map_lookup_elem(&records, &key);

	if (!record || at >= sizeof(*record))
		return 0;
	return record->name[at];
}

CLASS(bug)
SEC("tc")
int constant_behind_the_value(struct __sk_buff *skb)
{
	__u32 key = 0;
	char *record = bpf_map_lookup_elem(&records, &key);

	return record ? *(volatile char *)(record + sizeof(struct record)) : 0;
}

CLASS(bug)
SEC("tc")
int stack_of_no_bound(struct __sk_buff *skb)
{
	char bytes[16] = {};

	bpf_skb_load_bytes(skb, 0, bytes, sizeof(bytes));
	return bytes[skb->mark & 31];
}

CLASS(bug)
SEC("xdp")
int packet_of_no_check(struct xdp_md *xdp)
{
	struct ethhdr *eth = (void *)(long)xdp->data;

	return eth->h_proto ? XDP_PASS : XDP_DROP;
}

CLASS(bug)
SEC("xdp")
int packet_checked_too_short(struct xdp_md *xdp)
{
	void *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);

	if (data + sizeof(struct ethhdr) > end)
		return XDP_PASS;
	return ip->protocol == IPPROTO_TCP ? XDP_DROP : XDP_PASS;
}

CLASS(bug)
SEC("xdp")
int packet_check_the_wrong_way(struct xdp_md *xdp)
{
	void *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;
	struct ethhdr *eth = data;

	if (data + sizeof(*eth) <= end)
		return XDP_PASS;
	return eth->h_proto ? XDP_DROP : XDP_PASS;
}

CLASS(bug)
SEC("xdp")
int header_length_unchecked(struct xdp_md *xdp)
{
	void *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	struct tcphdr *tcp;

	if ((void *)(ip + 1) > end)
		return XDP_PASS;
	tcp = (void *)ip + ip->ihl * 4;
	return tcp->dest == bpf_htons(80) ? XDP_DROP : XDP_PASS;
}

CLASS(bug)
SEC("tc")
int packet_after_it_moved(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;

	if (data + sizeof(*eth) > end)
		return 0;
	bpf_skb_change_tail(skb, 128, 0);
	return eth->h_proto;
}

CLASS(bug)
SEC("tc")
int size_signed(struct __sk_buff *skb)
{
	char bytes[64];
	int size = (int)skb->mark;

	if (size > 64)
		return 0;
	return bpf_skb_load_bytes(skb, 0, bytes, size);
}

CLASS(bug)
SEC("tc")
int size_of_no_bound(struct __sk_buff *skb)
{
	char bytes[64];

	return bpf_skb_load_bytes(skb, 0, bytes, skb->len);
}

CLASS(bug)
SEC("tc")
int size_too_large(struct __sk_buff *skb)
{
	char bytes[64];
	__u32 size = skb->len;

	if (size > 128)
		size = 128;
	return bpf_skb_load_bytes(skb, 0, bytes, size | 1);
}

CLASS(bug)
SEC("tc")
int key_not_set(struct __sk_buff *skb)
{
	__u32 key;

	return bpf_map_lookup_elem(&records, &key) != 0;
}

CLASS(bug)
SEC("tc")
int memory_of_the_kernel(struct __sk_buff *skb)
{
	char *address = (char *)(long)bpf_get_socket_cookie(skb);

	return *address;
}

CLASS(bug)
SEC("tc")
int write_of_a_constant(struct __sk_buff *skb)
{
	*(volatile __u32 *)&limit = skb->len;
	return 0;
}

CLASS(bug)
SEC("tc")
int record_of_no_null_test(struct __sk_buff *skb)
{
	__u64 *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	*event = skb->len;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

CLASS(bug)
SEC("tc")
int behind_a_record(struct __sk_buff *skb)
{
	char *event = bpf_ringbuf_reserve(&events, 16, 0);

	if (!event)
		return 0;
	event[skb->mark & 31] = 1;
	bpf_ringbuf_submit(event, 0);
	return 0;
}
