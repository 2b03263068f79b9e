// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reading from children that may never end; see guest.h. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lab/guest/guest.h"

#define READ_SIZE 4096

int milliseconds_until(const struct timespec *start, int seconds)
{
	struct timespec now;
	long long left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = seconds * 1000LL - (now.tv_sec - start->tv_sec) * 1000LL -
	       (now.tv_nsec - start->tv_nsec) / 1000000;
	return left > 0 ? (int)left : 0;
}

/* Returns the length of the first line with its newline, 0 where none is whole. */
static size_t whole_line(const struct line_reader *reader)
{
	const char *newline =
		memchr(reader->text + reader->start, '\n', reader->length - reader->start);

	return newline ? (size_t)(newline - reader->text) - reader->start + 1 : 0;
}

/* Makes room behind what there is. */
static int make_room(struct line_reader *reader)
{
	char *longer;

	if (reader->text && reader->start) {
		memmove(reader->text, reader->text + reader->start, reader->length - reader->start);
		reader->length -= reader->start;
		reader->start = 0;
	}
	if (reader->text && reader->room - reader->length >= READ_SIZE)
		return 0;
	reader->room = reader->room ? 2 * reader->room : 2 * READ_SIZE;
	longer = realloc(reader->text, reader->room);
	if (!longer)
		return -ENOMEM;
	reader->text = longer;
	return 0;
}

int read_line(struct line_reader *reader, int seconds, char **line)
{
	struct pollfd wait = { reader->file, POLLIN, 0 };
	struct timespec start;
	size_t length;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while (!reader->text || !(length = whole_line(reader))) {
		ssize_t got;

		if (make_room(reader))
			return -ENOMEM;
		if (poll(&wait, 1, milliseconds_until(&start, seconds)) == 0)
			return -ETIMEDOUT;
		got = read(reader->file, reader->text + reader->length, READ_SIZE);
		if (got == 0)
			return -EPIPE;
		if (got < 0 && errno != EINTR)
			return -errno;
		reader->length += got > 0 ? (size_t)got : 0;
	}
	*line = reader->text + reader->start;
	(*line)[length - 1] = '\0';
	reader->start += length;
	return 0;
}
