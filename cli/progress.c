// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The line that is redrawn while work goes on; see progress.h. Relies on the ANSI "erase line". */
#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define ERASE_LINE "\r\033[K"

/* A line that fills the last column would wrap, and could not be erased any more. */
static size_t usable_columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || size.ws_col < 2)
		return 79;
	return size.ws_col - 1U;
}

/* How many bytes of the text fit, a UTF-8 character being one column. */
static size_t fitting_bytes(const char *text, size_t columns)
{
	size_t byte = 0;

	for (; text[byte]; byte++)
		if (((unsigned char)text[byte] & 0xc0) != 0x80 && columns-- == 0)
			break;
	return byte;
}

static void draw(const char *text)
{
	fprintf(stderr, ERASE_LINE "%.*s", (int)fitting_bytes(text, usable_columns()), text);
	fflush(stderr);
}

static void on_status(void *context, const char *text)
{
	struct progress *progress = context;

	if (!progress->terminal || !strcmp(progress->line, text))
		return;
	snprintf(progress->line, sizeof(progress->line), "%s", text);
	draw(progress->line);
}

static void on_done(void *context, const char *text)
{
	struct progress *progress = context;

	fprintf(stderr, "%s%s\n", progress->line[0] ? ERASE_LINE : "", text);
	if (progress->line[0])
		draw(progress->line);
}

void progress_begin(struct progress *progress, struct watch *watch)
{
	const char *term = getenv("TERM");

	*progress = (struct progress){
		.terminal = isatty(STDERR_FILENO) && term && strcmp(term, "dumb"),
	};
	*watch = (struct watch){ .status = on_status, .done = on_done, .context = progress };
}

void progress_end(struct progress *progress)
{
	if (progress->line[0])
		draw("");
	progress->line[0] = '\0';
}
