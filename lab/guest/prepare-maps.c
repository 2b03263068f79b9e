// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Stands in for a loader: maps; see prepare.h. What a map is given here is what most loaders would
 * give it, or less. A map's size does not decide a verdict, but for constant keys of arrays, so an
 * array is the last to be made smaller.
 */
#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <sys/sysinfo.h>

#include "lab/guest/prepare.h"
#include "lab/map-room.h"

/* linux/bpf.h of an old machine lacks it. */
enum { MAP_TYPE_CGRP_STORAGE = 32 };

#define DEFAULT_ENTRIES 1024U
#define DEFAULT_RING (256U << 10)
#define DEFAULT_SIZE 4U
#define SMALLEST_RING 4096U

static bool is_ring(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF ||
	       bpf_map__type(map) == BPF_MAP_TYPE_USER_RINGBUF;
}

static bool is_array(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_ARRAY ||
	       bpf_map__type(map) == BPF_MAP_TYPE_PERCPU_ARRAY;
}

static bool is_table(const struct bpf_map *map)
{
	switch (bpf_map__type(map)) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
		return true;
	default:
		return false;
	}
}

static bool is_of_maps(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
	       bpf_map__type(map) == BPF_MAP_TYPE_HASH_OF_MAPS;
}

/* Kinds whose entries are none, or that libbpf counts by itself. */
static bool needs_no_entries(const struct bpf_map *map)
{
	switch ((int)bpf_map__type(map)) {
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
	case BPF_MAP_TYPE_SK_STORAGE:
	case BPF_MAP_TYPE_INODE_STORAGE:
	case BPF_MAP_TYPE_TASK_STORAGE:
	case MAP_TYPE_CGRP_STORAGE:
	case BPF_MAP_TYPE_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
	case BPF_MAP_TYPE_STRUCT_OPS:
		return true;
	default:
		return false;
	}
}

static void give_inner(struct bpf_map *map, struct notes *notes)
{
	int inner;

	if (!is_of_maps(map) || bpf_map__inner_map(map))
		return;
	inner = bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 8, 1, NULL);
	if (inner >= 0 && !bpf_map__set_inner_map_fd(map, inner))
		note(notes, "map '%s' has no inner map: an array of 8 bytes", bpf_map__name(map));
}

static void complete(struct bpf_map *map, struct notes *notes)
{
	const char *name = bpf_map__name(map);

	if (bpf_map__type(map) == BPF_MAP_TYPE_UNSPEC) {
		bpf_map__set_type(map, BPF_MAP_TYPE_HASH);
		note(notes, "map '%s' has no type: a hash", name);
	}
	if (is_table(map) && !bpf_map__key_size(map)) {
		bpf_map__set_key_size(map, DEFAULT_SIZE);
		note(notes, "map '%s' has no key: %u bytes", name, DEFAULT_SIZE);
	}
	if (is_table(map) && !bpf_map__value_size(map)) {
		bpf_map__set_value_size(map, DEFAULT_SIZE);
		note(notes, "map '%s' has no value: %u bytes", name, DEFAULT_SIZE);
	}
	if (!bpf_map__max_entries(map) && !needs_no_entries(map)) {
		unsigned int entries = is_ring(map) ? DEFAULT_RING
				       : bpf_map__type(map) == BPF_MAP_TYPE_CPUMAP
					       ? 1
					       : DEFAULT_ENTRIES;

		bpf_map__set_max_entries(map, entries);
		note(notes, "map '%s' has no size: %u", name, entries);
	}
	give_inner(map, notes);
}

/* Round numbers, so that runs and kernels have the same ones. */
static unsigned int power_of_two_below(unsigned int number)
{
	unsigned int power = 1;

	while (power < (number + 1) / 2)
		power *= 2;
	return power;
}

/* Leaves the map that many bytes at most. */
static void reduce(struct bpf_map *map, unsigned long long bytes, struct notes *notes)
{
	unsigned long long entry = map_entry_room(map);
	unsigned int before = bpf_map__max_entries(map), after = before;

	if (!entry || entry * before <= bytes)
		return;
	if (is_ring(map))
		while (after > SMALLEST_RING && after > bytes)
			after /= 2;
	else
		while (after > 1 && after * entry > bytes)
			after = power_of_two_below(after);
	if (after == before || bpf_map__set_max_entries(map, after))
		return;
	note(notes, "map '%s' made smaller to fit the machine: %u instead of %u",
	     bpf_map__name(map), after, before);
}

/* Halves the share of a map until all fit: of what is no array first. */
static void make_fit(struct bpf_object *object, unsigned long long room, struct notes *notes)
{
	for (int arrays = 0; arrays <= 1; arrays++)
		for (unsigned long long share = room; share > SMALLEST_RING; share /= 2) {
			unsigned long long sum = 0;
			struct bpf_map *map;

			bpf_object__for_each_map (map, object) {
				unsigned long long bytes =
					map_entry_room(map) * bpf_map__max_entries(map);
				bool may = arrays || !is_array(map);

				sum += may && bytes > share ? share : bytes;
			}
			if (sum > room && share / 2 > SMALLEST_RING)
				continue;
			bpf_object__for_each_map (map, object)
				if (arrays || !is_array(map))
					reduce(map, share, notes);
			break;
		}
}

void prepare_maps(struct bpf_object *object, struct notes *notes)
{
	unsigned long long room;
	struct sysinfo system;
	struct bpf_map *map;

	bpf_object__for_each_map (map, object)
		if (bpf_map__autocreate(map))
			complete(map, notes);
	if (sysinfo(&system))
		return;
	room = (unsigned long long)system.totalram * system.mem_unit / 2;
	if (maps_room(object) > room)
		make_fit(object, room, notes);
}
