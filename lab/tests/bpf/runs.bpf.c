// SPDX-License-Identifier: GPL-2.0
/* Programs that return what they were given, so that a test sees that each input arrives. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

/* The packet behind the Ethernet header, which is not shown, and every field. */
SEC("socket")
int fields(struct __sk_buff *skb)
{
	__u32 data = 0;

	if (bpf_skb_load_bytes(skb, 0, &data, sizeof(data)))
		return -1;
	return skb->mark + 10 * skb->priority + 100 * skb->cb[0] + 1000 * skb->cb[4] +
	       10000 * (data >> 24) + 100000 * skb->len;
}

/* Returns a number that no unsigned 31 bits hold. */
SEC("socket")
int negative(struct __sk_buff *skb)
{
	return -(int)skb->len;
}

SEC("tc")
int traffic(struct __sk_buff *skb)
{
	__u32 data = 0;

	if (bpf_skb_load_bytes(skb, 0, &data, sizeof(data)))
		return -1;
	return data + skb->mark + 1000 * skb->len;
}

SEC("xdp")
int packet(struct xdp_md *context)
{
	void *data = (void *)(long)context->data, *end = (void *)(long)context->data_end;

	if (data + sizeof(__u32) > end)
		return -1;
	return *(__u32 *)data + 1000 * (context->data_end - context->data);
}

/* Reads the packet without a check: no kernel loads it. */
SEC("xdp")
int rejected(struct xdp_md *context)
{
	return *(unsigned char *)(long)context->data;
}

SEC("kprobe/do_nothing")
int no_packet(void *context)
{
	return 0;
}

__u64 wide, counted;

/* Sees every system call. */
SEC("raw_tp/sys_enter")
int attached(void *context)
{
	wide = 1ULL << 40;
	counted++;
	return 0;
}

/* Its context is whatever it is given. 5.10 has no such programs. */
SEC("syscall")
int memory(struct __sk_buff *context)
{
	return context->mark + 10 * context->priority + 100 * context->cb[4];
}

char _license[] SEC("license") = "GPL";
