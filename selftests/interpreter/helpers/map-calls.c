// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Helpers that use maps, and those that call the program back. */
#include <errno.h>
#include <string.h>

#include "selftests/interpreter/helpers/helper.h"

enum { MOST_LOOPS = 1 << 23 };

static uint64_t value_address(const struct call *call, const struct map *map,
			      const struct map_entry *entry)
{
	return zone_address(ZONE_VALUE, (uint64_t)(map - call->machine->maps),
			    entry->place * map_pitch(map->definition));
}

static enum ending read_key(struct call *call, const struct map *map, const unsigned char **key)
{
	return memory_read(call->machine, call->arguments[2], map_key_size(map->definition), key);
}

/* The map that lies in another: made when it is looked up; the entry's value has its number. */
static enum ending inner_map(struct call *call, const struct map *outer, struct map_entry *entry)
{
	struct machine *machine = call->machine;
	const struct map_definition *definition = outer->definition + 1;
	uint32_t which;

	if (definition >= machine->object->maps + machine->object->map_count ||
	    !definition->is_inner || outer->definition->value_size < sizeof(which))
		return machine_end(machine, NOT_RUN, "a map of maps whose kind is not known");
	memcpy(&which, entry->value, sizeof(which));
	if (!which) {
		if (machine->map_count == MOST_MAPS)
			return machine_end(machine, NOT_RUN, "more than %d maps", MOST_MAPS);
		which = (uint32_t)machine->map_count++;
		map_clear(&machine->maps[which]);
		machine->maps[which].definition = definition;
		machine->maps[which].salt = random_mix_bytes(outer->salt + 1, entry->key,
							     map_key_size(outer->definition));
		memcpy(entry->value, &which, sizeof(which));
	}
	return answer(call, (int64_t)call_map_address(call, &machine->maps[which]));
}

enum ending help_map_lookup(struct call *call)
{
	struct machine *machine = call->machine;
	struct map *map = call_map(call, 1);
	const unsigned char *key;
	struct map_entry *entry;
	enum map_shape shape;
	enum ending ending;

	if (!map)
		return FAULT;
	shape = map_shape(map->definition);
	if (shape != MAP_ARRAY && shape != MAP_TABLE && shape != MAP_OF_MAPS && shape != MAP_CHOICE)
		return machine_end(machine, NOT_RUN, "bpf_map_lookup_elem() in a map of type %u",
				   map->definition->type);
	ending = read_key(call, map, &key);
	if (ending || shape == MAP_CHOICE)
		return ending;
	entry = map_entry(map, &machine->room, machine->seed, key);
	if (!entry || !entry->exists)
		return answer(call, 0);
	if (shape == MAP_OF_MAPS)
		return inner_map(call, map, entry);
	return answer(call, (int64_t)value_address(call, map, entry));
}

/* What a map then holds is compared when the run is over; that something was tried, is traced. */
static enum ending trace_change(struct call *call, const struct map *map, const unsigned char *key,
				const unsigned char *value)
{
	const char *name = map->definition->name;
	enum ending ending = machine_trace(call->machine, call->id, name, strlen(name));

	if (!ending && key)
		ending = machine_trace(call->machine, call->id, key, map_key_size(map->definition));
	if (!ending && value)
		ending = machine_trace(call->machine, call->id, value, map->definition->value_size);
	return ending;
}

enum ending help_map_update(struct call *call)
{
	struct machine *machine = call->machine;
	struct map *map = call_map(call, 1);
	const unsigned char *key, *value;
	enum ending ending = map ? read_key(call, map, &key) : FAULT;

	if (!ending)
		ending = memory_read(machine, call->arguments[3], map->definition->value_size,
				     &value);
	if (!ending)
		ending = trace_change(call, map, key, value);
	if (ending)
		return ending;
	return answer(call, map_update(map, &machine->room, machine->seed, key, value,
				       call->arguments[4]));
}

enum ending help_map_delete(struct call *call)
{
	struct machine *machine = call->machine;
	struct map *map = call_map(call, 1);
	const unsigned char *key;
	enum ending ending = map ? read_key(call, map, &key) : FAULT;

	if (!ending)
		ending = trace_change(call, map, key, NULL);
	if (ending)
		return ending;
	return answer(call, map_delete(map, &machine->room, machine->seed, key));
}

enum ending help_map_push(struct call *call)
{
	struct map *map = call_map(call, 1);
	const unsigned char *value;
	enum ending ending = map ? memory_read(call->machine, call->arguments[2],
					       map->definition->value_size, &value)
				 : FAULT;

	if (!ending)
		ending = trace_change(call, map, NULL, value);
	if (ending)
		return ending;
	return answer(call, map_push(map, &call->machine->room, value, call->arguments[3]));
}

static enum ending pop(struct call *call, bool peek)
{
	struct map *map = call_map(call, 1);
	unsigned char *value;
	enum ending ending = map ? memory_write(call->machine, call->arguments[2],
						map->definition->value_size, &value)
				 : FAULT;

	return ending ? ending : answer(call, map_pop(map, value, peek));
}

enum ending help_map_pop(struct call *call)
{
	return pop(call, false);
}

enum ending help_map_peek(struct call *call)
{
	return pop(call, true);
}

/* Nothing is kept for about half of the objects; a flag has it made, with the value that is given.
 */
enum ending help_storage_get(struct call *call)
{
	struct machine *machine = call->machine;
	struct map *map = call_map(call, 1);
	const unsigned char *value = NULL;
	struct map_entry *entry;
	enum ending ending;

	if (!map)
		return FAULT;
	entry = map_entry(map, &machine->room, machine->seed, &call->arguments[2]);
	if (!entry || !call->arguments[2])
		return answer(call, 0);
	if (!entry->exists && !(call->arguments[4] & BPF_LOCAL_STORAGE_GET_F_CREATE))
		return answer(call, 0);
	if (!entry->exists && call->arguments[3]) {
		ending = memory_read(machine, call->arguments[3], map->definition->value_size,
				     &value);
		if (ending)
			return ending;
		memcpy(entry->value, value, map->definition->value_size);
	}
	entry->exists = true;
	return answer(call, (int64_t)value_address(call, map, entry));
}

/* Another program would take the place of this one, or there is none. */
enum ending help_tail_call(struct call *call)
{
	struct map *map = call_map(call, 2);
	enum ending ending = map ? call_trace_numbers(call, 3, 1) : FAULT;

	if (ending)
		return ending;
	if (call_fails(call, 2))
		return answer(call, -ENOENT);
	return machine_end(call->machine, TAIL_CALLED, "into program %u of %s",
			   (uint32_t)call->arguments[3], map->definition->name);
}

static enum ending call_back(struct call *call, uint64_t function, const uint64_t *arguments,
			     bool *stop)
{
	uint64_t place = function & UINT32_MAX, result = 0;
	enum ending ending;

	if (function != zone_address(ZONE_CODE, 0, place))
		return machine_end(call->machine, FAULT, "what helper %u calls is no function",
				   call->id);
	ending = execute(call->machine, place, arguments, &result);
	*stop = (uint32_t)result != 0;
	return ending;
}

enum ending help_loop(struct call *call)
{
	uint32_t count = (uint32_t)call->arguments[1], i = 0;
	enum ending ending = GOES_ON;
	bool stop = false;

	if (call->arguments[4])
		return answer(call, -EINVAL);
	if (count > MOST_LOOPS)
		return answer(call, -E2BIG);
	while (i < count && !stop && !ending) {
		const uint64_t arguments[5] = { i++, call->arguments[3] };

		ending = call_back(call, call->arguments[2], arguments, &stop);
	}
	return ending ? ending : answer(call, i);
}

/* Of an array all, in order; of a table what was seen of it. */
enum ending help_for_each(struct call *call)
{
	struct machine *machine = call->machine;
	struct map *map = call_map(call, 1);
	enum ending ending = GOES_ON;
	bool stop = false;
	int64_t count = 0;
	uint64_t key = 0;

	if (!map)
		return FAULT;
	key = machine_block(machine, map_key_size(map->definition), 0);
	if (!key)
		return machine_end(machine, NOT_RUN, "more than %d blocks", MOST_BLOCKS);
	for (uint32_t i = 0; !stop && !ending; i++) {
		bool array = map_shape(map->definition) == MAP_ARRAY;
		struct map_entry *entry;

		if (i >= (array ? map->definition->max_entries : map->entry_count))
			break;
		entry = array ? map_entry(map, &machine->room, machine->seed, &i) : map->entries[i];
		if (!entry || !entry->exists)
			continue;
		memcpy(machine_block_at(machine, key)->bytes, entry->key,
		       map_key_size(map->definition));
		ending = call_back(call, call->arguments[2],
				   (const uint64_t[5]){ call->arguments[1], key,
							value_address(call, map, entry),
							call->arguments[3] },
				   &stop);
		count++;
	}
	return ending ? ending : answer(call, count);
}
