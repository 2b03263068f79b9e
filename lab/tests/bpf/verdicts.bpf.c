// SPDX-License-Identifier: GPL-2.0
/*
 * One program that every verifier takes and one that none does. The rejected one reads a packet
 * byte that it never compared with the packet's end; the accepted one is the same with the check.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int checked_read(struct xdp_md *context)
{
	unsigned char *byte = (void *)(long)context->data;

	if (byte + 1 > (unsigned char *)(long)context->data_end)
		return XDP_DROP;
	return *byte ? XDP_PASS : XDP_DROP;
}

SEC("xdp")
int unchecked_read(struct xdp_md *context)
{
	unsigned char *byte = (void *)(long)context->data;

	return *byte ? XDP_PASS : XDP_DROP;
}

char _license[] SEC("license") = "GPL";
