// SPDX-License-Identifier: GPL-2.0
/*
 * packet-width: the context's data, data_end and data_meta, which it declares __u32, kept in 32
 * bits until they become pointers. What is then read of the packet is what was there: the first
 * four bytes count up.
 */
#include "selftest.h"

#define EVERY_KERNEL "5.10-7.3"
#define hide(variable) asm volatile("" : "+r"(variable))

/* The first byte, if there are 14 of them. */
#define FIRST(from, to)                                                        \
	do {                                                                   \
		__u8 *start = (void *)(long)(from), *end = (void *)(long)(to); \
                                                                               \
		return start + 14 > end ? -1 : start[0];                       \
	} while (0)

/* The register of a barrier has 32 bits, so shifts clear the others... */
SEC("tc")
run_over(data, 7, 9)
expect_returns("7 8 9")
expect_reject(EVERY_KERNEL, "pointer arithmetic with <<= operator prohibited")
int hidden(struct __sk_buff *skb)
{
	__u32 data = skb->data, data_end = skb->data_end;

	hide(data);
	FIRST(data, data_end);
}

/* ... also those of the end. */
SEC("xdp")
run_over(data, 7, 9)
expect_returns("7 8 9")
expect_reject(EVERY_KERNEL, "pointer arithmetic on pkt_end prohibited")
int both_at_once(struct xdp_md *xdp)
{
	__u32 data = xdp->data, data_end = xdp->data_end;

	asm volatile("" : "+r"(data), "+r"(data_end) : : "memory");
	FIRST(data, data_end);
}

/* What is before the packet: without any, data_meta is data. */
SEC("xdp")
run_over(data, 7, 9)
expect_returns("0")
expect_reject(EVERY_KERNEL, "pointer arithmetic with <<= operator prohibited")
int before_packet(struct xdp_md *xdp)
{
	__u32 data_meta = xdp->data_meta, data = xdp->data;
	__u8 *start, *end;

	hide(data_meta);
	start = (void *)(long)data_meta;
	end = (void *)(long)data;
	return start + 1 > end ? 0 : start[0] + 100;
}

static __noinline __u32 start_of(struct xdp_md *xdp)
{
	return xdp->data;
}

/* Half a register is returned, and copied as that. */
SEC("xdp")
run_over(data, 7, 9)
expect_returns("7 8 9")
expect_reject(EVERY_KERNEL, "R1 invalid mem access")
int returned(struct xdp_md *xdp)
{
	__u32 data = start_of(xdp);

	FIRST(data, xdp->data_end);
}

static __noinline int first_of(__u32 from, __u32 to)
{
	FIRST(from, to);
}

/* Half a register is given. */
SEC("tc")
run_over(data, 7, 9)
expect_returns("7 8 9")
expect_reject(EVERY_KERNEL, "invalid mem access")
int given(struct __sk_buff *skb)
{
	return first_of(skb->data, skb->data_end);
}

struct span {
	__u32 from, to;
};

static __noinline int take_span(struct xdp_md *xdp, struct span *span)
{
	span->from = xdp->data;
	span->to = xdp->data_end;
	return span->from ? 0 : 1;
}

/* Both ends in a structure of the caller's. */
SEC("xdp")
run_over(data, 7, 9)
expect_returns("7 8 9")
expect_reject(EVERY_KERNEL, "invalid size of register spill")
int spanned(struct xdp_md *xdp)
{
	struct span span;

	if (take_span(xdp, &span))
		return -1;
	FIRST(span.from, span.to);
}

/* In one that stays on the stack, beside a number. */
SEC("tc")
run_over(data, 7, 9)
expect_returns("7 8 9")
expect_reject(EVERY_KERNEL, "invalid size of register spill")
int kept(struct __sk_buff *skb)
{
	volatile struct {
		__u32 from, mark, to;
	} kept = { skb->data, skb->mark, skb->data_end };

	if (kept.mark)
		return -2;
	FIRST(kept.from, kept.to);
}

/* Read again where the packet may have moved. */
SEC("tc")
run_over(data, 7, 9)
expect_returns("7 8 9")
expect_reject(EVERY_KERNEL, "pointer arithmetic with <<= operator prohibited")
int pulled(struct __sk_buff *skb)
{
	__u32 data = skb->data, data_end = skb->data_end;

	hide(data);
	if ((void *)(long)data + 14 > (void *)(long)data_end) {
		if (bpf_skb_pull_data(skb, 14))
			return -2;
		data = skb->data;
		data_end = skb->data_end;
		hide(data);
	}
	FIRST(data, data_end);
}

/* None on one way, and tested for that before it is made a pointer. */
SEC("tc")
run_over(mark, 0, 1)
run_over(data, 7, 9)
expect_returns("-3*3 7 8 9")
expect_reject(EVERY_KERNEL, "invalid mem access")
int none_or(struct __sk_buff *skb)
{
	__u32 data = 0, data_end = skb->data_end;

	if (skb->mark)
		data = skb->data;
	hide(data);
	if (!data)
		return -3;
	FIRST(data, data_end);
}

/* ---- What must stay refused ---- */

/* Never checked: mended it is a pointer, and refused for what it is. */
SEC("xdp")
expect_reject(EVERY_KERNEL, "R1 invalid mem access")
expect_mended_reject("5.10-7.3", "outside of the") int unchecked(struct xdp_md *xdp)
{
	__u8 *start = (void *)(long)start_of(xdp);

	return start[13];
}

/* Not checked again after the packet may have moved. */
SEC("tc")
expect_reject(EVERY_KERNEL, "pointer arithmetic with <<= operator prohibited")
expect_mended_reject("5.10-7.3", "invalid mem access") int stale(struct __sk_buff *skb)
{
	__u32 data = skb->data, data_end = skb->data_end;
	__u8 *start, *end;

	hide(data);
	start = (void *)(long)data;
	end = (void *)(long)data_end;
	if (start + 14 > end)
		return -1;
	bpf_skb_pull_data(skb, 14);
	return start[0];
}

/* A sum of 32 bits: it is told of. */
SEC("xdp")
expect_reject(EVERY_KERNEL, "32-bit pointer arithmetic prohibited")
expect_unmended
int summed(struct xdp_md *xdp)
{
	__u32 data = xdp->data + 2, data_end = xdp->data_end;

	FIRST(data, data_end);
}

char _license[] SEC("license") = "GPL";
