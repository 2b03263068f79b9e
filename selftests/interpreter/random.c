// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Random numbers by key; see random.h. */
#include "selftests/interpreter/random.h"

#include <string.h>

/* The last step of splitmix64. */
static uint64_t scatter(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

uint64_t random_mix(uint64_t a, uint64_t b)
{
	return scatter(scatter(a + 0x9e3779b97f4a7c15) ^ (b * 0xc2b2ae3d27d4eb4f));
}

uint64_t random_mix_bytes(uint64_t a, const void *bytes, size_t size)
{
	const unsigned char *from = bytes;

	while (size) {
		size_t part = size < sizeof(a) ? size : sizeof(a);
		uint64_t word = 0;

		memcpy(&word, from, part);
		a = random_mix(a, word + part);
		from += part;
		size -= part;
	}
	return a;
}

struct stream stream_start(uint64_t seed, uint64_t kind, uint64_t which)
{
	return (struct stream){ random_mix(random_mix(seed, kind), which) };
}

static uint64_t next_long(struct stream *stream)
{
	stream->state += 0x9e3779b97f4a7c15;
	return scatter(stream->state);
}

uint32_t stream_next(struct stream *stream)
{
	return (uint32_t)(next_long(stream) >> 32);
}

void stream_fill(struct stream *stream, void *bytes, size_t size)
{
	unsigned char *to = bytes;

	while (size) {
		uint64_t word = next_long(stream);
		size_t part = size < sizeof(word) ? size : sizeof(word);

		memcpy(to, &word, part);
		to += part;
		size -= part;
	}
}

uint32_t stream_number(struct stream *stream)
{
	uint32_t any = stream_next(stream);

	switch (stream_next(stream) % 6) {
	case 0:
	case 1:
	case 2:
		return any % 128;
	case 3:
		return -(any % 128);
	case 4:
		return (UINT32_C(1) << any % 32) + stream_next(stream) % 5 - 2;
	default:
		return any;
	}
}

uint64_t stream_long(struct stream *stream)
{
	uint32_t number = stream_number(stream);

	switch (stream_next(stream) % 8) {
	case 0:
	case 1:
	case 2:
	case 3:
		return (uint64_t)(int64_t)(int32_t)number;
	case 4:
	case 5:
		return number;
	case 6:
		return (UINT64_C(1) << number % 64) + stream_next(stream) % 5 - 2;
	default:
		return next_long(stream);
	}
}
