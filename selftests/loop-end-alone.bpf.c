// SPDX-License-Identifier: GPL-2.0
/* loop-end without bound-lost: the program has no other trouble, so it is told of as it stands. */
#include "selftest.h"

/* Each access is inside whatever is counted; that it ends is all that verifiers lose. */
static __u8 values[256];

SEC("tc")
expect_any run_over(mark, 0, 3)
expect_returns("0 3 3 9")
int masked(struct __sk_buff *skb)
{
	__u32 left = skb->mark, sum = 0;

	if (left > 40)
		left = 40;
	if (!left)
		return 0;
	values[7] = 3;
	values[17] = 5;
	values[21] = 9;
	do
		sum += values[(left * 7 + sum) & 255];
	while (--left);
	return sum;
}

char LICENSE[] SEC("license") = "GPL";
