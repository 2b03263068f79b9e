// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Dynptrs: what lies in the program's memory is a number, one more than the place in the machine's
 * list; 0 is none. A slice of a packet is the packet itself, or a copy in the buffer that is given,
 * as the kernel makes one where the packet is in pieces.
 */
#include <errno.h>
#include <string.h>

#include "selftests/interpreter/helpers/helper.h"

enum { DYNPTR_SIZE = 16 };

static enum ending put(struct call *call, uint64_t to, uint64_t number)
{
	uint64_t words[DYNPTR_SIZE / sizeof(uint64_t)] = { number, 0 };
	unsigned char *bytes;
	enum ending ending = memory_write(call->machine, to, sizeof(words), &bytes);

	if (!ending)
		memcpy(bytes, words, sizeof(words));
	return ending;
}

static enum ending make(struct call *call, uint64_t to, struct dynptr dynptr)
{
	struct machine *machine = call->machine;

	if (machine->dynptr_count == MOST_DYNPTRS)
		return machine_end(machine, NOT_RUN, "more than %d dynptrs", MOST_DYNPTRS);
	machine->dynptrs[machine->dynptr_count++] = dynptr;
	return put(call, to, machine->dynptr_count);
}

/* NULL is the dynptr that is none. */
static enum ending get(struct call *call, unsigned int argument, struct dynptr **dynptr)
{
	const unsigned char *bytes;
	uint64_t number;
	enum ending ending =
		memory_read(call->machine, call->arguments[argument], DYNPTR_SIZE, &bytes);

	if (ending)
		return ending;
	memcpy(&number, bytes, sizeof(number));
	if (number > call->machine->dynptr_count)
		return machine_end(call->machine, FAULT, "argument %u is no dynptr", argument);
	*dynptr = number ? &call->machine->dynptrs[number - 1] : NULL;
	return GOES_ON;
}

static bool has(const struct dynptr *dynptr, uint64_t offset, uint64_t size)
{
	return dynptr && offset <= dynptr->size && size <= dynptr->size - offset;
}

enum ending help_dynptr_memory(struct call *call)
{
	uint64_t size = call->arguments[2];
	unsigned char *bytes;
	enum ending ending = memory_write(call->machine, call->arguments[1], size, &bytes);

	if (!ending)
		ending = make(call, call->arguments[4],
			      (struct dynptr){ call->arguments[1], (uint32_t)size, false });
	return ending;
}

enum ending kfunc_dynptr_packet(struct call *call)
{
	struct machine *machine = call->machine;
	enum ending ending;

	if (call->arguments[2]) {
		ending = put(call, call->arguments[3], 0);
		return ending ? ending : answer(call, -EINVAL);
	}
	return make(call, call->arguments[3],
		    (struct dynptr){ PACKET_ADDRESS + machine->packet_start,
				     (uint32_t)(machine->packet_end - machine->packet_start),
				     false });
}

enum ending help_dynptr_read(struct call *call)
{
	uint64_t size = call->arguments[2], offset = (uint32_t)call->arguments[4];
	const unsigned char *from;
	struct dynptr *dynptr = NULL;
	unsigned char *to;
	enum ending ending = get(call, 3, &dynptr);

	if (!ending)
		ending = memory_write(call->machine, call->arguments[1], size, &to);
	if (ending)
		return ending;
	if (!dynptr)
		return answer(call, -EINVAL);
	if (!has(dynptr, offset, size))
		return answer(call, -E2BIG);
	ending = memory_read(call->machine, dynptr->address + offset, size, &from);
	if (!ending)
		memmove(to, from, size);
	return ending;
}

enum ending help_dynptr_write(struct call *call)
{
	uint64_t size = call->arguments[4], offset = (uint32_t)call->arguments[2];
	const unsigned char *from;
	struct dynptr *dynptr = NULL;
	unsigned char *to;
	enum ending ending = get(call, 1, &dynptr);

	if (!ending)
		ending = memory_read(call->machine, call->arguments[3], size, &from);
	if (ending)
		return ending;
	if (!dynptr)
		return answer(call, -EINVAL);
	if (!has(dynptr, offset, size))
		return answer(call, -E2BIG);
	ending = memory_write(call->machine, dynptr->address + offset, size, &to);
	if (!ending)
		memmove(to, from, size);
	return ending;
}

enum ending help_dynptr_data(struct call *call)
{
	uint64_t offset = (uint32_t)call->arguments[2], size = call->arguments[3];
	struct dynptr *dynptr = NULL;
	enum ending ending = get(call, 1, &dynptr);

	if (ending || !has(dynptr, offset, size))
		return ending;
	return answer(call, (int64_t)(dynptr->address + offset));
}

enum ending kfunc_dynptr_slice(struct call *call)
{
	uint64_t offset = (uint32_t)call->arguments[2], size = call->arguments[4];
	const unsigned char *from;
	struct dynptr *dynptr = NULL;
	unsigned char *to;
	enum ending ending = get(call, 1, &dynptr);

	if (ending || !has(dynptr, offset, size))
		return ending;
	if (!call->arguments[3] || call_fails(call, 2))
		return answer(call, (int64_t)(dynptr->address + offset));
	ending = memory_read(call->machine, dynptr->address + offset, size, &from);
	if (!ending)
		ending = memory_write(call->machine, call->arguments[3], size, &to);
	if (ending)
		return ending;
	memmove(to, from, size);
	return answer(call, (int64_t)call->arguments[3]);
}

enum ending help_dynptr_reserve(struct call *call)
{
	struct map *map = call_map(call, 1);
	uint64_t size = call->arguments[2], record = 0;
	enum ending ending;

	if (!map)
		return FAULT;
	if (!call_fails(call, 8))
		record =
			machine_block(call->machine, size, (size_t)(map - call->machine->maps) + 1);
	if (record)
		return make(call, call->arguments[4],
			    (struct dynptr){ record, (uint32_t)size, true });
	ending = put(call, call->arguments[4], 0);
	return ending ? ending : answer(call, -EINVAL);
}

static enum ending give_back(struct call *call, bool seen)
{
	struct dynptr *dynptr = NULL;
	struct block *block;
	enum ending ending = get(call, 1, &dynptr);

	if (ending || !dynptr)
		return ending;
	block = machine_block_at(call->machine, dynptr->address);
	if (!dynptr->is_record || !block || !block->bytes)
		return machine_end(call->machine, FAULT, "the dynptr is of no record");
	if (seen)
		ending = machine_trace(call->machine, call->id, block->bytes, block->size);
	block->bytes = NULL;
	dynptr->size = 0;
	return ending;
}

enum ending help_dynptr_submit(struct call *call)
{
	return give_back(call, true);
}

enum ending help_dynptr_discard(struct call *call)
{
	return give_back(call, false);
}

enum ending kfunc_dynptr_size(struct call *call)
{
	struct dynptr *dynptr = NULL;
	enum ending ending = get(call, 1, &dynptr);

	return ending ? ending : answer(call, dynptr ? (int64_t)dynptr->size : -EINVAL);
}

enum ending kfunc_dynptr_is_null(struct call *call)
{
	struct dynptr *dynptr = NULL;
	enum ending ending = get(call, 1, &dynptr);

	return ending ? ending : answer(call, !dynptr);
}

enum ending kfunc_dynptr_is_read_only(struct call *call)
{
	return answer(call, 0);
}

enum ending kfunc_dynptr_adjust(struct call *call)
{
	uint32_t start = (uint32_t)call->arguments[2], end = (uint32_t)call->arguments[3];
	struct dynptr *dynptr = NULL;
	enum ending ending = get(call, 1, &dynptr);

	if (ending)
		return ending;
	if (!dynptr || start > end)
		return answer(call, -EINVAL);
	if (end > dynptr->size)
		return answer(call, -ERANGE);
	dynptr->address += start;
	dynptr->size = end - start;
	return answer(call, 0);
}

enum ending kfunc_dynptr_clone(struct call *call)
{
	struct dynptr *dynptr = NULL;
	enum ending ending = get(call, 1, &dynptr);

	if (ending)
		return ending;
	if (!dynptr) {
		ending = put(call, call->arguments[2], 0);
		return ending ? ending : answer(call, -EINVAL);
	}
	return make(call, call->arguments[2], *dynptr);
}
