// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Estimates what maps take; see map-room.h. One processor: a per-CPU map has one copy. */
#include "lab/map-room.h"

#include <linux/bpf.h>
#include <stdbool.h>

/* linux/bpf.h of an old machine lacks it. */
enum { MAP_TYPE_CGRP_STORAGE = 32 };

/* An element of a hash table has links, a lock's share and its padding beside key and value. */
#define HASH_OVERHEAD 64ULL

static unsigned long long padded(unsigned long long size)
{
	return (size + 7) & ~7ULL;
}

unsigned long long map_entry_room(const struct bpf_map *map)
{
	const bool prealloc = !(bpf_map__map_flags(map) & BPF_F_NO_PREALLOC);
	const unsigned long long value = padded(bpf_map__value_size(map));

	switch ((int)bpf_map__type(map)) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
		/* The buckets are there in any case. */
		return prealloc ? padded(bpf_map__key_size(map)) + value + HASH_OVERHEAD : 16;
	case BPF_MAP_TYPE_HASH_OF_MAPS:
	case BPF_MAP_TYPE_SOCKHASH:
	case BPF_MAP_TYPE_DEVMAP_HASH:
		return 16;
	case BPF_MAP_TYPE_STACK_TRACE:
		return value + 32;
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK:
	case BPF_MAP_TYPE_BLOOM_FILTER:
		return value;
	case BPF_MAP_TYPE_RINGBUF:
	case BPF_MAP_TYPE_USER_RINGBUF:
		return 1;
	case BPF_MAP_TYPE_LPM_TRIE:
	case BPF_MAP_TYPE_SK_STORAGE:
	case BPF_MAP_TYPE_INODE_STORAGE:
	case BPF_MAP_TYPE_TASK_STORAGE:
	case MAP_TYPE_CGRP_STORAGE:
	case BPF_MAP_TYPE_STRUCT_OPS:
		return 0;
	default:
		return 8;
	}
}

unsigned long long maps_room(const struct bpf_object *object)
{
	unsigned long long room = 0;
	struct bpf_map *map;

	bpf_object__for_each_map (map, object)
		if (bpf_map__autocreate(map))
			room += map_entry_room(map) * bpf_map__max_entries(map);
	return room;
}
