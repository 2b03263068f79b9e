// SPDX-License-Identifier: GPL-2.0
/* Programs whose verdict depends on how, and by whom, they are loaded. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Tells an address of the kernel, for which CAP_PERFMON is needed. */
SEC("socket")
int leak(struct __sk_buff *skb)
{
	return (int)(long)skb;
}

/* A type for which CAP_NET_ADMIN is needed. */
SEC("tc")
int traffic(struct __sk_buff *skb)
{
	return skb->len;
}

SEC("socket")
int rejected(struct __sk_buff *skb)
{
	return *(volatile int *)1;
}

/* Four bytes at an odd place of the packet, which x86 does not mind. */
SEC("tc")
int misaligned(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	if (data + 8 > end)
		return -1;
	return *(volatile int *)(data + 1);
}

char _license[] SEC("license") = "GPL";
