/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Random numbers of which each is known by what it is for: a stream is begun from the seed of an
 * input and two keys, so that one thing more or less that draws changes nothing for the others.
 */
#ifndef BPFMEND_INTERPRETER_RANDOM_H
#define BPFMEND_INTERPRETER_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct stream {
	uint64_t state;
};

/* A number that looks random, always the same for the same two. */
uint64_t random_mix(uint64_t a, uint64_t b);

/* Of bytes. */
uint64_t random_mix_bytes(uint64_t a, const void *bytes, size_t size);

struct stream stream_start(uint64_t seed, uint64_t kind, uint64_t which);
uint32_t stream_next(struct stream *stream);
void stream_fill(struct stream *stream, void *bytes, size_t size);

/* Numbers as checks have them: small ones, the same below 0, around powers of two, and any. */
uint32_t stream_number(struct stream *stream);
/* The same in 64 bits: one of 32 with either extension, around a power of two, or any. */
uint64_t stream_long(struct stream *stream);

/* What streams are begun for; helpers have the numbers above by their own. */
enum stream_kind {
	STREAM_HELPER,
	STREAM_KFUNC,
	STREAM_CONTEXT,
	STREAM_PACKET,
	STREAM_MAP,
	STREAM_KERNEL_MEMORY,
	STREAM_RECORD,
	STREAM_GLOBALS,
};

#endif
