/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Maps of a run. What is in a map before is a function of the seed, the map's name and the key, and
 * comes into being when it is looked up: in arrays zeroes or numbers, in tables with keys about
 * half of the keys exist. A map by processor is one, as all runs on one. Values keep their place as
 * long as the run: what was deleted can still be read, as in the kernel.
 */
#ifndef BPFMEND_INTERPRETER_MAPS_H
#define BPFMEND_INTERPRETER_MAPS_H

#include "llvm-pass/bytecode/bytecode.h"
#include "selftests/interpreter/room.h"

enum { MAP_BUCKETS = 32 };

struct map_entry {
	struct map_entry *next; /* of the bucket */
	unsigned char *key, *value;
	bool exists;
	size_t place; /* among the entries */
};

struct map {
	const struct map_definition *definition;
	uint64_t salt; /* tells apart what has the same definition */
	struct map_entry *buckets[MAP_BUCKETS];
	struct map_entry **entries;
	size_t entry_count, entry_room;
	size_t existing; /* of those that a program has put or seen */
};

enum map_shape {
	MAP_ARRAY,
	MAP_TABLE,
	MAP_QUEUE,
	MAP_OF_MAPS,
	MAP_SINK, /* takes records and events */
	MAP_CHOICE, /* programs, devices, sockets, control groups */
	MAP_STORAGE, /* keyed by a kernel object's address */
	MAP_UNKNOWN,
};

enum map_shape map_shape(const struct map_definition *definition);
size_t map_key_size(const struct map_definition *definition);
/* How far apart the addresses of two values are. */
uint64_t map_pitch(const struct map_definition *definition);

/* Forgets all entries. The array of them is kept. */
void map_clear(struct map *map);
void map_free(struct map *map);

/*
 * The entry of the key, which is made if it was not looked at before, and may not exist; NULL where
 * an array has none or there is no memory.
 */
struct map_entry *map_entry(struct map *map, struct room *room, uint64_t seed, const void *key);

/* As the helpers return: 0 or a negative errno. */
long map_update(struct map *map, struct room *room, uint64_t seed, const void *key,
		const void *value, uint64_t flags);
long map_delete(struct map *map, struct room *room, uint64_t seed, const void *key);

/* Queues and stacks. What is popped is copied; peek leaves it. */
long map_push(struct map *map, struct room *room, const void *value, uint64_t flags);
long map_pop(struct map *map, void *value, bool peek);

#endif
