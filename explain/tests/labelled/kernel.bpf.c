// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What some kernels lack. */
#include "labelled.h"

static long turn(__u32 number, void *context)
{
	return 0;
}

/* From 5.17 on. */
CLASS(kernel)
SEC("tc")
int helper_of_later_kernels(struct __sk_buff *skb)
{
	return bpf_loop(skb->mark & 7, turn, 0, 0);
}

/* From 5.18 on. */
CLASS(kernel)
SEC("xdp.frags")
int type_of_later_kernels(struct xdp_md *xdp)
{
	return XDP_PASS;
}

/* From 5.12 on. */
CLASS(kernel)
SEC("tc")
int instruction_of_later_kernels(struct __sk_buff *skb)
{
	static __u64 total;

	return (int)__sync_fetch_and_add(&total, skb->len);
}
