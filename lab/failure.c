// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The one sentence that travels beside a negative errno; see failure.h. */
#include "lab/failure.h"

#include <stdarg.h>
#include <stdio.h>

int fail_with(struct failure *why, int error, const char *format, ...)
{
	va_list arguments;

	if (!why || why->text[0])
		return error;
	va_start(arguments, format);
	vsnprintf(why->text, sizeof(why->text), format, arguments);
	va_end(arguments);
	return error;
}
