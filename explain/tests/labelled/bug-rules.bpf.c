// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Bugs: what programs, or programs of this type, may not do. */
#include "labelled.h"

struct guarded {
	struct bpf_spin_lock lock;
	__u64 bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct guarded);
} guarded SEC(".maps");

CLASS(bug)
SEC("tc")
int record_never_submitted(struct __sk_buff *skb)
{
	__u64 *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	*event = skb->len;
	if (skb->mark)
		return 1;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

CLASS(bug)
SEC("tc")
int record_after_it_was_submitted(struct __sk_buff *skb)
{
	__u64 *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	bpf_ringbuf_submit(event, 0);
	*(volatile __u64 *)event = skb->len;
	return 0;
}

CLASS(bug)
SEC("tc")
int socket_never_released(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *socket =
		bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);

	return socket ? 1 : 0;
}

CLASS(bug)
SEC("tc")
int lock_never_released(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct guarded *value = bpf_map_lookup_elem(&guarded, &key);

	if (!value)
		return 0;
	bpf_spin_lock(&value->lock);
	value->bytes += skb->len;
	if (value->bytes > 1000)
		return 1;
	bpf_spin_unlock(&value->lock);
	return 0;
}

CLASS(bug)
SEC("tc")
int call_with_the_lock_held(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct guarded *value = bpf_map_lookup_elem(&guarded, &key);

	if (!value)
		return 0;
	bpf_spin_lock(&value->lock);
	value->bytes = bpf_ktime_get_ns();
	bpf_spin_unlock(&value->lock);
	return 0;
}

CLASS(bug)
SEC("tc")
int lock_read_as_a_number(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct guarded *value = bpf_map_lookup_elem(&guarded, &key);

	return value ? *(volatile __u32 *)&value->lock : 0;
}

CLASS(bug)
SEC("tc")
int field_that_is_read_only(struct __sk_buff *skb)
{
	*(volatile __u32 *)&skb->len = 0;
	return 0;
}

CLASS(bug)
SEC("xdp")
int context_behind_its_end(struct xdp_md *xdp)
{
	return *(volatile __u32 *)((char *)xdp + 512);
}

CLASS(bug)
SEC("cgroup_skb/ingress")
int returns_what_it_may_not(struct __sk_buff *skb)
{
	return skb->len & 7;
}

CLASS(bug)
SEC("xdp")
int loop_without_an_end(struct xdp_md *xdp)
{
	volatile __u32 turns = 0;

	for (;;)
		turns = 0;
	return XDP_PASS;
}

static __attribute__((noinline)) int down(struct __sk_buff *skb, __u32 depth)
{
	if (depth > 4 || !skb->mark)
		return 0;
	return down(skb, depth + 1) + (int)bpf_get_prandom_u32();
}

CLASS(bug)
SEC("tc")
int calls_itself(struct __sk_buff *skb)
{
	return down(skb, 0);
}

static __attribute__((noinline)) int deep(volatile char *bytes, __u32 at)
{
	volatile char own[300];

	own[at & 255] = bytes[0];
	return own[0];
}

CLASS(bug)
SEC("tc")
int frames_too_large(struct __sk_buff *skb)
{
	volatile char bytes[300];

	bytes[0] = (char)skb->mark;
	return deep(bytes, skb->mark);
}

CLASS(bug)
SEC("tc")
int map_for_another_helper(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &records, 0);
	return 0;
}

CLASS(bug)
SEC("xdp")
int helper_of_other_programs(struct xdp_md *xdp)
{
	char bytes[4];

	return (int)bpf_skb_load_bytes(xdp, 0, bytes, sizeof(bytes));
}

CLASS(bug)
SEC("tc")
int context_that_was_moved(struct __sk_buff *skb)
{
	char bytes[4];

	return bpf_skb_load_bytes((void *)skb + 8, 0, bytes, sizeof(bytes));
}

CLASS(bug)
SEC("tc")
int helper_of_no_memory(struct __sk_buff *skb)
{
	return bpf_skb_load_bytes(skb, 0, (void *)(long)skb->mark, 4);
}

CLASS(bug)
SEC("tc")
int pointers_multiplied(struct __sk_buff *skb)
{
	__u64 address = (__u64)skb;

	asm volatile("%0 *= 3" : "+r"(address));
	return (int)address;
}

CLASS(bug)
SEC("raw_tracepoint/sys_enter")
int argument_read_without_probe(struct bpf_raw_tracepoint_args *context)
{
	struct pt_regs_of_x86 {
		__u64 r15, r14;
	} *registers = (void *)context->args[0];

	return registers->r14 != 0;
}

CLASS(bug)
SEC("tc")
int socket_released_twice(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *socket =
		bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);

	if (!socket)
		return 0;
	bpf_sk_release(socket);
	bpf_sk_release(socket);
	return 1;
}
