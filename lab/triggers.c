// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads, writes and compares triggers; see triggers.h. */
#include "lab/triggers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lab/protocol.h"

static const struct {
	const char *name;
	bool has_path;
	bool has_text;
} kinds[TRIGGER_KIND_COUNT] = {
	[TRIGGER_GETPID] = { "getpid", false, false }, [TRIGGER_SPIN] = { "spin", false, false },
	[TRIGGER_EXEC] = { "exec", true, false },      [TRIGGER_OPEN] = { "open", true, false },
	[TRIGGER_READ] = { "read", true, false },      [TRIGGER_WRITE] = { "write", true, true },
};

/* Copies length bytes of a word that is there and fits. */
static int copy_word(char *to, size_t size, const char *word, size_t length)
{
	if (!length || length >= size)
		return -EINVAL;
	memcpy(to, word, length);
	to[length] = '\0';
	return 0;
}

static int read_kind(const char *name, size_t length, enum trigger_kind *kind)
{
	for (unsigned int i = 0; i < TRIGGER_KIND_COUNT; i++)
		if (strlen(kinds[i].name) == length && !strncmp(kinds[i].name, name, length)) {
			*kind = (enum trigger_kind)i;
			return 0;
		}
	return -EINVAL;
}

static int read_action(const char *action, struct trigger *trigger)
{
	size_t length = strcspn(action, " ");
	int error = read_kind(action, length, &trigger->kind);

	action += length;
	if (!error && kinds[trigger->kind].has_path) {
		if (action[0] != ' ' || action[1] != '/')
			return -EINVAL;
		action++;
		length = strcspn(action, " ");
		error = copy_word(trigger->path, sizeof(trigger->path), action, length);
		action += length;
	}
	if (!error && kinds[trigger->kind].has_text) {
		if (*action != ' ')
			return -EINVAL;
		action++;
		length = strlen(action);
		error = copy_word(trigger->text, sizeof(trigger->text), action, length);
		action += length;
	}
	return error || *action ? -EINVAL : 0;
}

int triggers_add(struct triggers *triggers, const char *variable, const char *action)
{
	struct trigger trigger = { 0 };

	if (read_action(action, &trigger) ||
	    copy_word(trigger.variable, sizeof(trigger.variable), variable, strlen(variable)))
		return -EINVAL;
	if (triggers->count == TRIGGERS_LIMIT)
		return -E2BIG;
	triggers->items[triggers->count++] = trigger;
	return 0;
}

bool triggers_equal(const struct triggers *one, const struct triggers *other)
{
	if (one->count != other->count)
		return false;
	for (size_t i = 0; i < one->count; i++) {
		const struct trigger *a = &one->items[i], *b = &other->items[i];

		if (a->kind != b->kind || strcmp(a->path, b->path) != 0 ||
		    strcmp(a->text, b->text) != 0 || strcmp(a->variable, b->variable) != 0)
			return false;
	}
	return true;
}

void trigger_describe(const struct trigger *trigger, char *text, size_t size)
{
	snprintf(text, size, "%s%s%s%s%s", kinds[trigger->kind].name,
		 kinds[trigger->kind].has_path ? " " : "", trigger->path,
		 kinds[trigger->kind].has_text ? " " : "", trigger->text);
}

struct json_object *triggers_to_json(const struct triggers *triggers)
{
	struct json_object *list = json_object_new_array();
	char action[TRIGGER_PATH_SIZE + TRIGGER_TEXT_SIZE + 16];

	for (size_t i = 0; i < triggers->count; i++) {
		struct json_object *item = json_object_new_object();

		trigger_describe(&triggers->items[i], action, sizeof(action));
		json_object_object_add(item, TRIGGER_ACTION, json_object_new_string(action));
		json_object_object_add(item, TRIGGER_VARIABLE,
				       json_object_new_string(triggers->items[i].variable));
		json_object_array_add(list, item);
	}
	return list;
}

int triggers_from_json(struct json_object *json, struct triggers *triggers)
{
	*triggers = (struct triggers){ 0 };
	if (!json_object_is_type(json, json_type_array))
		return -EPROTO;
	for (size_t i = 0; i < json_object_array_length(json); i++) {
		struct json_object *item = json_object_array_get_idx(json, i), *action, *variable;

		if (!json_object_object_get_ex(item, TRIGGER_ACTION, &action) ||
		    !json_object_object_get_ex(item, TRIGGER_VARIABLE, &variable) ||
		    !json_object_is_type(action, json_type_string) ||
		    !json_object_is_type(variable, json_type_string) ||
		    triggers_add(triggers, json_object_get_string(variable),
				 json_object_get_string(action)))
			return -EPROTO;
	}
	return 0;
}
