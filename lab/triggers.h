/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What is done to a loaded program that no packet reaches: it is attached, something happens in
 * the guest that it sees, and one of its global variables tells what it made of it. Host and guest
 * both include this, so that both read an action the same way.
 */
#ifndef BPFMEND_LAB_TRIGGERS_H
#define BPFMEND_LAB_TRIGGERS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What a process in the guest does. An action is its name and what it takes, behind one space each.
 *
 * getpid		calls getpid()
 * spin			keeps the processor busy for 200 milliseconds
 * exec PATH		executes the file, which the guest puts there and which ends with 0
 * open PATH		opens the file, which is made if it is not there
 * read PATH		opens the file and reads from it, as in read /proc/uptime
 * write PATH TEXT	opens the file, which must be there, and writes the text
 */
enum trigger_kind {
	TRIGGER_GETPID,
	TRIGGER_SPIN,
	TRIGGER_EXEC,
	TRIGGER_OPEN,
	TRIGGER_READ,
	TRIGGER_WRITE,
	TRIGGER_KIND_COUNT
};

#define TRIGGERS_LIMIT 8 /* of one program */
#define TRIGGER_PATH_SIZE 96
#define TRIGGER_TEXT_SIZE 32
#define TRIGGER_VARIABLE_SIZE 48

/* In place of a variable: what the action itself came to, 0 or a negative errno. */
#define TRIGGER_OUTCOME "outcome"
/* A global of four bytes that, if the object has it, holds who acts: for programs to filter by. */
#define TRIGGER_PID "trigger_pid"

struct trigger {
	enum trigger_kind kind;
	char path[TRIGGER_PATH_SIZE]; /* "" where the kind has none */
	char text[TRIGGER_TEXT_SIZE]; /* the same */
	char variable[TRIGGER_VARIABLE_SIZE]; /* a global of eight bytes, or TRIGGER_OUTCOME */
};

/* Pulled in this order, each with its variable set to 0 first. */
struct triggers {
	struct trigger items[TRIGGERS_LIMIT];
	size_t count;
};

/* Adds one. Returns 0; -EINVAL where the action makes no sense; -E2BIG where they get too many. */
int triggers_add(struct triggers *triggers, const char *variable, const char *action);

/* Whether both are the same in the same order. */
bool triggers_equal(const struct triggers *one, const struct triggers *other);

/* Writes the action, as in "exec /tmp/id". */
void trigger_describe(const struct trigger *trigger, char *text, size_t size);

/* As they stand in a job (protocol.h). Reading them: 0, or -EPROTO where they make no sense. */
struct json_object *triggers_to_json(const struct triggers *triggers);
int triggers_from_json(struct json_object *json, struct triggers *triggers);

#endif
