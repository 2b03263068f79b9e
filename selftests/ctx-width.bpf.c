// SPDX-License-Identifier: GPL-2.0
/*
 * ctx-width: what LLVM makes of accesses to the context in another width than that of the field.
 * Where the kernel takes that, as of cb, nothing is to be said.
 */
#include "selftest.h"

#define EVERY_KERNEL "5.10-7.3"
#define INVALID "invalid bpf_context access"

/* What is in a field now: LLVM does not put what was stored in its place. */
#define now(field) (*(volatile __u32 *)&(field))

/* One byte of a field changes: only that is stored. */
SEC("tc")
expect_reject(EVERY_KERNEL, INVALID)
run_over(mark, 0x12345, 0x12346)
run_over(priority, 0x30, 0x31)
expect_returns("77893 78149 77894 78150")
int one_byte(struct __sk_buff *skb)
{
	skb->mark = (skb->mark & ~0xff00) | (skb->priority & 0xff) << 8;
	return now(skb->mark);
}

/* The lower half. */
SEC("tc")
expect_reject(EVERY_KERNEL, INVALID)
run_over(mark, 0x50000, 0x50001)
run_over(priority, 7, 8)
expect_returns("327687 327688 327687 327688")
int lower_half(struct __sk_buff *skb)
{
	skb->mark = (skb->mark & 0xffff0000) | (skb->priority & 0xffff);
	return now(skb->mark);
}

/* Two neighbours are one store, of constants... */
SEC("tc")
expect_reject(EVERY_KERNEL, INVALID)
run_over(mark, 1, 2)
expect_returns("256 256")
int two_constants(struct __sk_buff *skb)
{
	skb->mark = 0x100;
	skb->queue_mapping = 1;
	return skb->mark;
}

/* ... or of what is loaded, in one as well. */
SEC("tc")
expect_reject(EVERY_KERNEL, INVALID)
run_over(mark, 1, 2)
expect_returns("64 64")
int two_copies(struct __sk_buff *skb)
{
	skb->mark = skb->len;
	skb->queue_mapping = skb->pkt_type;
	return now(skb->mark);
}

/* Two loads are put together. */
SEC("tc")
expect_reject(EVERY_KERNEL, INVALID)
run_over(mark, 5, 8)
expect_returns("5 6 7 8")
int two_loads(struct __sk_buff *skb)
{
	__u64 both = (__u64)skb->mark | (__u64)skb->queue_mapping << 32;

	return both % 1000003;
}

/* In a static function that is given the context. */
static __attribute__((noinline)) int stamp(struct __sk_buff *skb, __u32 number)
{
	skb->mark = (skb->mark & ~0xff) | (number & 0xff);
	return skb->len;
}

SEC("tc")
expect_reject(EVERY_KERNEL, INVALID)
run_over(mark, 0x4401, 0x4402)
run_over(priority, 3, 4)
expect_returns("17411 17412 17411 17412")
int in_callee(struct __sk_buff *skb)
{
	return stamp(skb, skb->priority) ? skb->mark : 0;
}

/* Words of cb may be written two at a time. */
SEC("tc")
run_over(mark, 1, 2)
expect_returns("0 0")
int two_words(struct __sk_buff *skb)
{
	skb->cb[0] = 0;
	skb->cb[1] = 0;
	return skb->cb[0] + skb->cb[1];
}

/* What is bits of one field only is not narrowed. */
SEC("tc")
run_over(mark, 1, 2)
expect_returns("129 130")
int one_bit(struct __sk_buff *skb)
{
	skb->mark |= 0x80;
	return skb->mark;
}

char LICENSE[] SEC("license") = "GPL";
