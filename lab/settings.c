// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads and carries what stands in for a loader; see settings.h. */
#include "lab/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab/protocol.h"

static int add(struct setting **list, size_t *count, const char *text)
{
	const char *equals = strchr(text, '=');
	struct setting *more = realloc(*list, (*count + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	*list = more;
	more[*count] = (struct setting){ NULL, equals ? equals + 1 : text };
	if (equals && !(more[*count].name = strndup(text, (size_t)(equals - text))))
		return -ENOMEM;
	(*count)++;
	return 0;
}

int settings_add_variable(struct settings *settings, const char *text)
{
	const char *equals = strchr(text, '=');

	if (!equals || equals == text || !equals[1])
		return -EINVAL;
	return add(&settings->variables, &settings->variable_count, text);
}

int settings_add_target(struct settings *settings, const char *text)
{
	const char *equals = strchr(text, '=');

	if (!*text || equals == text || (equals && !equals[1]))
		return -EINVAL;
	return add(&settings->targets, &settings->target_count, text);
}

static void free_list(struct setting *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(list[i].name);
	free(list);
}

void settings_free(struct settings *settings)
{
	free_list(settings->variables, settings->variable_count);
	free_list(settings->targets, settings->target_count);
	*settings = (struct settings){ 0 };
}

static struct json_object *list_to_json(const struct setting *list, size_t count)
{
	struct json_object *json = json_object_new_array();

	for (size_t i = 0; i < count; i++) {
		struct json_object *pair = json_object_new_object();

		if (list[i].name)
			json_object_object_add(pair, SETTING_NAME,
					       json_object_new_string(list[i].name));
		json_object_object_add(pair, SETTING_VALUE, json_object_new_string(list[i].value));
		json_object_array_add(json, pair);
	}
	return json;
}

struct json_object *settings_to_json(const struct settings *settings)
{
	struct json_object *json = json_object_new_object();

	json_object_object_add(json, SETTING_VARIABLES,
			       list_to_json(settings->variables, settings->variable_count));
	json_object_object_add(json, SETTING_TARGETS,
			       list_to_json(settings->targets, settings->target_count));
	return json;
}
