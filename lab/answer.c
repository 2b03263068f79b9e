// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads the guest's lines; see answer.h. */
#include "lab/answer.h"

#include <errno.h>
#include <string.h>

#include "lab/protocol.h"

const char *answer_text(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

long long answer_number(struct json_object *object, const char *key, long long otherwise)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_int))
		return otherwise;
	return json_object_get_int64(value);
}

/* A line is one JSON object from its first character to its last. */
static struct json_object *parse_whole(const char *line)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object;
	size_t length = strlen(line);

	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	/* With its NUL, so that a number at the end is known to be at its end. */
	object = json_tokener_parse_ex(tokener, line, (int)length + 1);
	if (json_tokener_get_error(tokener) != json_tokener_success ||
	    !json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		object = NULL;
	}
	json_tokener_free(tokener);
	return object;
}

int answer_parse(const char *line, enum answer *kind, struct json_object **object)
{
	static const char *const names[] = {
		[ANSWER_READY] = EVENT_READY,	  [ANSWER_HELLO] = EVENT_HELLO,
		[ANSWER_ROW] = EVENT_ROW,	  [ANSWER_OUTPUT] = EVENT_OUTPUT,
		[ANSWER_EXIT] = EVENT_EXIT,	  [ANSWER_PROBED] = EVENT_PROBED,
		[ANSWER_TROUBLE] = EVENT_TROUBLE, [ANSWER_DONE] = EVENT_DONE,
	};
	const char *name;

	*object = parse_whole(line);
	if (!*object)
		return -EPROTO;
	name = answer_text(*object, EVENT_KIND);
	for (size_t i = 0; name && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i])) {
			*kind = (enum answer)i;
			return 0;
		}
	json_object_put(*object);
	*object = NULL;
	return -EPROTO;
}
