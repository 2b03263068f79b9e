// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Helpers that hand the address on behind "...", and one that a number on the path decides. */
#include "kernel.h"

int vsnprintf(u8 *to, size_t size, const char *format, __builtin_va_list list);
int vsscanf(const u8 *from, const char *format, __builtin_va_list list);

noinline void vlog(int level, const char *format, __builtin_va_list list)
{
	vsnprintf(somewhere, sizeof(somewhere), format, list);
}

noinline void log_all(int level, const char *format, ...)
{
	__builtin_va_list list;

	__builtin_va_start(list, format);
	vlog(level, format, list);
	__builtin_va_end(list);
}

noinline int scan_all(const char *format, ...)
{
	__builtin_va_list list;
	int found;

	__builtin_va_start(list, format);
	found = vsscanf(somewhere, format, list);
	__builtin_va_end(list);
	return found;
}

HELPER(prints)
{
	log_all(3, "%s", buf);
	return 0;
}

HELPER(scans)
{
	return scan_all("%hhu", buf);
}

/* What decides is a number that only the path knows, as of a cleanup in a scope. */
HELPER(fills_by_a_number)
{
	int number = 3, where = 0;

	if (x > 100) {
		where = 2;
		number = -7;
	} else {
		memset(buf, 1, size);
	}
	somewhere[9]++;
	switch (where) {
	case 0:
		return number;
	case 2:
		memset(buf, 0, size);
		return number;
	default:
		return 1;
	}
}
