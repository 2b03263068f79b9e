/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The lines that come from the guest (protocol.h), read by the host. */
#ifndef BPFMEND_LAB_ANSWER_H
#define BPFMEND_LAB_ANSWER_H

#include <json-c/json.h>

enum answer {
	ANSWER_READY,
	ANSWER_HELLO,
	ANSWER_ROW,
	ANSWER_OUTPUT,
	ANSWER_EXIT,
	ANSWER_PROBED,
	ANSWER_TROUBLE,
	ANSWER_DONE,
};

/*
 * Reads one line without its newline. Returns 0, *kind and the whole object (freed by the caller
 * with json_object_put()); -EPROTO where it is not one line of the protocol.
 */
int answer_parse(const char *line, enum answer *kind, struct json_object **object);

/* A text of the object, owned by it; NULL where there is none of that name. */
const char *answer_text(struct json_object *object, const char *key);

/* A whole number of the object; otherwise where there is none of that name. */
long long answer_number(struct json_object *object, const char *key, long long otherwise);

#endif
