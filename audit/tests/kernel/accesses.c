// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Helpers that read and write in one function or a few: directly, deep, early, by a copy. */
#include "kernel.h"

HELPER(reads)
{
	return buf[0] + buf[size - 1];
}

HELPER(fills)
{
	memset(buf, 0, size);
	return 0;
}

noinline void store_at_last(u8 *buf)
{
	*buf = 1;
}

noinline void store_later(u8 *buf)
{
	store_at_last(buf + 4);
}

noinline void store_soon(u8 *buf)
{
	store_later(buf);
}

HELPER(writes_deep)
{
	store_soon(buf);
	return 0;
}

noinline u64 read_at_last(u8 *buf)
{
	return *buf;
}

noinline u64 read_later(u8 *buf)
{
	return read_at_last(buf + 4);
}

noinline u64 read_soon(u8 *buf)
{
	return read_later(buf);
}

HELPER(reads_deep)
{
	return read_soon(buf);
}

HELPER(returns_early)
{
	if (x > 7)
		return -22;
	memset(buf, 0, size);
	return 0;
}

HELPER(fills_when_it_fails)
{
	int error = copy_from_kernel_nofault(buf, somewhere, size);

	if (__builtin_expect(!!(error < 0), 0))
		memset(buf, 0, size);
	return error;
}

HELPER(leaves_when_it_fails)
{
	u8 *from = x ? somewhere : 0;

	if (from)
		memcpy(buf, from, size);
	return !from;
}

noinline void copy(u8 *buf, u8 *other, u32 size, _Bool out)
{
	u8 *to = out ? buf : other, *from = out ? other : buf;

	memcpy(to, from, size);
}

HELPER(copies_in)
{
	copy(buf, somewhere, size, 0);
	return 0;
}

HELPER(copies_out)
{
	copy(buf, somewhere, size, 1);
	return 0;
}
