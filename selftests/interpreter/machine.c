// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What a program can reach, before and during a run; see machine.h. */
#include "selftests/interpreter/machine.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "selftests/interpreter/globals.h"

int machine_open(struct machine *machine, const struct bytecode *object)
{
	memset(machine, 0, sizeof(*machine));
	machine->object = object;
	machine->budget = DEFAULT_BUDGET;
	if (object->map_count > MOST_MAPS || object->data_count > MOST_MAPS)
		return -E2BIG;
	machine->maps = calloc(MOST_MAPS, sizeof(*machine->maps));
	if (!machine->maps || globals_open(machine)) {
		machine_close(machine);
		return -ENOMEM;
	}
	for (size_t i = 0; i < object->map_count; i++)
		machine->maps[i].definition = &object->maps[i];
	machine->map_count = object->map_count;
	return 0;
}

void machine_close(struct machine *machine)
{
	globals_close(machine);
	for (size_t i = 0; machine->maps && i < MOST_MAPS; i++)
		map_free(&machine->maps[i]);
	free(machine->maps);
	free(machine->trace.bytes);
	room_free(&machine->room);
	machine->maps = NULL;
	machine->trace = (struct trace){ 0 };
}

int machine_start(struct machine *machine, uint64_t seed, unsigned char pattern)
{
	const struct bytecode *object = machine->object;

	for (size_t i = 0; i < machine->map_count; i++)
		map_clear(&machine->maps[i]);
	machine->map_count = object->map_count;
	room_clear(&machine->room);
	machine->seed = seed;
	if (globals_start(machine))
		return -ENOMEM;
	machine->pattern = pattern;
	machine->depth = 0;
	machine->context_size = 0;
	machine->packet_meta = machine->packet_start = machine->packet_end = 0;
	machine->block_count = 0;
	machine->dynptr_count = 0;
	machine->trace.size = 0;
	memset(machine->calls, 0, sizeof(machine->calls));
	memset(machine->kfunc_calls, 0, sizeof(machine->kfunc_calls));
	machine->executed = 0;
	machine->place = 0;
	machine->reason[0] = 0;
	return 0;
}

enum ending machine_end(struct machine *machine, enum ending ending, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(machine->reason, sizeof(machine->reason), format, arguments);
	va_end(arguments);
	return ending;
}

enum ending machine_trace(struct machine *machine, uint32_t kind, const void *bytes, size_t size)
{
	uint32_t head[] = { kind, (uint32_t)size };
	struct trace *trace = &machine->trace;
	size_t needed = trace->size + sizeof(head) + size;

	if (needed > trace->room) {
		unsigned char *grown = realloc(trace->bytes, 2 * needed);

		if (!grown)
			return machine_end(machine, NOT_RUN, "out of memory");
		trace->bytes = grown;
		trace->room = 2 * needed;
	}
	memcpy(trace->bytes + trace->size, head, sizeof(head));
	if (size)
		memcpy(trace->bytes + trace->size + sizeof(head), bytes, size);
	trace->size = needed;
	return GOES_ON;
}

uint64_t machine_block(struct machine *machine, size_t size, size_t map)
{
	size_t which = machine->block_count;
	struct stream stream = stream_start(machine->seed, STREAM_RECORD, which);
	unsigned char *bytes;

	if (which == MOST_BLOCKS || size >= (size_t)1 << BLOCK_BITS)
		return 0;
	bytes = room_take(&machine->room, size + 1);
	if (!bytes)
		return 0;
	stream_fill(&stream, bytes, size);
	machine->blocks[which] = (struct block){ bytes, size, map };
	machine->block_count++;
	return zone_address(ZONE_BLOCK, 0, (uint64_t)which << BLOCK_BITS);
}

struct block *machine_block_at(struct machine *machine, uint64_t address)
{
	uint64_t which = (address - zone_address(ZONE_BLOCK, 0, 0)) >> BLOCK_BITS;

	return which < machine->block_count ? &machine->blocks[which] : NULL;
}
