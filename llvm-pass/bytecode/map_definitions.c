// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * A map is a variable of a structure whose members are pointers: to arrays as long as the number
 * (__uint), or to the type (__type). See map_definitions.h.
 */
#include "llvm-pass/bytecode/map_definitions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct btf_array *array_of(const struct btf_type *type)
{
	return btf_type_tail(type);
}

static uint32_t number_of(const struct btf_types *types, const struct btf_member *member)
{
	const struct btf_type *type = btf_type_resolved(types, member->type);

	if (btf_type_kind(type) == BTF_KIND_PTR)
		type = btf_type_resolved(types, type->type);
	return btf_type_kind(type) == BTF_KIND_ARRAY ? array_of(type)->nelems : 0;
}

/* The type that a pointer points to, or 0. */
static uint32_t pointed_to(const struct btf_types *types, const struct btf_member *member)
{
	const struct btf_type *type = btf_type_resolved(types, member->type);

	return btf_type_kind(type) == BTF_KIND_PTR ? type->type : 0;
}

static uint32_t size_of(const struct btf_types *types, const struct btf_member *member)
{
	int64_t size = btf_size_of(types, pointed_to(types, member));

	return size > 0 && size <= UINT32_MAX ? (uint32_t)size : 0;
}

static int read_map(const struct btf_types *types, const char *name,
		    const struct btf_type *structure, struct bytecode *object);

/*
 * __array(values, struct {...}): pointers to maps, or programs of a PROG_ARRAY. The map that has it
 * is the last one, whose values are numbers of maps.
 */
static int read_inner(const struct btf_types *types, const struct btf_member *member,
		      const char *name, struct bytecode *object)
{
	const struct btf_type *type = btf_type_resolved(types, member->type);
	size_t outer;
	int error;

	if (btf_type_kind(type) != BTF_KIND_ARRAY)
		return 0;
	type = btf_type_resolved(types, array_of(type)->type);
	if (btf_type_kind(type) == BTF_KIND_PTR)
		type = btf_type_resolved(types, type->type);
	if (btf_type_kind(type) != BTF_KIND_STRUCT)
		return 0;
	outer = object->map_count - 1;
	object->maps[outer].value_size = sizeof(uint32_t);
	error = read_map(types, name, type, object);
	if (!error)
		object->maps[outer + 1].is_inner = true;
	return error;
}

static void read_member(const struct btf_types *types, const struct btf_member *member,
			struct map_definition *map)
{
	const char *name = btf_name_at(types, member->name_off);

	if (!strcmp(name, "type"))
		map->type = number_of(types, member);
	else if (!strcmp(name, "max_entries"))
		map->max_entries = number_of(types, member);
	else if (!strcmp(name, "map_flags"))
		map->flags = number_of(types, member);
	else if (!strcmp(name, "key_size"))
		map->key_size = number_of(types, member);
	else if (!strcmp(name, "value_size"))
		map->value_size = number_of(types, member);
	else if (!strcmp(name, "key")) {
		map->key_size = size_of(types, member);
		map->key_type = pointed_to(types, member);
	} else if (!strcmp(name, "value")) {
		map->value_size = size_of(types, member);
		map->value_type = pointed_to(types, member);
	}
}

static int read_map(const struct btf_types *types, const char *name,
		    const struct btf_type *structure, struct bytecode *object)
{
	struct map_definition *maps =
		realloc(object->maps, (object->map_count + 1) * sizeof(*maps));
	const struct btf_member *members = btf_type_tail(structure);
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
	for (unsigned int i = 0; i < btf_type_length(structure); i++)
		read_member(types, &members[i], map);
	for (unsigned int i = 0; i < btf_type_length(structure) && !error; i++)
		if (!strcmp(btf_name_at(types, members[i].name_off), "values"))
			error = read_inner(types, &members[i], name, object);
	return error;
}

static int read_section(const struct btf_types *types, const struct btf_type *section,
			struct bytecode *object)
{
	const struct btf_var_secinfo *variables = btf_type_tail(section);
	int error = 0;

	for (unsigned int i = 0; i < btf_type_length(section) && !error; i++) {
		const struct btf_type *variable = btf_type_at(types, variables[i].type);
		const struct btf_type *type =
			variable ? btf_type_resolved(types, variable->type) : NULL;

		if (btf_type_kind(type) == BTF_KIND_STRUCT)
			error = read_map(types, btf_name_at(types, variable->name_off), type,
					 object);
	}
	return error;
}

int map_definitions_read(const char *path, struct bytecode *object, struct failure *why)
{
	const struct btf_types *types = &object->types;
	uint32_t section = btf_find(types, BTF_KIND_DATASEC, ".maps");
	int error = section ? read_section(types, btf_type_at(types, section), object) : 0;

	return error ? fail_with(why, error, "%s: its maps: %s", path, strerror(-error)) : 0;
}
