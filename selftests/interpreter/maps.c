// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Maps of a run; see maps.h. */
#include "selftests/interpreter/maps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "selftests/interpreter/random.h"

enum { MAP_TYPE_CGRP_STORAGE = 32 };

enum map_shape map_shape(const struct map_definition *definition)
{
	switch (definition->type) {
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
		return MAP_ARRAY;
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_LPM_TRIE:
		return MAP_TABLE;
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK:
		return MAP_QUEUE;
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		return MAP_OF_MAPS;
	case BPF_MAP_TYPE_RINGBUF:
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
		return MAP_SINK;
	case BPF_MAP_TYPE_PROG_ARRAY:
	case BPF_MAP_TYPE_DEVMAP:
	case BPF_MAP_TYPE_DEVMAP_HASH:
	case BPF_MAP_TYPE_CPUMAP:
	case BPF_MAP_TYPE_XSKMAP:
	case BPF_MAP_TYPE_SOCKMAP:
	case BPF_MAP_TYPE_SOCKHASH:
	case BPF_MAP_TYPE_CGROUP_ARRAY:
	case BPF_MAP_TYPE_STACK_TRACE:
	case BPF_MAP_TYPE_REUSEPORT_SOCKARRAY:
		return MAP_CHOICE;
	case BPF_MAP_TYPE_TASK_STORAGE:
	case BPF_MAP_TYPE_INODE_STORAGE:
	case BPF_MAP_TYPE_SK_STORAGE:
	case MAP_TYPE_CGRP_STORAGE:
		return MAP_STORAGE;
	default:
		return MAP_UNKNOWN;
	}
}

/* What storage is kept for is an address, whatever the definition says. */
size_t map_key_size(const struct map_definition *definition)
{
	return map_shape(definition) == MAP_STORAGE ? sizeof(uint64_t) : definition->key_size;
}

uint64_t map_pitch(const struct map_definition *definition)
{
	return ((uint64_t)definition->value_size | 15) + 65;
}

void map_clear(struct map *map)
{
	if (map->entry_count)
		memset(map->buckets, 0, sizeof(map->buckets));
	map->entry_count = 0;
	map->existing = 0;
}

void map_free(struct map *map)
{
	free(map->entries);
	*map = (struct map){ .definition = map->definition };
}

/* Queues have values without keys: entries that are in no bucket. */
static struct map_entry *add_entry(struct map *map, struct room *room, size_t key_size)
{
	struct map_entry *entry;

	if ((map->entry_count + 1) * map_pitch(map->definition) > UINT32_MAX)
		return NULL;
	if (map->entry_count == map->entry_room) {
		size_t count = map->entry_room ? 2 * map->entry_room : 16;
		struct map_entry **entries =
			realloc(map->entries, count * sizeof(struct map_entry *));

		if (!entries)
			return NULL;
		map->entries = entries;
		map->entry_room = count;
	}
	entry = room_take(room, sizeof(*entry));
	if (!entry)
		return NULL;
	entry->key = room_take(room, key_size + 1);
	entry->value = room_take(room, map->definition->value_size + 1);
	if (!entry->key || !entry->value)
		return NULL;
	entry->place = map->entry_count;
	map->entries[map->entry_count++] = entry;
	return entry;
}

/* Numbers of four bytes each, for half of the inputs. */
static void fill_value(const struct map_definition *definition, struct stream stream,
		       unsigned char *value)
{
	for (size_t i = 0; i < definition->value_size; i += sizeof(uint32_t)) {
		uint32_t number = stream_number(&stream);
		size_t part = definition->value_size - i;

		memcpy(value + i, &number, part < sizeof(number) ? part : sizeof(number));
	}
}

static uint64_t name_hash(const struct map *map)
{
	return random_mix_bytes(map->salt, map->definition->name, strlen(map->definition->name));
}

static void begin_entry(const struct map *map, uint64_t seed, uint64_t hash,
			struct map_entry *entry)
{
	uint64_t name = name_hash(map);
	struct stream stream = stream_start(seed, STREAM_MAP, random_mix(name, hash));

	switch (map_shape(map->definition)) {
	case MAP_ARRAY:
		entry->exists = true;
		if (random_mix(seed, name) % 2)
			fill_value(map->definition, stream, entry->value);
		break;
	case MAP_TABLE:
		entry->exists = stream_next(&stream) % 2;
		fill_value(map->definition, stream, entry->value);
		break;
	case MAP_OF_MAPS:
		entry->exists = stream_next(&stream) % 4;
		break;
	default:
		break;
	}
}

struct map_entry *map_entry(struct map *map, struct room *room, uint64_t seed, const void *key)
{
	size_t size = map_key_size(map->definition);
	uint64_t hash = random_mix_bytes(0, key, size);
	struct map_entry **bucket = &map->buckets[hash % MAP_BUCKETS], *entry;
	uint32_t index;

	if (map_shape(map->definition) == MAP_ARRAY) {
		if (size != sizeof(index))
			return NULL;
		memcpy(&index, key, sizeof(index));
		if (index >= map->definition->max_entries)
			return NULL;
	}
	for (entry = *bucket; entry; entry = entry->next)
		if (!memcmp(entry->key, key, size))
			return entry;
	entry = add_entry(map, room, size);
	if (!entry)
		return NULL;
	memcpy(entry->key, key, size);
	entry->next = *bucket;
	*bucket = entry;
	begin_entry(map, seed, hash, entry);
	map->existing += entry->exists;
	return entry;
}

long map_update(struct map *map, struct room *room, uint64_t seed, const void *key,
		const void *value, uint64_t flags)
{
	enum map_shape shape = map_shape(map->definition);
	struct map_entry *entry;

	if (shape != MAP_ARRAY && shape != MAP_TABLE)
		return -EINVAL;
	if (flags > BPF_EXIST)
		return -EINVAL;
	entry = map_entry(map, room, seed, key);
	if (!entry)
		return -E2BIG;
	if (flags == BPF_NOEXIST && entry->exists)
		return -EEXIST;
	if (flags == BPF_EXIST && !entry->exists)
		return -ENOENT;
	if (!entry->exists && map->existing >= map->definition->max_entries)
		return -E2BIG;
	map->existing += !entry->exists;
	entry->exists = true;
	memcpy(entry->value, value, map->definition->value_size);
	return 0;
}

long map_delete(struct map *map, struct room *room, uint64_t seed, const void *key)
{
	struct map_entry *entry;

	if (map_shape(map->definition) != MAP_TABLE)
		return -EINVAL;
	entry = map_entry(map, room, seed, key);
	if (!entry || !entry->exists)
		return -ENOENT;
	entry->exists = false;
	map->existing--;
	return 0;
}

static struct map_entry *end_of_queue(const struct map *map)
{
	for (size_t i = 0; i < map->entry_count; i++) {
		bool last = map->definition->type == BPF_MAP_TYPE_STACK;
		struct map_entry *entry = map->entries[last ? map->entry_count - 1 - i : i];

		if (entry->exists)
			return entry;
	}
	return NULL;
}

long map_push(struct map *map, struct room *room, const void *value, uint64_t flags)
{
	struct map_entry *entry;

	if (map_shape(map->definition) != MAP_QUEUE || flags & ~(uint64_t)BPF_EXIST)
		return -EINVAL;
	if (map->existing >= map->definition->max_entries) {
		if (flags != BPF_EXIST)
			return -E2BIG;
		end_of_queue(map)->exists = false;
		map->existing--;
	}
	entry = add_entry(map, room, 0);
	if (!entry)
		return -E2BIG;
	entry->exists = true;
	map->existing++;
	memcpy(entry->value, value, map->definition->value_size);
	return 0;
}

/* The kernel clears what it cannot fill. */
long map_pop(struct map *map, void *value, bool peek)
{
	struct map_entry *entry = NULL;

	if (map_shape(map->definition) == MAP_QUEUE)
		entry = end_of_queue(map);
	if (!entry) {
		memset(value, 0, map->definition->value_size);
		return -ENOENT;
	}
	memcpy(value, entry->value, map->definition->value_size);
	if (!peek) {
		entry->exists = false;
		map->existing--;
	}
	return 0;
}
