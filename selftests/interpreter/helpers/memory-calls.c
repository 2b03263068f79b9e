// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Helpers that read memory of the kernel, text and the arguments of the traced function. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "selftests/interpreter/helpers/helper.h"

enum { NAME_LENGTH = 16, MOST_DIGITS = 64, MOST_ARGUMENTS = 6 };

/* Draws nothing: bpfmend copies a buffer onto itself so. Where nothing can be read, zeroes come. */
enum ending help_probe_read(struct call *call)
{
	uint64_t size = size_argument(call, 2);
	unsigned char *to, *copy;
	enum ending ending = memory_write(call->machine, call->arguments[1], size, &to);
	long error;

	if (ending)
		return ending;
	copy = room_take(&call->machine->room, size + 1);
	if (!copy)
		return machine_end(call->machine, NOT_RUN, "out of memory");
	/* What is read may overlap with what is written. */
	error = memory_probe(call->machine, call->arguments[3], size, copy);
	memcpy(to, copy, size);
	if (error)
		memset(to, 0, size);
	return answer(call, error);
}

static enum ending read_string(struct call *call, uint64_t address, unsigned char *to, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		long error = memory_probe(call->machine, address + i, 1, &to[i]);

		if (error) {
			memset(to, 0, size);
			return answer(call, error);
		}
		if (i + 1 == size)
			to[i] = 0;
		if (!to[i])
			return answer(call, (int64_t)i + 1);
	}
	return answer(call, 0);
}

enum ending help_probe_read_string(struct call *call)
{
	uint64_t size = size_argument(call, 2);
	unsigned char *to;
	enum ending ending = memory_write(call->machine, call->arguments[1], size, &to);

	return ending ? ending : read_string(call, call->arguments[3], to, size);
}

/* The name of the task is the same all through a run. */
enum ending help_comm(struct call *call)
{
	struct stream stream =
		stream_start(call->machine->seed, STREAM_HELPER, BPF_FUNC_get_current_comm);
	uint64_t size = size_argument(call, 2);
	char name[NAME_LENGTH] = { 0 };
	unsigned char *to;
	enum ending ending = memory_write(call->machine, call->arguments[1], size, &to);
	uint32_t length = stream_next(&stream) % NAME_LENGTH;

	if (ending)
		return ending;
	for (uint32_t i = 0; i < length; i++)
		name[i] = (char)('a' + stream_next(&stream) % 26);
	memset(to, 0, size);
	memcpy(to, name, size < NAME_LENGTH ? size : NAME_LENGTH);
	if (size && size < NAME_LENGTH)
		to[size - 1] = 0;
	return answer(call, 0);
}

enum ending help_compare_strings(struct call *call)
{
	uint64_t size = size_argument(call, 2);
	const char *other;
	const unsigned char *one;
	enum ending ending = memory_read(call->machine, call->arguments[1], size, &one);

	if (!ending)
		ending = call_string(call, call->arguments[3], size, &other);
	return ending ? ending : answer(call, size ? strncmp((const char *)one, other, size) : 0);
}

/* It leaves the result where it fails. */
enum ending help_parse_number(struct call *call)
{
	uint64_t size = size_argument(call, 2), base = call->arguments[3];
	bool is_signed = call->id == BPF_FUNC_strtol;
	char text[MOST_DIGITS + 1] = "", *end = text;
	const unsigned char *from;
	unsigned char *to;
	uint64_t value;
	enum ending ending = memory_read(call->machine, call->arguments[1], size, &from);

	if (!ending)
		ending = memory_write(call->machine, call->arguments[4], sizeof(value), &to);
	if (ending)
		return ending;
	if (!size || (base && base != 8 && base != 10 && base != 16))
		return answer(call, -EINVAL);
	memcpy(text, from, size < MOST_DIGITS ? size : MOST_DIGITS);
	errno = 0;
	if (is_signed)
		value = (uint64_t)strtoll(text, &end, (int)base);
	else
		value = strtoull(text, &end, (int)base);
	if (end == text || (!is_signed && strchr(text, '-') && strchr(text, '-') < end))
		return answer(call, -EINVAL);
	if (errno)
		return answer(call, -ERANGE);
	memcpy(to, &value, sizeof(value));
	return answer(call, end - text);
}

static uint64_t add_words(uint64_t sum, const unsigned char *bytes, size_t size, bool less)
{
	for (size_t i = 0; i < size; i += sizeof(uint32_t)) {
		uint32_t word;

		memcpy(&word, bytes + i, sizeof(word));
		sum += less ? ~word : word;
		sum = (sum & UINT32_MAX) + (sum >> 32);
	}
	return sum;
}

enum ending help_checksum(struct call *call)
{
	uint64_t from_size = size_argument(call, 2), to_size = size_argument(call, 4);
	const unsigned char *from, *to;
	uint64_t sum = (uint32_t)call->arguments[5];
	enum ending ending = memory_read(call->machine, call->arguments[1], from_size, &from);

	if (!ending)
		ending = memory_read(call->machine, call->arguments[3], to_size, &to);
	if (ending)
		return ending;
	if ((from_size | to_size) % sizeof(uint32_t) || from_size + to_size > FRAME_SIZE)
		return answer(call, -EINVAL);
	sum = add_words(sum, from, from_size, true);
	return answer(call, (int64_t)add_words(sum, to, to_size, false));
}

static enum ending give_word(struct call *call, uint64_t address, const unsigned char *word)
{
	unsigned char *to;
	enum ending ending = memory_write(call->machine, address, sizeof(uint64_t), &to);

	if (ending)
		return ending;
	memcpy(to, word, sizeof(uint64_t));
	return answer(call, 0);
}

enum ending help_argument(struct call *call)
{
	uint64_t which = (uint32_t)call->arguments[2];

	if (which >= MOST_ARGUMENTS)
		return answer(call, -EINVAL);
	return give_word(call, call->arguments[3], call->machine->context + which * 8);
}

enum ending help_returned(struct call *call)
{
	return give_word(call, call->arguments[2], call->machine->context + 8 * MOST_ARGUMENTS);
}

enum ending help_argument_count(struct call *call)
{
	return answer(call, MOST_ARGUMENTS);
}

enum ending kfunc_nothing(struct call *call)
{
	return answer(call, 0);
}

/* A path that ends within the buffer, which is written up to there. */
enum ending kfunc_path(struct call *call)
{
	uint64_t size = size_argument(call, 3);
	unsigned char *to;
	enum ending ending = memory_write(call->machine, call->arguments[2], size, &to);
	size_t length;

	if (ending)
		return ending;
	if (!size || call_fails(call, 4))
		return answer(call, -ENAMETOOLONG);
	length = stream_next(&call->stream) % size;
	for (size_t i = 0; i < length; i++)
		to[i] = (unsigned char)('/' + stream_next(&call->stream) % 70);
	to[length] = 0;
	return answer(call, (int64_t)length + 1);
}

enum ending kfunc_copy_string(struct call *call)
{
	uint64_t size = size_argument(call, 2);
	unsigned char *to;
	enum ending ending = memory_write(call->machine, call->arguments[1], size, &to);

	return ending ? ending : read_string(call, call->arguments[3], to, size);
}
