// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Helpers by which a program says something: perf events, ring buffers, prints. */
#include <errno.h>
#include <string.h>

#include "selftests/interpreter/helpers/format.h"
#include "selftests/interpreter/helpers/helper.h"

enum { MOST_FORMAT = 256, MOST_VALUES = 12, MOST_RECORD = 1 << 19 };

static enum ending trace_memory(struct call *call, uint64_t address, uint64_t size)
{
	const unsigned char *bytes;
	enum ending ending = memory_read(call->machine, address, size, &bytes);

	return ending ? ending : machine_trace(call->machine, call->id, bytes, size);
}

/* Flags say the processor, and how much of the packet goes with it. */
enum ending help_output(struct call *call)
{
	struct map *map = call_map(call, 2);
	enum ending ending = map ? call_trace_numbers(call, 3, 1) : FAULT;

	if (!ending)
		ending = trace_memory(call, call->arguments[4], call->arguments[5]);
	return ending ? ending : answer(call, call_fails(call, 8) ? -ENOENT : 0);
}

enum ending help_ring_output(struct call *call)
{
	struct map *map = call_map(call, 1);
	enum ending ending = map ? call_trace_numbers(call, 4, 1) : FAULT;

	if (!ending)
		ending = trace_memory(call, call->arguments[2], call->arguments[3]);
	return ending ? ending : answer(call, call_fails(call, 8) ? -EAGAIN : 0);
}

enum ending help_ring_reserve(struct call *call)
{
	struct map *map = call_map(call, 1);
	uint64_t size = call->arguments[2];

	if (!map)
		return FAULT;
	if (size > MOST_RECORD || call_fails(call, 8))
		return answer(call, 0);
	return answer(call, (int64_t)machine_block(call->machine, size,
						   (size_t)(map - call->machine->maps) + 1));
}

static enum ending give_back(struct call *call, bool seen)
{
	struct block *block = machine_block_at(call->machine, call->arguments[1]);
	enum ending ending = GOES_ON;

	if (!block || !block->bytes || !block->map ||
	    call->arguments[1] % ((uint64_t)1 << BLOCK_BITS))
		return machine_end(call->machine, FAULT, "what helper %u is given is no record",
				   call->id);
	if (seen)
		ending = machine_trace(call->machine, call->id, block->bytes, block->size);
	block->bytes = NULL;
	return ending;
}

enum ending help_ring_submit(struct call *call)
{
	return give_back(call, true);
}

enum ending help_ring_discard(struct call *call)
{
	return give_back(call, false);
}

/* The string is one of the program's, with its size or a NUL. */
static enum ending print(struct call *call, unsigned int format, uint64_t size,
			 const uint64_t *values, size_t count)
{
	char text[MOST_FORMATTED];
	const char *string;
	int64_t length = 0;
	enum ending ending = call_string(call, call->arguments[format],
					 size < MOST_FORMAT ? size : MOST_FORMAT, &string);

	if (!ending)
		ending = format_text(call, string, values, count, text, &length);
	if (!ending)
		ending = machine_trace(call->machine, call->id, text, strlen(text));
	return ending ? ending : answer(call, length);
}

enum ending help_print(struct call *call)
{
	return print(call, 1, call->arguments[2], &call->arguments[3], 3);
}

static enum ending read_values(struct call *call, unsigned int argument, uint64_t *values,
			       size_t *count)
{
	uint64_t size = call->arguments[argument + 1];
	const unsigned char *bytes;
	enum ending ending = memory_read(call->machine, call->arguments[argument], size, &bytes);

	*count = size / sizeof(*values);
	if (*count > MOST_VALUES)
		*count = MOST_VALUES;
	if (!ending)
		memcpy(values, bytes, *count * sizeof(*values));
	return ending;
}

enum ending help_print_list(struct call *call)
{
	uint64_t values[MOST_VALUES];
	size_t count;
	enum ending ending = read_values(call, 3, values, &count);

	return ending ? ending : print(call, 1, call->arguments[2], values, count);
}

enum ending help_print_sequence(struct call *call)
{
	uint64_t values[MOST_VALUES];
	size_t count;
	enum ending ending = read_values(call, 4, values, &count);

	if (!ending)
		ending = print(call, 2, call->arguments[3], values, count);
	return ending ? ending : answer(call, call_fails(call, 8) ? -EOVERFLOW : 0);
}

/* What is behind the NUL stays as it was. */
enum ending help_format(struct call *call)
{
	uint64_t size = size_argument(call, 2), values[MOST_VALUES];
	char text[MOST_FORMATTED];
	const char *string;
	unsigned char *to;
	int64_t length = 0;
	size_t count, part;
	enum ending ending = read_values(call, 4, values, &count);

	if (!ending)
		ending = memory_write(call->machine, call->arguments[1], size, &to);
	if (!ending)
		ending = call_string(call, call->arguments[3], MOST_FORMAT, &string);
	if (!ending)
		ending = format_text(call, string, values, count, text, &length);
	if (ending || length < 0)
		return ending ? ending : answer(call, length);
	part = (size_t)length + 1 < size ? (size_t)length + 1 : size;
	memcpy(to, text, part);
	if (part)
		to[part - 1] = 0;
	return answer(call, length + 1);
}
