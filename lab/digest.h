/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A number of 64 bits for some bytes: FNV-1a over words, as fast as memory is read. Finds what was
 * cut off or changed by accident; it is no cryptography, and nobody is kept out by it.
 */
#ifndef BPFMEND_LAB_DIGEST_H
#define BPFMEND_LAB_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define DIGEST_START UINT64_C(0xcbf29ce484222325)

static inline uint64_t digest_word(uint64_t digest, uint64_t word)
{
	digest = (digest ^ word) * UINT64_C(0x100000001b3);
	return digest ^ digest >> 29;
}

/* The digest of what digest stands for and these bytes after it. */
static inline uint64_t digest_bytes(uint64_t digest, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;
	uint64_t word;

	for (; size >= sizeof(word); size -= sizeof(word), at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		digest = digest_word(digest, word);
	}
	for (; size; size--)
		digest = digest_word(digest, *at++);
	return digest;
}

#endif
