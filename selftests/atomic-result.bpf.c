// SPDX-License-Identifier: GPL-2.0
/*
 * atomic-result: LLVM 22 selects atomic operations by their order. A counter that nobody reads in
 * the same breath fetches, which 5.10 does not know; and a relaxed operation does not fetch what is
 * used: every kernel runs that, with the operand in place of what was there. For each operation and
 * width.
 */
#include "selftest.h"

#define RESERVED "BPF_STX uses reserved fields"
#define LOST_ON "5.10-7.3"

/* What is there is set before each run, so that each returns the same. */
__u64 wide;
__u32 narrow;

SEC("tc")
expect_reject("5.10", RESERVED)
run_over(mark, 3, 4)
expect_returns("103 104")
int count_wide(struct __sk_buff *skb)
{
	wide = 100;
	__sync_fetch_and_add(&wide, skb->mark);
	return wide;
}

SEC("tc")
expect_reject("5.10", RESERVED)
run_over(mark, 3, 4)
expect_returns("97 96")
int count_narrow(struct __sk_buff *skb)
{
	narrow = 100;
	__sync_fetch_and_sub(&narrow, skb->mark);
	return narrow;
}

/* The author's order: 5.10 has none to give. */
SEC("tc")
expect_reject("5.10", RESERVED)
expect_mended_reject("5.10", RESERVED) run_over(mark, 3, 4)
expect_returns("103 104")
int release(struct __sk_buff *skb)
{
	wide = 100;
	__atomic_fetch_add(&wide, skb->mark, __ATOMIC_RELEASE);
	return wide;
}

/* The old value is needed, and 5.10 has no operation that returns it. */
SEC("tc")
expect_reject("5.10", RESERVED)
expect_mended_reject("5.10", RESERVED) run_over(mark, 3, 4)
expect_returns("100")
int ticket(struct __sk_buff *skb)
{
	wide = 100;
	return __sync_fetch_and_add(&wide, skb->mark);
}

#define LOST(name, operation, object, lost, right)                                       \
	SEC("tc")                                                                        \
	expect_mended_reject("5.10", RESERVED) run_over(mark, 3, 4)                      \
	expect_returns(right)                                                            \
	expect_returns_on(LOST_ON, lost) int name(struct __sk_buff *skb)                 \
	{                                                                                \
		object = 100;                                                            \
		return __atomic_fetch_##operation(&object, skb->mark, __ATOMIC_RELAXED); \
	}

LOST(add_wide, add, wide, "3 4", "100")
LOST(sub_wide, sub, wide, "-3 -4", "100")
LOST(add_narrow, add, narrow, "3 4", "100")
LOST(sub_narrow, sub, narrow, "-3 -4", "100")

/* The negated operand stays in a register of its own. */
SEC("tc")
expect_mended_reject("5.10", RESERVED) run_over(mark, 3, 4)
expect_returns("97 96")
expect_returns_on(LOST_ON, "-6 -8") int sub_fetch(struct __sk_buff *skb)
{
	wide = 100;
	return __atomic_sub_fetch(&wide, skb->mark, __ATOMIC_RELAXED);
}
