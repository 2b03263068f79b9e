// SPDX-License-Identifier: GPL-2.0
/*
 * ctx-choice: the verifier wants the context itself and a displacement in every access to it. Where
 * LLVM chose the field's address first, each field must be accessed by itself.
 */
#include "selftest.h"

#include <bpf/bpf_tracing.h>

#define EVERY_KERNEL "5.10-7.3"
#define MODIFIED "dereference of modified ctx ptr"
#define VARIABLE "variable ctx access"

/* Two fields, by a condition. */
SEC("socket")
expect_reject(EVERY_KERNEL, MODIFIED)
run_over(mark, 10, 11)
run_over(priority, 20, 21)
run_over(cb[0], 3, 4)
expect_returns("3 4 3 4 20 20 21 21")
int two_fields(struct __sk_buff *skb)
{
	return skb->mark & 1 ? skb->priority : skb->cb[0];
}

/* Three, so that a phi chooses. */
SEC("socket")
expect_reject(EVERY_KERNEL, MODIFIED)
run_over(mark, 1, 3)
run_over(priority, 7, 8)
run_over(cb[0], 5, 6)
expect_returns("5 6 5 6 7 7 8 8 64 64 64 64")
int three_fields(struct __sk_buff *skb)
{
	__u32 value;

	if (skb->mark == 1)
		value = skb->cb[0];
	else if (skb->mark == 2)
		value = skb->priority;
	else
		value = skb->len;
	return value;
}

/* A pointer, read and written through. */
SEC("tc")
expect_reject(EVERY_KERNEL, MODIFIED)
run_over(mark, 5, 8)
run_over(priority, 100, 101)
expect_returns("6100 6101 6101 6102 8100 8101 8101 8102")
int pointer(struct __sk_buff *skb)
{
	__u32 *field = skb->mark & 1 ? &skb->mark : &skb->priority;

	*field = *field + 1;
	return skb->mark * 1000 + skb->priority;
}

/* Stores of one value to either of two fields. */
SEC("tc")
expect_reject(EVERY_KERNEL, MODIFIED)
run_over(mark, 0, 3)
run_over(priority, 5, 6)
expect_returns("700 700 70 70 700 700 70 70")
int store(struct __sk_buff *skb)
{
	volatile __u32 *cb = skb->cb;

	if (skb->mark & 1)
		skb->cb[1] = 7;
	else
		skb->cb[3] = 7;
	return cb[1] * 10 + cb[3] * 100;
}

/* An index that a mask bounds, ... */
SEC("socket")
expect_reject(EVERY_KERNEL, VARIABLE)
run_over(mark, 0, 7)
run_over(cb[2], 41, 42)
expect_returns("0 0 0 0 41 42 0 0")
int masked_index(struct __sk_buff *skb)
{
	return skb->cb[skb->mark & 3];
}

/* ... a comparison, ... */
SEC("socket")
expect_reject(EVERY_KERNEL, VARIABLE)
run_over(mark, 0, 6)
run_over(cb[4], 41, 42)
expect_returns("0 0 0 0 0 0 0 0 41 42 -1 -1 -1 -1")
int compared_index(struct __sk_buff *skb)
{
	__u32 i = skb->mark;

	if (i > 4)
		return -1;
	return skb->cb[i];
}

/* ... and a loop, whose turns are not known. */
SEC("socket")
expect_reject(EVERY_KERNEL, MODIFIED)
run_over(mark, 0, 7)
run_over(cb[0], 1, 2)
run_over(cb[1], 10, 11)
int index_in_a_loop(struct __sk_buff *skb)
{
	__u32 sum = 0;

	for (__u32 i = 0; i < (skb->mark & 3); i++)
		sum += skb->cb[i];
	return sum;
}

SEC("tc")
expect_reject("5.10-7.0", MODIFIED)
expect_reject("7.1-7.3", VARIABLE)
run_over(mark, 0, 3)
run_over(priority, 9, 10)
expect_returns("9 10 90 100 900 1000 9000 10000")
int store_at_index(struct __sk_buff *skb)
{
	skb->cb[skb->mark & 3] = skb->priority;
	return skb->cb[0] + skb->cb[1] * 10 + skb->cb[2] * 100 + skb->cb[3] * 1000;
}

/* An element of one array is the index into another. */
SEC("tc")
expect_reject("5.10-7.0", MODIFIED)
expect_reject("7.1-7.3", VARIABLE)
run_over(cb[0], 0, 3)
run_over(cb[1], 0, 3)
run_over(mark, 0, 1)
int index_from_the_context(struct __sk_buff *skb)
{
	return skb->cb[skb->cb[skb->mark & 1] & 3];
}

/* A subprogram reads its caller's context. */
static __attribute__((noinline)) int subprogram(struct __sk_buff *skb, __u32 which)
{
	return which & 1 ? skb->priority : skb->mark;
}

SEC("tc")
expect_reject(EVERY_KERNEL, MODIFIED)
run_over(mark, 10, 11)
run_over(priority, 20, 21)
expect_returns("11 11 21 22")
int call(struct __sk_buff *skb)
{
	return subprogram(skb, skb->mark) + 1;
}

/* So does a global one, which is verified by itself. */
__attribute__((noinline)) int global_subprogram(struct __sk_buff *skb, __u32 which)
{
	return which & 1 ? skb->priority : skb->mark;
}

SEC("tc")
expect_reject(EVERY_KERNEL, MODIFIED)
run_over(mark, 10, 11)
run_over(priority, 20, 21)
expect_returns("11 11 21 22")
int global_call(struct __sk_buff *skb)
{
	return global_subprogram(skb, skb->mark) + 1;
}

SEC("xdp")
expect_reject(EVERY_KERNEL, MODIFIED)
int other_context(struct xdp_md *xdp)
{
	return (bpf_get_prandom_u32() & 1 ? xdp->rx_queue_index : xdp->ingress_ifindex) & 1;
}

SEC("cgroup/connect6")
expect_reject(EVERY_KERNEL, VARIABLE)
int address_word(struct bpf_sock_addr *address)
{
	return address->user_ip6[bpf_get_prandom_u32() & 3] & 1;
}

/* From 7.1 on a fixed offset may be added where the verifier does not rewrite the access. */
SEC("raw_tp/sys_enter")
expect_reject("5.10-7.0", MODIFIED)
int raw_tracepoint(__u64 *arguments)
{
	return (bpf_get_prandom_u32() & 1 ? arguments[1] : arguments[2]) == 7;
}

SEC("kprobe/vfs_read")
expect_reject("5.10-7.0", MODIFIED)
int probe(__u64 *registers)
{
	return (bpf_get_prandom_u32() & 1 ? registers[13] : registers[14]) == 7;
}

/* But not a variable one. */
SEC("raw_tp/sys_enter")
expect_reject(EVERY_KERNEL, VARIABLE)
int raw_tracepoint_index(__u64 *arguments)
{
	return arguments[bpf_get_prandom_u32() & 1] == 7;
}

/* A field of the context or something else: no instruction may read both. */
SEC("tc")
expect_reject(EVERY_KERNEL, MODIFIED)
run_over(mark, 0, 3)
run_over(cb[1], 5, 6)
expect_returns("7 7 5 6 7 7 5 6")
int context_or_stack(struct __sk_buff *skb)
{
	__u32 words[5] = { 7, 7, 7, 7, 7 };
	__u32 *from = skb->mark & 1 ? skb->cb : words;

	asm volatile("" : : "r"(words) : "memory");
	return from[1];
}

SEC("tc")
expect_reject(EVERY_KERNEL, MODIFIED)
run_over(data, 5, 6)
run_over(mark, 40, 41)
expect_returns("5 5 6 6")
int context_or_packet(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	__u32 value;

	if (data + 14 <= end)
		value = *(__u32 *)data;
	else
		value = skb->mark;
	return value;
}

/* An index without a bound stays what it is. */
SEC("socket")
expect_reject(EVERY_KERNEL, VARIABLE)
expect_unmended
int no_bound(struct __sk_buff *skb)
{
	return skb->cb[skb->mark];
}

/* The loads of a switch stay apart. */
SEC("socket")
run_over(mark, 0, 4)
run_over(priority, 30, 31)
expect_returns("0 0 30 31 64 64 0 0 -1 -1")
int switch_stays(struct __sk_buff *skb)
{
	switch (skb->mark) {
	case 0:
		return skb->cb[0];
	case 1:
		return skb->priority;
	case 2:
		return skb->len;
	case 3:
		return skb->cb[1];
	}
	return -1;
}

/* Relocated from another layout: each element by its own number. */
struct __sk_buff___moved {
	__u32 cb[5];
	__u32 mark;
} __attribute__((preserve_access_index));

SEC("socket")
expect_reject("5.10-7.0", MODIFIED)
expect_reject("7.1-7.3", VARIABLE)
run_over(mark, 0, 7)
run_over(cb[2], 3, 4)
expect_returns("0 0 0 0 3 4 0 0 0 0 0 0 3 4 0 0")
int relocated(struct __sk_buff___moved *skb)
{
	return skb->cb[skb->mark & 3];
}

SEC("tc")
expect_reject("5.10-7.0", MODIFIED)
expect_reject("7.1-7.3", VARIABLE)
run_over(mark, 0, 3)
run_over(cb[3], 3, 4)
expect_returns("3 4 3 4 3 4 9 9")
int relocated_store(struct __sk_buff___moved *skb)
{
	skb->cb[skb->mark & 3] = 9;
	return skb->cb[3];
}

struct pair {
	__u32 numbers[2];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pair);
} pairs SEC(".maps");

static __always_inline __u32 *pair_of(void)
{
	__u32 key = 0, *pair = bpf_map_lookup_elem(&pairs, &key);

	if (pair) {
		pair[0] = 100;
		pair[1] = 200;
	}
	return pair;
}

/* A field, or one of two numbers elsewhere: a choice of a choice. */
SEC("tc")
expect_reject(EVERY_KERNEL, MODIFIED)
run_over(mark, 0, 3)
run_over(priority, 7, 8)
expect_returns("100 100 200 200 7 8 200 200")
int choice_of_a_choice(struct __sk_buff *skb)
{
	__u32 mark = skb->mark, *pair = pair_of(), *inner, *outer;

	if (!pair)
		return -1;
	inner = mark & 2 ? &skb->priority : pair;
	outer = mark & 1 ? pair + 1 : inner;
	return *outer;
}

/* The same, written to. */
SEC("tc")
expect_reject(EVERY_KERNEL, MODIFIED)
run_over(mark, 0, 3)
expect_returns("7200 100007 100200 100007")
int store_to_a_choice(struct __sk_buff *skb)
{
	__u32 mark = skb->mark, *pair = pair_of(), *inner, *outer;

	if (!pair)
		return -1;
	inner = mark & 2 ? &skb->priority : pair;
	outer = mark & 1 ? pair + 1 : inner;
	*outer = 7;
	return pair[0] * 1000 + pair[1];
}

/* An array that CO-RE relocates, and numbers behind its start. */
struct __sk_buff___lite {
	__u32 mark;
	__u32 cb[5];
} __attribute__((preserve_access_index));

SEC("tc")
expect_reject(EVERY_KERNEL, MODIFIED)
run_over(mark, 3, 4)
expect_returns("703 704")
int relocated_array(struct __sk_buff *skb)
{
	struct __sk_buff___lite *lite = (void *)skb;
	volatile __u32 *cb = skb->cb;
	__u32 *slots = lite->cb;

	slots[2] = 7;
	slots[4] = lite->mark;
	return cb[2] * 100 + slots[4];
}

char _license[] SEC("license") = "GPL";
