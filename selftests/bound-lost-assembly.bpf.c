// SPDX-License-Identifier: GPL-2.0
/*
 * bound-lost: an empty assembly between the check and the use, as barrier_var() of bpf_helpers.h.
 * It hands a number on; LLVM does not know that, and computes what was checked a second time, or
 * takes the mask before it for needless.
 */
#include "selftest.h"

#define EVERY_KERNEL "5.10-7.3"

struct slots {
	__u64 other;
	__u64 slot[4];
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct slots);
} slots SEC(".maps");

static __always_inline struct slots *find(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&slots, &key);
}

/* The check becomes a test of bits of the 64, the mask goes, and 32 bits are used. */
SEC("tc")
expect_any run_over(mark, 0, 5)
run_over(priority, 6, 7)
expect_returns("6 7 7 8 8 9 9 10 0 0 0 0")
int mask_before(struct __sk_buff *skb)
{
	__u64 which = (int)skb->mark, i;
	struct slots *s = find();

	if (!s || which > 3)
		return 0;
	i = which;
	i &= 3;
	barrier_var(i);
	s->slot[i] = skb->priority;
	return s->slot[i] + i;
}

/* A byte is cut out of the register again behind the assembly. */
SEC("tc")
expect_reject(EVERY_KERNEL, "R0 max value is outside of the allowed memory range")
run_over(mark, 254, 261)
run_over(priority, 6, 7)
expect_returns("0 0 0 0 6 7 7 8 8 9 9 10 0 0 0 0")
int byte(struct __sk_buff *skb)
{
	__u8 which = skb->mark;
	struct slots *s = find();

	if (!s || which > 3)
		return 0;
	barrier_var(which);
	s->slot[which] = skb->priority;
	return s->slot[which] + which;
}

/* One too many: nothing is stated, and no kernel takes it. */
SEC("tc")
expect_reject(EVERY_KERNEL, "R0 max value is outside of the allowed memory range")
expect_unmended
int one_too_many(struct __sk_buff *skb)
{
	__u8 which = skb->mark;
	struct slots *s = find();

	if (!s || which > 4)
		return 0;
	barrier_var(which);
	s->slot[which] = skb->priority;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
