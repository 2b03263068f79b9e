// SPDX-License-Identifier: GPL-2.0
/* Calls a helper whose prototype, without patch 0003 for 6.12, does not say that it writes. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int misdeclared(struct xdp_md *xdp)
{
	struct bpf_fib_lookup params = { 0 };

	return bpf_fib_lookup(xdp, &params, sizeof(params), 0) ? XDP_PASS : XDP_DROP;
}

char _license[] SEC("license") = "GPL";
