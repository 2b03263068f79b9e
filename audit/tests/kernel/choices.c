// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Helpers of which a command or a table decides what is done. */
#include "kernel.h"

noinline u64 command(int number, u8 *buf)
{
	number &= ~65536;
	switch (number) {
	case 1:
		return buf[0];
	case 2:
		return buf[1];
	case 9:
		buf[3] = 0;
		return 0;
	}
	return 0;
}

HELPER(commands_that_read)
{
	switch ((int)x) {
	case 1:
	case 2:
		break;
	default:
		return -22;
	}
	return command((int)x, buf);
}

HELPER(any_command)
{
	return command((int)x, buf);
}

struct table {
	long unused;
	u64 (*get)(struct table *table, u8 *buf);
};

static u64 get_a(struct table *table, u8 *buf)
{
	return buf[0];
}

static u64 get_b(struct table *table, u8 *buf)
{
	buf[1] = 0;
	return 0;
}

struct table table_a = { .get = get_a }, table_b = { .get = get_b };

HELPER(through_a_table)
{
	struct table *table = (struct table *)x;

	return table->get(table, buf);
}

struct filler {
	long unused;
	int (*fill)(u8 *buf, u32 size, u64 x);
};

static int fill_a(u8 *buf, u32 size, u64 x)
{
	if (x > 7)
		return -22;
	memset(buf, 1, size);
	return 0;
}

static int fill_b(u8 *buf, u32 size, u64 x)
{
	if (x < 3)
		return -12;
	memset(buf, 2, size);
	return 0;
}

struct filler filler_a = { .fill = fill_a }, filler_b = { .fill = fill_b };

HELPER(fills_where_the_table_fails)
{
	struct filler *filler = (struct filler *)x;
	int error = filler->fill(buf, size, x);

	if (error < 0)
		memset(buf, 0, size);
	return error;
}

HELPER(leaves_where_the_table_fails)
{
	struct filler *filler = (struct filler *)x;

	return filler->fill(buf, size, x);
}
