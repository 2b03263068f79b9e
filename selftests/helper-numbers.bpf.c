// SPDX-License-Identifier: GPL-2.0
/*
 * kernel/contracts/numbers.def: each of its arguments is given a number that the verifier does not
 * know, and every kernel loads that. Beside them sizes, which none takes so.
 */
#include "selftest.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u32);
} programs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u32);
} devices SEC(".maps");

ONE_BYTE_MAP(values);

SEC("tc")
int number_update(struct __sk_buff *skb)
{
	__u32 key = 0;
	char value = 0;

	bpf_map_update_elem(&values, &key, &value, skb->mark);
	return 0;
}

SEC("tc")
int number_print(struct __sk_buff *skb)
{
	bpf_printk("%d %d %d", skb->mark, skb->priority, skb->len);
	return 0;
}

SEC("tc")
int number_packet(struct __sk_buff *skb)
{
	__u32 zero = 0;

	bpf_skb_store_bytes(skb, 0, &zero, 4, skb->mark);
	bpf_l3_csum_replace(skb, 4, skb->mark, skb->priority, skb->len);
	bpf_l4_csum_replace(skb, 4, skb->mark, skb->priority, skb->len);
	bpf_skb_vlan_push(skb, skb->mark, skb->priority);
	return 0;
}

SEC("tc")
int number_redirect(struct __sk_buff *skb)
{
	struct bpf_fib_lookup lookup = {};

	bpf_fib_lookup(skb, &lookup, sizeof(lookup), skb->mark);
	bpf_clone_redirect(skb, skb->mark, skb->priority);
	return bpf_redirect(skb->mark, skb->priority);
}

SEC("tc")
int number_tail_call(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &programs, skb->mark);
	return 0;
}

SEC("xdp")
int number_redirect_map(struct xdp_md *xdp)
{
	return bpf_redirect_map(&devices, xdp->rx_queue_index, xdp->ingress_ifindex);
}

SEC("tc")
int number_output(struct __sk_buff *skb)
{
	__u32 zero = 0;
	void *room;

	bpf_perf_event_output(skb, &events, skb->mark, &zero, sizeof(zero));
	bpf_ringbuf_output(&ring, &zero, sizeof(zero), skb->mark);
	room = bpf_ringbuf_reserve(&ring, 8, 0);
	if (room)
		bpf_ringbuf_submit(room, skb->mark);
	room = bpf_ringbuf_reserve(&ring, 8, 0);
	if (room)
		bpf_ringbuf_discard(room, skb->mark);
	return 0;
}

SEC("tc")
expect_reject("5.10-7.3", "R3 unbounded memory access")
expect_unmended
int size_output(struct __sk_buff *skb)
{
	__u32 zero = 0;

	bpf_ringbuf_output(&ring, &zero, skb->mark, 0);
	return 0;
}

SEC("tc")
expect_reject("5.10", "R2 unbounded size")
expect_reject("6.1-7.3", "R2 is not a ")
expect_unmended
int size_reserve(struct __sk_buff *skb)
{
	void *room = bpf_ringbuf_reserve(&ring, skb->mark, 0);

	if (room)
		bpf_ringbuf_discard(room, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
