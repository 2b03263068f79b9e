// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Memory that is all given back at once; see room.h. */
#include "selftests/interpreter/room.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { PART_SIZE = 64 * 1024 };

struct room_part {
	struct room_part *next;
	size_t size, used;
	alignas(16) unsigned char bytes[];
};

static struct room_part *add_part(struct room *room, size_t size)
{
	struct room_part *part = room->spare;

	if (part && part->size >= size) {
		room->spare = part->next;
	} else {
		if (size < PART_SIZE)
			size = PART_SIZE;
		part = malloc(sizeof(*part) + size);
		if (!part)
			return NULL;
		part->size = size;
	}
	part->used = 0;
	part->next = room->parts;
	room->parts = part;
	return part;
}

void *room_take(struct room *room, size_t size)
{
	struct room_part *part = room->parts;
	void *taken;

	size = (size + 15) & ~(size_t)15;
	if (!part || part->size - part->used < size)
		part = add_part(room, size);
	if (!part)
		return NULL;
	taken = part->bytes + part->used;
	part->used += size;
	return memset(taken, 0, size);
}

/* Large parts are not kept. */
void room_clear(struct room *room)
{
	while (room->parts) {
		struct room_part *part = room->parts;

		room->parts = part->next;
		if (part->size > PART_SIZE) {
			free(part);
			continue;
		}
		part->next = room->spare;
		room->spare = part;
	}
}

void room_free(struct room *room)
{
	room_clear(room);
	while (room->spare) {
		struct room_part *part = room->spare;

		room->spare = part->next;
		free(part);
	}
}
