// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * A map is a variable of a structure whose members are pointers: to arrays as long as the number
 * (__uint), or to the type (__type). See map_definitions.h.
 */
#include "selftests/interpreter/map_definitions.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct btf_type *skip_modifiers(const struct btf *btf, __u32 id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	while (type && (btf_is_mod(type) || btf_is_typedef(type)))
		type = btf__type_by_id(btf, type->type);
	return type;
}

static uint32_t number_of(const struct btf *btf, const struct btf_member *member)
{
	const struct btf_type *type = skip_modifiers(btf, member->type);

	if (type && btf_is_ptr(type))
		type = skip_modifiers(btf, type->type);
	return type && btf_is_array(type) ? btf_array(type)->nelems : 0;
}

static uint32_t size_of(const struct btf *btf, const struct btf_member *member)
{
	const struct btf_type *type = skip_modifiers(btf, member->type);
	long long size = 0;

	if (type && btf_is_ptr(type))
		size = btf__resolve_size(btf, type->type);
	return size > 0 ? (uint32_t)size : 0;
}

static int read_map(const struct btf *btf, const char *name, const struct btf_type *structure,
		    struct bytecode *object);

/*
 * __array(values, struct {...}): pointers to maps, or programs of a PROG_ARRAY. The map that has it
 * is the last one, whose values are numbers of maps.
 */
static int read_inner(const struct btf *btf, const struct btf_member *member, const char *name,
		      struct bytecode *object)
{
	const struct btf_type *type = skip_modifiers(btf, member->type);
	size_t outer;
	int error;

	if (!type || !btf_is_array(type))
		return 0;
	type = skip_modifiers(btf, btf_array(type)->type);
	if (type && btf_is_ptr(type))
		type = skip_modifiers(btf, type->type);
	if (!type || !btf_is_struct(type))
		return 0;
	outer = object->map_count - 1;
	object->maps[outer].value_size = sizeof(uint32_t);
	error = read_map(btf, name, type, object);
	if (!error)
		object->maps[outer + 1].is_inner = true;
	return error;
}

static void read_member(const struct btf *btf, const struct btf_member *member,
			struct map_definition *map)
{
	const char *name = btf__name_by_offset(btf, member->name_off);

	if (!strcmp(name, "type"))
		map->type = number_of(btf, member);
	else if (!strcmp(name, "max_entries"))
		map->max_entries = number_of(btf, member);
	else if (!strcmp(name, "map_flags"))
		map->flags = number_of(btf, member);
	else if (!strcmp(name, "key_size"))
		map->key_size = number_of(btf, member);
	else if (!strcmp(name, "value_size"))
		map->value_size = number_of(btf, member);
	else if (!strcmp(name, "key"))
		map->key_size = size_of(btf, member);
	else if (!strcmp(name, "value"))
		map->value_size = size_of(btf, member);
}

static int read_map(const struct btf *btf, const char *name, const struct btf_type *structure,
		    struct bytecode *object)
{
	struct map_definition *maps =
		realloc(object->maps, (object->map_count + 1) * sizeof(*maps));
	const struct btf_member *members = btf_members(structure);
	struct map_definition *map;
	int error = 0;

	if (!maps)
		return -ENOMEM;
	object->maps = maps;
	map = &maps[object->map_count];
	*map = (struct map_definition){ .name = strdup(name) };
	if (!map->name)
		return -ENOMEM;
	object->map_count++;
	for (unsigned int i = 0; i < btf_vlen(structure); i++)
		read_member(btf, &members[i], map);
	for (unsigned int i = 0; i < btf_vlen(structure) && !error; i++)
		if (!strcmp(btf__name_by_offset(btf, members[i].name_off), "values"))
			error = read_inner(btf, &members[i], name, object);
	return error;
}

static int read_section(const struct btf *btf, const struct btf_type *section,
			struct bytecode *object)
{
	const struct btf_var_secinfo *variables = btf_var_secinfos(section);
	int error = 0;

	for (unsigned int i = 0; i < btf_vlen(section) && !error; i++) {
		const struct btf_type *variable = btf__type_by_id(btf, variables[i].type);
		const struct btf_type *type = skip_modifiers(btf, variable->type);

		if (type && btf_is_struct(type))
			error = read_map(btf, btf__name_by_offset(btf, variable->name_off), type,
					 object);
	}
	return error;
}

int map_definitions_read(const char *path, struct bytecode *object, struct failure *why)
{
	struct btf *btf = btf__parse_elf(path, NULL);
	__s32 section;
	int error = 0;

	if (!btf && errno != ENODATA && errno != ENOENT)
		return fail_with(why, -errno, "%s: its BTF cannot be read: %s", path,
				 strerror(errno));
	if (!btf)
		return 0;
	section = btf__find_by_name_kind(btf, ".maps", BTF_KIND_DATASEC);
	if (section > 0)
		error = read_section(btf, btf__type_by_id(btf, (__u32)section), object);
	btf__free(btf);
	return error ? fail_with(why, error, "%s: its maps: %s", path, strerror(-error)) : 0;
}
