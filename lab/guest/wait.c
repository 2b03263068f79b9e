// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reading from children that may never end; see guest.h. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "lab/guest/guest.h"

int milliseconds_until(const struct timespec *start, int seconds)
{
	struct timespec now;
	long long left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = seconds * 1000LL - (now.tv_sec - start->tv_sec) * 1000LL -
	       (now.tv_nsec - start->tv_nsec) / 1000000;
	return left > 0 ? (int)left : 0;
}

int read_all(int file, int seconds, char **text)
{
	struct pollfd wait = { file, POLLIN, 0 };
	size_t length = 0, room = 4096;
	char *buffer = malloc(room);
	struct timespec start;
	ssize_t got = 1;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while (buffer && got > 0) {
		if (poll(&wait, 1, milliseconds_until(&start, seconds)) == 0) {
			free(buffer);
			return -ETIMEDOUT;
		}
		if (length + 1 == room) {
			char *longer = realloc(buffer, room *= 2);

			if (!longer)
				free(buffer);
			buffer = longer;
		}
		if (!buffer)
			break;
		got = read(file, buffer + length, room - length - 1);
		if (got > 0)
			length += (size_t)got;
		else if (got < 0 && errno == EINTR)
			got = 1;
	}
	if (!buffer)
		return -ENOMEM;
	buffer[length] = '\0';
	*text = buffer;
	return got < 0 ? -errno : 0;
}
