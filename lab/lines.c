// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Lines out of pieces; see lines.h. */
#include "lab/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/protocol.h"

#define READ_SIZE 16384

/* Hands on the whole lines among the bytes, of which the last got ones are new. */
static void hand_on(struct lines *lines, size_t got, int (*take)(void *, char *), void *context)
{
	char *start = lines->text, *end = lines->text + lines->length;
	char *newline = memchr(end - got, '\n', got);
	int enough = 0;

	while (newline && !enough) {
		*newline = '\0';
		enough = take(context, start);
		start = newline + 1;
		newline = memchr(start, '\n', (size_t)(end - start));
	}
	lines->length = (size_t)(end - start);
	memmove(lines->text, start, lines->length);
}

static int make_room(struct lines *lines)
{
	size_t room = lines->room ? lines->room * 2 : 2 * READ_SIZE;
	char *longer;

	if (lines->room - lines->length >= READ_SIZE)
		return 0;
	if (room > PROTOCOL_LINE_LIMIT)
		return -E2BIG;
	longer = realloc(lines->text, room);
	if (!longer)
		return -ENOMEM;
	lines->text = longer;
	lines->room = room;
	return 0;
}

int lines_read(struct lines *lines, int file, int (*take)(void *context, char *line), void *context)
{
	int error = make_room(lines);
	ssize_t got;

	if (error)
		return error;
	got = read(file, lines->text + lines->length, READ_SIZE);
	if (got <= 0)
		return got < 0 && (errno == EAGAIN || errno == EINTR);
	lines->length += (size_t)got;
	hand_on(lines, (size_t)got, take, context);
	return 1;
}

void lines_free(struct lines *lines)
{
	free(lines->text);
	*lines = (struct lines){ 0 };
}
