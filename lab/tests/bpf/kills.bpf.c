// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* A program that ends whoever attaches it, before and behind others. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tc") int before(struct __sk_buff *skb)
{
	return 0;
}

SEC("raw_tp/sys_enter") int kills(void *ctx)
{
	bpf_send_signal(9);
	return 0;
}

SEC("xdp") int behind(struct xdp_md *packet)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
