// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Sends JSON lines over the second serial port; see guest.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "lab/guest/guest.h"
#include "lab/protocol.h"

static int port = -1;

/* A terminal as it comes turns "\n" into "\r\n" and echoes what the host sends. */
static int make_raw(int file)
{
	struct termios modes;

	if (tcgetattr(file, &modes))
		return -errno;
	cfmakeraw(&modes);
	/* tcdrain() sleeps for as long as the line's speed says, so say the highest. */
	cfsetspeed(&modes, B115200);
	modes.c_cflag |= CLOCAL;
	return tcsetattr(file, TCSANOW, &modes) ? -errno : 0;
}

int report_open(void)
{
	int error;

	port = open(GUEST_PORT, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (port < 0)
		return -errno;
	error = make_raw(port);
	if (error) {
		close(port);
		port = -1;
	}
	return error;
}

static void send_all(const char *bytes, size_t size)
{
	while (size) {
		ssize_t sent = write(port, bytes, size);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return;
		bytes += sent;
		size -= (size_t)sent;
	}
}

void report(struct json_object *line)
{
	const char *text = json_object_to_json_string_ext(line, JSON_C_TO_STRING_PLAIN);

	if (text) {
		send_all(text, strlen(text));
		send_all("\n", 1);
	}
	json_object_put(line);
}

struct json_object *report_line(const char *kind)
{
	struct json_object *line = json_object_new_object();

	json_object_object_add(line, EVENT_KIND, json_object_new_string(kind));
	return line;
}

void report_trouble(const char *format, ...)
{
	struct json_object *line = report_line(EVENT_TROUBLE);
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	json_object_object_add(line, TROUBLE_MESSAGE, json_object_new_string(message));
	report(line);
}

int report_read_line(char *line, size_t size)
{
	size_t length = 0;

	while (length + 1 < size) {
		ssize_t got = read(port, line + length, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -EPIPE;
		if (line[length] == '\n') {
			line[length] = '\0';
			return 0;
		}
		length++;
	}
	return -E2BIG;
}

void report_flush(void)
{
	tcdrain(port);
}
