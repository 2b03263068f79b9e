// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Talks QMP; see monitor.h. */
#include "lab/monitor.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Negotiation comes first; only after it are events told. */
#define BEGIN                                                                         \
	"{\"execute\":\"qmp_capabilities\"}\n"                                        \
	"{\"execute\":\"migrate-set-capabilities\",\"arguments\":{\"capabilities\":[" \
	"{\"capability\":\"x-ignore-shared\",\"state\":true},"                        \
	"{\"capability\":\"events\",\"state\":true}]}}\n"

/* Sends the text, and with its first byte a descriptor, unless that is -1. */
static int send_with(const struct monitor *monitor, const char *text, int file)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec piece = { (char *)text, strlen(text) };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };

	if (file >= 0) {
		message.msg_control = &control;
		message.msg_controllen = sizeof(control);
		control.header = (struct cmsghdr){
			.cmsg_len = CMSG_LEN(sizeof(int)),
			.cmsg_level = SOL_SOCKET,
			.cmsg_type = SCM_RIGHTS,
		};
		memcpy(CMSG_DATA(&control.header), &file, sizeof(file));
	}
	/* A few hundred bytes always fit. */
	if (sendmsg(monitor->file, &message, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)strlen(text))
		return errno ? -errno : -EIO;
	return 0;
}

int monitor_save(const struct monitor *monitor, int device)
{
	int error = send_with(monitor, BEGIN, -1);

	if (!error)
		error = send_with(monitor,
				  "{\"execute\":\"getfd\",\"arguments\":{\"fdname\":\"device\"}}\n",
				  device);
	if (!error)
		error = send_with(
			monitor,
			"{\"execute\":\"migrate\",\"arguments\":{\"uri\":\"fd:device\"}}\n", -1);
	return error;
}

int monitor_bring_back(const struct monitor *monitor, int device)
{
	char command[512];

	snprintf(command, sizeof(command),
		 BEGIN "{\"execute\":\"migrate-incoming\",\"arguments\":{\"uri\":\"fd:%d\"}}\n",
		 device);
	return send_with(monitor, command, -1);
}

int monitor_go_on(const struct monitor *monitor)
{
	return send_with(monitor, "{\"execute\":\"cont\"}\n", -1);
}

/* Where the events go. */
struct listener {
	void (*event)(void *context, enum monitor_event event);
	void *context;
};

static bool is_event(struct json_object *message, const char *name)
{
	const char *text = json_object_get_string(json_object_object_get(message, "event"));

	return text && !strcmp(text, name);
}

static const char *migration_status(struct json_object *message)
{
	struct json_object *data = json_object_object_get(message, "data");
	const char *status = json_object_get_string(json_object_object_get(data, "status"));

	return status && is_event(message, "MIGRATION") ? status : "";
}

static int take_line(void *context, char *line)
{
	const struct listener *listener = context;
	struct json_object *message = json_tokener_parse(line);
	const char *status = migration_status(message);

	if (json_object_object_get(message, "error") || !strcmp(status, "failed"))
		listener->event(listener->context, MONITOR_FAILED);
	else if (!strcmp(status, "completed"))
		listener->event(listener->context, MONITOR_SAVED);
	else if (is_event(message, "RESUME"))
		listener->event(listener->context, MONITOR_RUNS);
	json_object_put(message);
	return 0;
}

int monitor_read(struct monitor *monitor, void (*event)(void *context, enum monitor_event event),
		 void *context)
{
	struct listener listener = { event, context };

	return lines_read(&monitor->lines, monitor->file, take_line, &listener) > 0;
}

void monitor_close(struct monitor *monitor)
{
	if (monitor->file >= 0)
		close(monitor->file);
	monitor->file = -1;
	lines_free(&monitor->lines);
}
