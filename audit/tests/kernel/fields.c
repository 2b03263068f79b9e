// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Helpers that hand the address on in a struct, keep it, or fill a struct member by member. */
#include "kernel.h"

struct holder {
	long kind;
	u8 *at;
	u32 size;
};

noinline void use_holder(struct holder *holder)
{
	memset(holder->at, 0, holder->size);
}

noinline void make_holder(struct holder *holder, u8 *buf, u32 size)
{
	*holder = (struct holder){ 1, buf, size };
}

HELPER(through_a_struct)
{
	struct holder holder;

	make_holder(&holder, buf, size);
	use_holder(&holder);
	return 0;
}

HELPER(calls_the_unknown)
{
	return ((u64 (*)(u8 *))x)(buf);
}

HELPER(fills_by_fields)
{
	struct two *two = (struct two *)buf;

	if (size != sizeof(*two)) {
		memset(buf, 0, size);
		return -22;
	}
	two->a = x;
	two->b = 0;
	return 0;
}

HELPER(fills_half_of_the_fields)
{
	struct two *two = (struct two *)buf;

	if (size != sizeof(*two))
		return -22;
	two->a = x;
	return 0;
}

HELPER(fills_the_rest)
{
	u32 have = x < size ? x : size;

	memcpy(buf, somewhere, have);
	if (size > have)
		memset(buf + have, 0, size - have);
	return 0;
}

HELPER(reads_and_writes)
{
	u64 old = buf[0];

	memset(buf, 0, size);
	return old;
}

HELPER(writes_and_reads)
{
	memset(buf, 0, size);
	return buf[0];
}

u8 *kept;

HELPER(keeps)
{
	kept = buf;
	return 0;
}
