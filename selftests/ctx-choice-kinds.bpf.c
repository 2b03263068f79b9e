// SPDX-License-Identifier: GPL-2.0
/*
 * ctx-choice of sockets, and of two kinds of memory: nothing may be added to a socket before it is
 * read, and one instruction reads the context or a socket on all paths or on none. The socket is
 * the one that runs have: its mark is 0, and it has no queue.
 */
#include "selftest.h"

#define EVERY_KERNEL "5.10-7.3"
#define ADDED "pointer arithmetic on sock"
#define KINDS "same insn cannot be used with different pointers"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32[4]);
} numbers SEC(".maps");

static __always_inline struct bpf_sock *socket_of(struct __sk_buff *skb)
{
	return skb->sk ? bpf_sk_fullsock(skb->sk) : 0;
}

/* Two fields of one socket, and of the context in the last case. */
SEC("tc")
expect_reject(EVERY_KERNEL, ADDED)
run_over(mark, 1, 3)
expect_returns("0 -1 3")
int field(struct __sk_buff *skb)
{
	struct bpf_sock *sk = socket_of(skb);

	if (!sk)
		return 77;
	switch (skb->mark) {
	case 1:
		return sk->mark;
	case 2:
		return sk->rx_queue_mapping;
	}
	return skb->mark;
}

/* By a condition: a select of offsets. */
SEC("tc")
expect_reject(EVERY_KERNEL, ADDED)
run_over(mark, 1, 3)
expect_returns("-1 0 -1")
int condition(struct __sk_buff *skb)
{
	struct bpf_sock *sk = socket_of(skb);

	if (!sk)
		return 77;
	return skb->mark & 1 ? sk->rx_queue_mapping : sk->mark;
}

/* The field at one offset of the context, and of a socket, of which the type is 0. */
SEC("tc")
expect_reject(EVERY_KERNEL, KINDS)
run_over(mark, 5, 6)
run_over(priority, 0, 1)
expect_returns("5 0 6 0")
int context_or_socket(struct __sk_buff *skb)
{
	struct bpf_sock *sk = socket_of(skb);

	if (sk && skb->priority & 1)
		return sk->type;
	return skb->mark;
}

/* One of two sockets: a read of either is the same to the verifier. */
SEC("tc")
run_over(mark, 1, 2)
expect_returns("0")
int either_socket(struct __sk_buff *skb)
{
	struct bpf_sock *sk = socket_of(skb), *listener;

	if (!sk)
		return 77;
	listener = skb->mark & 1 ? bpf_get_listener_sock(sk) : sk;
	return (listener ? listener : sk)->mark;
}

/* A field of either of two sockets. */
SEC("tc")
expect_reject(EVERY_KERNEL, ADDED)
run_over(mark, 0, 3)
expect_returns("0 0 -1 -1")
int field_of_either_socket(struct __sk_buff *skb)
{
	struct bpf_sock *sk = socket_of(skb), *listener;

	if (!sk)
		return 77;
	listener = skb->mark & 1 ? bpf_get_listener_sock(sk) : sk;
	if (!listener)
		listener = sk;
	return skb->mark & 2 ? listener->rx_queue_mapping : listener->mark;
}

/* The author's pointer: into a map's value, or the context. */
SEC("tc")
expect_reject(EVERY_KERNEL, "dereference of modified ctx ptr")
run_over(mark, 1, 2)
run_over(priority, 5, 6)
expect_returns("500 600 4 4")
int map_or_context(struct __sk_buff *skb)
{
	__u32 zero = 0, *values = bpf_map_lookup_elem(&numbers, &zero), *from;

	if (!values)
		return 0;
	values[2] = 4;
	if (skb->mark & 1) {
		from = &skb->priority;
		values[3] = 100;
	} else {
		from = &values[2];
		values[3] = 1;
	}
	__asm__ volatile("" : : : "memory");
	return *from * values[3];
}

/* The context's field unless a stack object was filled. */
static __attribute__((noinline)) int fill(struct __sk_buff *skb, __u32 *out)
{
	if (skb->mark & 1)
		return 0;
	*out = skb->mark * 10;
	return 1;
}

SEC("tc")
expect_reject(EVERY_KERNEL, "dereference of modified ctx ptr")
run_over(mark, 1, 2)
run_over(priority, 5, 6)
expect_returns("5 6 20 20")
int stack_or_context(struct __sk_buff *skb)
{
	__u32 number = 0;

	return fill(skb, &number) ? number : skb->priority;
}

char LICENSE[] SEC("license") = "GPL";
