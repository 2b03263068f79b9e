// SPDX-License-Identifier: GPL-2.0
/*
 * isa: instructions that older kernels do not know, compiled with -mcpu=v4. What clang selects for
 * the whole file stays, mended too; the lines show on both sides which kernels know what.
 */
#include "selftest.h"

__s64 wide = -700;
__s8 tiny[4] = { -1, -2, -3, -4 };
int word;

#define LACKS(kernels, words)         \
	expect_reject(kernels, words) \
	expect_mended_reject(kernels, words)

/* Other tests compile this file as clang does unasked. */
#if defined(__BPF_CPU_VERSION__) && __BPF_CPU_VERSION__ >= 4
SEC("tc")
LACKS("5.10-6.5", "BPF_ALU uses reserved fields")
run_over(mark, 1, 3)
expect_returns("-700 -350 -233")
int divides(struct __sk_buff *skb)
{
	return wide / (__s64)(skb->mark | (__u64)(skb->len & 0) << 32);
}

SEC("tc")
LACKS("5.10-6.5", "BPF_MOV uses reserved fields")
run_over(mark, 254, 257)
expect_returns("-2 -1 0 1")
int moves(struct __sk_buff *skb)
{
	return (__s8)skb->mark;
}

SEC("tc")
LACKS("5.10-6.5", "BPF_LDX uses reserved fields")
run_over(mark, 0, 3)
expect_returns("-1 -2 -3 -4")
int loads(struct __sk_buff *skb)
{
	return tiny[skb->mark & 3];
}

SEC("tc")
LACKS("5.10-6.5", "unknown opcode d7")
run_over(mark, 0, 1)
expect_returns("0 16777216")
int swaps(struct __sk_buff *skb)
{
	return __builtin_bswap32(skb->mark);
}

SEC("tc")
LACKS("5.10", "BPF_STX uses reserved fields")
LACKS("6.1-6.14", "BPF_ATOMIC uses invalid atomic opcode 100")
run_over(mark, 0, 1)
expect_returns("0")
int acquires(struct __sk_buff *skb)
{
	return __atomic_load_n(&word, __ATOMIC_ACQUIRE);
}
#endif

SEC("tc")
LACKS("5.10", "BPF_STX uses reserved fields")
run_over(mark, 0, 2)
expect_returns("0 1 3")
int sets(struct __sk_buff *skb)
{
	static int bits;

	__sync_fetch_and_or(&bits, skb->mark);
	return bits;
}

char LICENSE[] SEC("license") = "GPL";
