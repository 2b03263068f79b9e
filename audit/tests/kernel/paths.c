// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Helpers that fill on each path or not, by what the path knows: numbers, errors, lengths. */
#include "kernel.h"

/* As many ways to the end as there are flags; what they did decides nothing there. */
noinline int fill_or_fail(u8 *buf, u32 size, u64 x)
{
	int error = 0;

	if (x & 1)
		somewhere[1]++;
	if (x & 2)
		somewhere[2]++;
	if (x & 4)
		somewhere[3]++;
	if (x & 8)
		somewhere[4]++;
	if (x & 16)
		somewhere[5]++;
	if (x & 32)
		error = -22;
	else
		memset(buf, 1, size);
	if (somewhere[6])
		somewhere[7]++;
	return error;
}

HELPER(fills_in_many_ways)
{
	int error = fill_or_fail(buf, size, x);

	if (error)
		memset(buf, 0, size);
	return error;
}

noinline int option(int number, u8 *buf, u32 size)
{
	if (number != 25)
		memset(buf, 1, size);
	return 0;
}

HELPER(refuses_one_number)
{
	switch ((int)x) {
	case 7:
	case 8:
	case 25:
		break;
	default:
		goto clear;
	}
	somewhere[8]++;
	if ((int)x == 25)
		goto clear;
	return option((int)x, buf, size);
clear:
	memset(buf, 0, size);
	return -22;
}

HELPER(allows_the_number)
{
	switch ((int)x) {
	case 7:
	case 25:
		break;
	default:
		memset(buf, 0, size);
		return -22;
	}
	return option((int)x, buf, size);
}

HELPER(copies_text)
{
	return sized_strscpy(buf, somewhere, size);
}

HELPER(copies_text_and_pads)
{
	long wrote = sized_strscpy(buf, somewhere, size);

	if (wrote >= 0 && wrote < size)
		memset(buf + wrote + 1, 0, size - wrote - 1);
	return 0;
}

HELPER(copies_text_and_pads_too_late)
{
	long wrote = sized_strscpy(buf, somewhere, size);

	if (wrote >= 0 && wrote < size)
		memset(buf + wrote + 2, 0, size - wrote - 2);
	return 0;
}

HELPER(fills_from_nothing_on)
{
	u32 have = size;

	if (x > 7)
		have = 0;
	else
		memset(buf, 1, size);
	if (have < size)
		memset(buf + have, 0, size - have);
	return x > 7;
}

static inline int check(u64 x, u32 size)
{
	if (x > 7 || x > size)
		return -7;
	return 0;
}

noinline int check_and_fill(u8 *buf, u32 size, u64 x)
{
	int error = check(x, size);

	if (error)
		return error;
	memset(buf, 1, size);
	return 0;
}

HELPER(fills_where_the_check_fails)
{
	int error = check_and_fill(buf, size, x);

	if (error)
		memset(buf, 0, size);
	return error;
}

int last_error;

noinline int fill_or_tell(u8 *buf, u32 size, u64 x)
{
	if (x > 7)
		return last_error;
	memset(buf, 1, size);
	return 0;
}

HELPER(fills_where_an_error_is_told)
{
	int error = fill_or_tell(buf, size, x);

	if (error)
		memset(buf, 0, size);
	return error;
}

HELPER(leaves_where_an_error_is_told)
{
	return fill_or_tell(buf, size, x);
}

noinline int fill_and_count(u8 *buf, u32 size, u64 x)
{
	if (x > 7)
		return 0;
	memset(buf, 1, size);
	return size;
}

HELPER(fills_where_none_came)
{
	int came;

	if (!size)
		return 0;
	came = fill_and_count(buf, size, x);
	if (came == size)
		return 0;
	memset(buf, 0, size);
	return -14;
}

HELPER(leaves_where_none_came)
{
	int came;

	if (!size)
		return 0;
	came = fill_and_count(buf, size, x);
	if (came == (int)(x >> 32))
		return 0;
	memset(buf, 0, size);
	return -14;
}
