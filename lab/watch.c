// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Formats what long work says about itself and hands it to whoever watches; see watch.h. */
#include "lab/watch.h"

#include <stdarg.h>
#include <stdio.h>

#define LINE_SIZE 512

static void pass_on(void (*call)(void *, const char *), void *context, const char *format,
		    va_list arguments)
{
	char line[LINE_SIZE];

	vsnprintf(line, sizeof(line), format, arguments);
	call(context, line);
}

void watch_status(const struct watch *watch, const char *format, ...)
{
	va_list arguments;

	if (!watch || !watch->status)
		return;
	va_start(arguments, format);
	pass_on(watch->status, watch->context, format, arguments);
	va_end(arguments);
}

void watch_done(const struct watch *watch, const char *format, ...)
{
	va_list arguments;

	if (!watch || !watch->done)
		return;
	va_start(arguments, format);
	pass_on(watch->done, watch->context, format, arguments);
	va_end(arguments);
}
