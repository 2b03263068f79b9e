// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Helpers that only answer, by answers.def, and what they do to memory, by the contracts that the
 * pass believes: what is declared to be read is read, what may be written is written sometimes.
 */
#include <errno.h>
#include <string.h>

#include "selftests/interpreter/helpers/helper.h"

enum answer_kind { NONE, NUMBER, CLOCK, FIXED, OBJECT, STATUS, CODE, LENGTH, WORDS, NOTHING };

static const struct answer_row {
	enum answer_kind kind;
	unsigned int first, count; /* of the arguments that are traced */
	bool seen;
} rows[MOST_HELPERS] = {
#define ANSWER(NAME, KIND, FIRST, COUNT, SEEN) [BPF_FUNC_##NAME] = { KIND, FIRST, COUNT, SEEN },
#include "selftests/interpreter/helpers/answers.def"
};

enum effect { READS = 1, WRITES_ALL = 2, MAY_WRITE = 4, KEEPS = 8 };

enum size_kind { OF_ARGUMENT, OF_BYTES, OF_MAP_KEY, OF_MAP_VALUE, OF_STRING };

struct memory_row {
	uint32_t id;
	unsigned int argument;
	unsigned int effect;
	enum size_kind size_kind;
	unsigned int size;
};

#define SIZE_ARGUMENT(N) OF_ARGUMENT, N
#define SIZE_BYTES(N) OF_BYTES, N
#define SIZE_MAP_KEY OF_MAP_KEY, 0
#define SIZE_MAP_VALUE OF_MAP_VALUE, 0
#define SIZE_STRING OF_STRING, 0
static const struct memory_row memory_rows[] = {
#define HELPER_MEMORY(ID, NAME, ARGUMENT, EFFECT, SIZE, SOURCE) { ID, ARGUMENT, EFFECT, SIZE },
#include "kernel/contracts/helpers.def"
#undef HELPER_MEMORY
};

enum { MOST_STRING = 256, WORD_SIZE = 8 };

static bool size_of(const struct call *call, const struct memory_row *row, uint64_t *size)
{
	switch (row->size_kind) {
	case OF_ARGUMENT:
		*size = size_argument(call, row->size);
		return true;
	case OF_BYTES:
		*size = row->size;
		return true;
	default:
		return false;
	}
}

/* A word, or nothing of it, each time. */
static void write_some(struct call *call, unsigned char *bytes, size_t size, bool all)
{
	for (size_t i = 0; i < size; i += sizeof(uint32_t)) {
		uint32_t number = stream_number(&call->stream);
		size_t part = size - i < sizeof(number) ? size - i : sizeof(number);

		if (all || stream_next(&call->stream) % 4)
			memcpy(bytes + i, &number, part);
	}
}

/* Text that ends, or words; what is behind its end may be left or not. */
static size_t write_length(struct call *call, unsigned char *bytes, size_t size)
{
	size_t length = size ? stream_next(&call->stream) % size + 1 : 0;
	bool text = stream_next(&call->stream) % 4, rest = stream_next(&call->stream) % 2;

	for (size_t i = 0; i < length; i++)
		bytes[i] = (unsigned char)(text ? '/' + stream_next(&call->stream) % 70
						: stream_next(&call->stream));
	if (text && length)
		bytes[length - 1] = 0;
	for (size_t i = length; i < size && rest; i++)
		bytes[i] = (unsigned char)stream_next(&call->stream);
	return length;
}

/* As many words as there were. What is behind them is 0 where the kernel makes it so. */
static size_t write_words(struct call *call, unsigned char *bytes, size_t size)
{
	bool clears = call->id == BPF_FUNC_get_stack || call->id == BPF_FUNC_get_task_stack;
	size_t length = size / WORD_SIZE;

	length = length ? (stream_next(&call->stream) % length + 1) * WORD_SIZE : 0;
	stream_fill(&call->stream, bytes, length);
	if (clears)
		memset(bytes + length, 0, size - length);
	return length;
}

static enum ending take(struct call *call, const struct memory_row *row, uint64_t size)
{
	struct machine *machine = call->machine;
	const unsigned char *bytes;
	const char *string;
	enum ending ending;

	if (row->size_kind == OF_STRING) {
		ending = call_string(call, call->arguments[row->argument], MOST_STRING, &string);
		bytes = (const unsigned char *)string;
		size = ending ? 0 : strlen(string);
	} else {
		ending = memory_read(machine, call->arguments[row->argument], size, &bytes);
	}
	if (ending)
		return ending;
	if (rows[call->id].seen)
		return machine_trace(machine, call->id, bytes, size);
	call->stream.state = random_mix_bytes(call->stream.state, bytes, size);
	return GOES_ON;
}

static enum ending give(struct call *call, const struct memory_row *row, uint64_t size,
			size_t *length)
{
	unsigned char *bytes;
	enum ending ending =
		memory_write(call->machine, call->arguments[row->argument], size, &bytes);

	if (ending)
		return ending;
	if (row->effect & WRITES_ALL)
		write_some(call, bytes, size, true);
	else if (rows[call->id].kind == LENGTH)
		*length = write_length(call, bytes, size);
	else if (rows[call->id].kind == WORDS)
		*length = write_words(call, bytes, size);
	else
		write_some(call, bytes, size, false);
	return GOES_ON;
}

/* First everything is read: what is written by chance depends on it. */
static enum ending use_memory(struct call *call, bool reads, bool fails, size_t *length)
{
	enum ending ending = GOES_ON;

	for (size_t i = 0; i < sizeof(memory_rows) / sizeof(*memory_rows) && !ending; i++) {
		const struct memory_row *row = &memory_rows[i];
		uint64_t size = 0;

		if (row->id != call->id ||
		    (!size_of(call, row, &size) && row->size_kind != OF_STRING))
			continue;
		if (reads && row->effect & READS)
			ending = take(call, row, size);
		if (reads || !(row->effect & (MAY_WRITE | WRITES_ALL)))
			continue;
		/* One that fails may have written all the same. */
		if (!fails || row->effect & WRITES_ALL || stream_next(&call->stream) % 2)
			ending = give(call, row, size, length);
	}
	return ending;
}

static int64_t value_of(struct call *call, size_t length)
{
	struct machine *machine = call->machine;
	struct stream fixed = stream_start(machine->seed, STREAM_HELPER, (uint64_t)call->id << 32);

	switch (rows[call->id].kind) {
	case NUMBER:
		return stream_number(&call->stream);
	case CLOCK:
		return (int64_t)stream_next(&fixed) * 1000 + machine->calls[call->id] * 1000 +
		       stream_next(&call->stream) % 1000;
	case FIXED:
		return stream_number(&fixed);
	case OBJECT:
		return (int64_t)(KERNEL_ADDRESS | (stream_next(&fixed) & 0xfffffff0));
	case CODE:
		return stream_next(&call->stream) % 3 ? 0 : stream_next(&call->stream) % 10;
	case LENGTH:
	case WORDS:
		return (int64_t)length;
	default:
		return 0;
	}
}

bool answer_generic(struct call *call, enum ending *ending)
{
	static const int64_t errors[] = { -EINVAL, -ENOENT, -EFAULT, -ENOMEM, -EPERM };
	const struct answer_row *row = &rows[call->id];
	bool may_fail = row->kind == STATUS || row->kind == CODE || row->kind == LENGTH ||
			row->kind == WORDS,
	     fails;
	size_t length = 0;

	if (!row->kind)
		return false;
	*ending = row->count ? call_trace_numbers(call, row->first, row->count) : GOES_ON;
	if (!*ending)
		*ending = use_memory(call, true, false, &length);
	fails = may_fail && call_fails(call, 4);
	if (!*ending)
		*ending = use_memory(call, false, fails, &length);
	answer(call, fails ? errors[stream_next(&call->stream) % 5] : value_of(call, length));
	return true;
}
