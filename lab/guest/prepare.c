// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Stands in for a loader: programs and variables; see prepare.h. */
#include "lab/guest/prepare.h"

#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/protocol.h"
#include "llvm-pass/bpf/sections.h"

static char sentence[512];

static const char *__attribute__((format(printf, 1, 2))) say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	return sentence;
}

void note(struct notes *notes, const char *format, ...)
{
	size_t length = strlen(notes->text);
	va_list arguments;

	if (length && length + 2 < sizeof(notes->text))
		length += (size_t)sprintf(notes->text + length, ROW_NOTE_BETWEEN);
	va_start(arguments, format);
	vsnprintf(notes->text + length, sizeof(notes->text) - length, format, arguments);
	va_end(arguments);
}

/* A leading "?" only keeps libbpf from loading the program by itself. */
static const char *section_of(const struct bpf_program *program)
{
	const char *name = bpf_program__section_name(program);

	return name + (name[0] == '?');
}

/* Of these libbpf must know what they are attached to. */
static bool needs_target(enum bpf_prog_type type)
{
	return type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_LSM ||
	       type == BPF_PROG_TYPE_EXT;
}

static uint32_t section_load_flags(const struct section *section)
{
	return (section->flags & SECTION_SLEEPABLE ? BPF_F_SLEEPABLE : 0) |
	       (section->flags & SECTION_FRAGS ? BPF_F_XDP_HAS_FRAGS : 0);
}

static const char *give_type(struct bpf_program *program, struct notes *notes)
{
	struct section section;

	if (bpf_program__type(program) != BPF_PROG_TYPE_UNSPEC)
		return NULL;
	if (!section_find_beginning(section_of(program), &section) ||
	    needs_target((enum bpf_prog_type)section.type))
		return say("its section '%s' does not tell the program's type: only its loader "
			   "knows it",
			   section_of(program));
	bpf_program__set_type(program, (enum bpf_prog_type)section.type);
	if (section.attach != BPF_ATTACH_NONE)
		bpf_program__set_expected_attach_type(program,
						      (enum bpf_attach_type)section.attach);
	if (section.flags)
		bpf_program__set_flags(program,
				       bpf_program__flags(program) | section_load_flags(&section));
	note(notes, "section '%s' taken for %s", section_of(program),
	     bpf_program_type_name(section.type));
	return NULL;
}

static struct json_object *list_of(struct json_object *settings, const char *name, size_t *count)
{
	struct json_object *list = json_object_object_get(settings, name);

	*count = list ? json_object_array_length(list) : 0;
	return list;
}

static const char *text_of(struct json_object *pair, const char *key)
{
	return json_object_get_string(json_object_object_get(pair, key));
}

/* The target that was given for the program by its name, or else for all of them. */
static const char *find_target(const struct bpf_program *program, struct json_object *settings,
			       bool named_only)
{
	const char *for_all = NULL;
	size_t count;
	struct json_object *list = list_of(settings, SETTING_TARGETS, &count);

	for (size_t i = 0; i < count; i++) {
		struct json_object *pair = json_object_array_get_idx(list, i);
		const char *name = text_of(pair, SETTING_NAME);

		if (name && !strcmp(name, bpf_program__name(program)))
			return text_of(pair, SETTING_VALUE);
		if (!name)
			for_all = text_of(pair, SETTING_VALUE);
	}
	return named_only ? NULL : for_all;
}

static const char *give_target(struct bpf_program *program, struct json_object *settings,
			       struct notes *notes)
{
	const char *slash = strchr(section_of(program), '/');
	bool has_one = slash && slash[1];
	const char *target;

	if (!needs_target(bpf_program__type(program)))
		return NULL;
	if (bpf_program__type(program) == BPF_PROG_TYPE_EXT)
		return say("it replaces a function of another program: only its loader knows which "
			   "program that is");
	target = find_target(program, settings, has_one);
	if (!target)
		return has_one ? NULL
			       : say("its section '%s' names no function to attach to: only its "
				     "loader knows it, or --attach-to",
				     section_of(program));
	if (bpf_program__set_attach_target(program, 0, target))
		return say("the kernel has no '%s' that it could be attached to", target);
	note(notes, "attached to %s", target);
	return NULL;
}

const char *prepare_program(struct bpf_program *program, struct json_object *settings,
			    struct notes *notes)
{
	const char *trouble = give_type(program, notes);

	return trouble ? trouble : give_target(program, settings, notes);
}

static const char *write_text(const char *name, unsigned char *at, size_t size, const char *text)
{
	if (strlen(text) >= size)
		return say("'%s' has %zu bytes, too few for '%s'", name, size, text);
	memset(at, 0, size);
	memcpy(at, text, strlen(text));
	return NULL;
}

static const char *write_number(const char *name, unsigned char *at, size_t size, const char *text)
{
	char *end;
	long long number =
		text[0] == '-' ? strtoll(text, &end, 0) : (long long)strtoull(text, &end, 0);

	if (!strcmp(text, "true") || !strcmp(text, "false")) {
		number = text[0] == 't';
		end = "";
	}
	if (*end || size > sizeof(number) ||
	    (size < 8 && number >> (8 * size) && (number >> (8 * size - 1)) != -1))
		return say("'%s' has %zu bytes, '%s' is no number for that", name, size, text);
	memcpy(at, &number, size);
	return NULL;
}

static bool is_text(const struct btf *btf, const struct btf_type *variable)
{
	int id = btf__resolve_type(btf, variable->type);
	const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, (__u32)id);

	return type && btf_is_array(type) &&
	       btf__resolve_size(btf, btf_array(type)->type) == sizeof(char);
}

/* Sets the variable if it is in this section of the object. */
static const char *set_in(struct bpf_object *object, const struct btf *btf,
			  const struct btf_type *section, const char *name, const char *value)
{
	const char *map_name = btf__name_by_offset(btf, section->name_off);
	struct bpf_map *map = bpf_object__find_map_by_name(object, map_name);
	size_t room = 0;
	const void *initial = map ? bpf_map__initial_value(map, &room) : NULL;
	unsigned char *bytes = initial ? malloc(room) : NULL;
	const char *trouble = NULL;

	if (bytes)
		memcpy(bytes, initial, room);
	for (unsigned int i = 0; bytes && i < btf_vlen(section); i++) {
		const struct btf_var_secinfo *info = &btf_var_secinfos(section)[i];
		const struct btf_type *variable = btf__type_by_id(btf, info->type);

		if (strcmp(btf__name_by_offset(btf, variable->name_off), name) != 0 ||
		    (size_t)info->offset + info->size > room)
			continue;
		trouble = (is_text(btf, variable) ? write_text : write_number)(
			name, bytes + info->offset, info->size, value);
		if (!trouble)
			bpf_map__set_initial_value(map, bytes, room);
	}
	free(bytes);
	return trouble;
}

const char *prepare_variables(struct bpf_object *object, struct json_object *settings)
{
	const struct btf *btf = bpf_object__btf(object);
	const char *trouble = NULL;
	size_t count;
	struct json_object *list = list_of(settings, SETTING_VARIABLES, &count);

	for (unsigned int id = 1; btf && id < btf__type_cnt(btf) && !trouble; id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (!btf_is_datasec(type))
			continue;
		for (size_t i = 0; i < count && !trouble; i++) {
			struct json_object *pair = json_object_array_get_idx(list, i);

			trouble = set_in(object, btf, type, text_of(pair, SETTING_NAME),
					 text_of(pair, SETTING_VALUE));
		}
	}
	return trouble;
}
