// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Addresses of a program; see memory.h. */
#include "selftests/interpreter/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PAGE_BITS = 12, LEAST_KERNEL_ADDRESS = 1 << 16 };

static bool within(uint64_t offset, uint64_t size, uint64_t room)
{
	return offset <= room && size <= room - offset;
}

static unsigned char *value_at(struct machine *machine, size_t which, uint64_t offset,
			       uint64_t size)
{
	uint64_t pitch;
	struct map *map;

	if (which >= machine->map_count)
		return NULL;
	map = &machine->maps[which];
	pitch = map_pitch(map->definition);
	if (offset / pitch >= map->entry_count ||
	    !within(offset % pitch, size, map->definition->value_size))
		return NULL;
	return map->entries[offset / pitch]->value + offset % pitch;
}

static unsigned char *block_at(struct machine *machine, uint64_t address, uint64_t offset,
			       uint64_t size)
{
	struct block *block = machine_block_at(machine, address);

	offset &= (UINT64_C(1) << BLOCK_BITS) - 1;
	if (!block || !block->bytes || !within(offset, size, block->size))
		return NULL;
	return block->bytes + offset;
}

static unsigned char *frame_at(struct machine *machine, uint64_t offset, uint64_t size)
{
	uint64_t which = offset / FRAME_PITCH, within_frame = offset % FRAME_PITCH;

	if (which >= machine->depth || within_frame < FRAME_PITCH - FRAME_SIZE)
		return NULL;
	within_frame -= FRAME_PITCH - FRAME_SIZE;
	return within(within_frame, size, FRAME_SIZE) ? machine->frames[which].bytes + within_frame
						      : NULL;
}

static unsigned char *data_at(struct machine *machine, size_t which, uint64_t offset, uint64_t size,
			      bool write)
{
	const struct data *data;

	if (which >= machine->object->data_count)
		return NULL;
	data = &machine->object->data[which];
	if (!within(offset, size, data->size) || (write && !data->writable))
		return NULL;
	return machine->data[which] + offset;
}

/* What is just below the first zone is none of the kernel's memory either. */
static bool is_zone(uint64_t address)
{
	unsigned int zone = (address >> 40) & 0xff;

	return address >> 48 == 0xffff && zone >= ZONE_STACK - 1 && zone <= ZONE_LAST;
}

static bool is_packet(uint64_t address)
{
	return address - (PACKET_ADDRESS - PACKET_ROOM) < UINT64_C(3) * PACKET_ROOM;
}

unsigned char *memory_at(struct machine *machine, uint64_t address, uint64_t size, bool write)
{
	uint64_t offset = address & UINT32_MAX;
	size_t which = (address >> 32) & 0xff;

	if (!is_zone(address)) {
		offset = address - PACKET_ADDRESS;
		if (offset < machine->packet_meta || !within(offset, size, machine->packet_end))
			return NULL;
		return machine->packet + offset;
	}
	switch ((enum zone)((address >> 40) & 0xff)) {
	case ZONE_STACK:
		return which ? NULL : frame_at(machine, offset, size);
	case ZONE_CONTEXT:
		return within(offset, size, machine->context_size) && !which
			       ? machine->context + offset
			       : NULL;
	case ZONE_DATA:
		return data_at(machine, which, offset, size, write);
	case ZONE_VALUE:
		return value_at(machine, which, offset, size);
	case ZONE_BLOCK:
		return which ? NULL : block_at(machine, address, offset, size);
	default:
		return NULL;
	}
}

/* Eight bytes of the kernel's memory: pointers, numbers, text, or anything. */
static uint64_t kernel_word(uint64_t seed, uint64_t place)
{
	struct stream stream = stream_start(seed, STREAM_KERNEL_MEMORY, place);
	uint64_t any = stream_next(&stream) | (uint64_t)stream_next(&stream) << 32, text = 0;

	switch (stream_next(&stream) % 8) {
	case 0:
	case 1:
	case 2:
		return KERNEL_ADDRESS | (any & 0xfffffff8);
	case 3:
	case 4:
		any = stream_number(&stream);
		return any | (uint64_t)stream_number(&stream) << 32;
	case 5:
	case 6:
		for (unsigned int i = 0; i < any % 9; i++)
			text |= (uint64_t)('/' + stream_next(&stream) % 70) << 8 * i;
		return text;
	default:
		return any;
	}
}

/* Some pages are not there. */
static bool is_readable(uint64_t seed, uint64_t address)
{
	return address >= LEAST_KERNEL_ADDRESS && !is_zone(address) && !is_packet(address) &&
	       random_mix(seed, address >> PAGE_BITS) % 8;
}

static bool kernel_read(uint64_t seed, uint64_t address, size_t size, unsigned char *bytes)
{
	bool readable = true;

	for (size_t i = 0; i < size && readable; i++) {
		uint64_t word;

		readable = is_readable(seed, address + i);
		word = kernel_word(seed, (address + i) / sizeof(word));
		bytes[i] = (unsigned char)(word >> 8 * ((address + i) % sizeof(word)));
	}
	return readable;
}

long memory_probe(struct machine *machine, uint64_t address, size_t size, unsigned char *bytes)
{
	const unsigned char *from = memory_at(machine, address, size, false);

	if (from)
		memcpy(bytes, from, size);
	else if (!kernel_read(machine->seed, address, size, bytes))
		return -EFAULT;
	return 0;
}

static enum ending nothing_there(struct machine *machine, const char *what, uint64_t address,
				 uint64_t size)
{
	char text[48];

	memory_describe(machine, address, text, sizeof(text));
	return machine_end(machine, FAULT, "%s of %" PRIu64 " bytes at %s", what, size, text);
}

enum ending memory_read(struct machine *machine, uint64_t address, uint64_t size,
			const unsigned char **bytes)
{
	static const unsigned char none[1];
	unsigned char *copy;

	*bytes = size ? memory_at(machine, address, size, false) : none;
	if (*bytes)
		return GOES_ON;
	if (!machine->reads_kernel || is_zone(address) || is_packet(address) || size > PACKET_ROOM)
		return nothing_there(machine, "a helper's read", address, size);
	copy = room_take(&machine->room, size);
	if (!copy)
		return machine_end(machine, NOT_RUN, "out of memory");
	if (!kernel_read(machine->seed, address, size, copy))
		memset(copy, 0, size);
	*bytes = copy;
	return GOES_ON;
}

enum ending memory_write(struct machine *machine, uint64_t address, uint64_t size,
			 unsigned char **bytes)
{
	static unsigned char none[1];

	*bytes = size ? memory_at(machine, address, size, true) : none;
	return *bytes ? GOES_ON : nothing_there(machine, "a helper's write", address, size);
}

static uint64_t load_bytes(const unsigned char *from, unsigned int width)
{
	uint64_t value = 0;

	/* Little endian, as the machine this is run on. */
	memcpy(&value, from, width);
	return value;
}

/* The verifier makes of loads from the kernel's objects such as give 0 where nothing is. */
enum ending memory_load(struct machine *machine, uint64_t address, unsigned int width,
			uint64_t *value)
{
	const unsigned char *from = memory_at(machine, address, width, false);
	unsigned char bytes[sizeof(*value)];

	if (from) {
		*value = load_bytes(from, width);
		return GOES_ON;
	}
	if (!machine->reads_kernel || is_zone(address) || is_packet(address))
		return nothing_there(machine, "load", address, width);
	*value = 0;
	if (kernel_read(machine->seed, address, width, bytes))
		*value = load_bytes(bytes, width);
	return GOES_ON;
}

enum ending memory_store(struct machine *machine, uint64_t address, unsigned int width,
			 uint64_t value)
{
	unsigned char *to = memory_at(machine, address, width, true);

	if (!to)
		return nothing_there(machine, "store", address, width);
	memcpy(to, &value, width);
	return GOES_ON;
}

/* An address below an object is told from that object. */
void memory_describe(const struct machine *machine, uint64_t address, char *text, size_t size)
{
	static const char *const names[] = { "stack",  "context", "globals", "value of map",
					     "record", "map",	  "code" };
	uint64_t above = address + (UINT64_C(1) << 31);
	int64_t offset = (int64_t)(above & UINT32_MAX) - (INT64_C(1) << 31), which;
	unsigned int zone = (above >> 40) & 0xff;

	if (is_packet(address)) {
		snprintf(text, size, "packet%+" PRId64,
			 (int64_t)(address - PACKET_ADDRESS - machine->packet_start));
		return;
	}
	if (above >> 48 != 0xffff || zone < ZONE_STACK || zone > ZONE_LAST) {
		snprintf(text, size, "0x%" PRIx64, address);
		return;
	}
	if (zone != ZONE_STACK) {
		snprintf(text, size, "%s %u %+" PRId64, names[zone - ZONE_STACK],
			 (unsigned int)(above >> 32) & 0xff, offset);
		return;
	}
	which = offset < 0 ? 0 : offset / FRAME_PITCH;
	if (machine->depth && which >= (int64_t)machine->depth)
		which = (int64_t)machine->depth - 1;
	snprintf(text, size, "stack%+" PRId64 " of frame %" PRId64,
		 offset - (which + 1) * FRAME_PITCH, which);
}
