// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Open addressing, at most half full; see value_map.h. */
#include "llvm-pass/ir/value_map.h"

#include <errno.h>
#include <stdlib.h>

struct value_map_slot {
	LLVMValueRef value; /* NULL if free */
	size_t index;
};

/* The slot where value is, or belongs. */
static struct value_map_slot *slot_of(const struct value_map *map, LLVMValueRef value)
{
	/* Fibonacci hashing; the lowest bits of an address say little. */
	uint64_t hash = ((uint64_t)(uintptr_t)value >> 4) * UINT64_C(0x9e3779b97f4a7c15);
	size_t place = (size_t)(hash >> 32) & (map->room - 1);

	while (map->slots[place].value && map->slots[place].value != value)
		place = (place + 1) & (map->room - 1);
	return &map->slots[place];
}

size_t value_map_get(const struct value_map *map, LLVMValueRef value)
{
	const struct value_map_slot *slot = map->room ? slot_of(map, value) : NULL;

	return slot && slot->value ? slot->index : VALUE_MAP_NONE;
}

static int grow(struct value_map *map)
{
	struct value_map larger = { .room = map->room ? map->room * 2 : 16, .count = map->count };

	larger.slots = calloc(larger.room, sizeof(*larger.slots));
	if (!larger.slots)
		return -ENOMEM;
	for (size_t i = 0; i < map->room; i++)
		if (map->slots[i].value)
			*slot_of(&larger, map->slots[i].value) = map->slots[i];
	free(map->slots);
	*map = larger;
	return 0;
}

int value_map_add(struct value_map *map, LLVMValueRef value, size_t index)
{
	if (2 * map->count >= map->room && grow(map))
		return -ENOMEM;
	*slot_of(map, value) = (struct value_map_slot){ value, index };
	map->count++;
	return 0;
}

void value_map_free(struct value_map *map)
{
	free(map->slots);
	*map = (struct value_map){ 0 };
}
