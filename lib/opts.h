/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What callers of another version of the library give it: structures that begin with their size, to
 * which versions add fields at the end.
 */
#ifndef BPFMEND_LIB_OPTS_H
#define BPFMEND_LIB_OPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * Copies a caller's structure, or NULL, into one of known bytes, with zeroes where the caller's is
 * smaller. Returns false where it has no size, or sets a field that this library does not know.
 */
static inline bool opts_take(const void *opts, void *taken, size_t known)
{
	const char *bytes = opts;
	size_t size;

	memset(taken, 0, known);
	memcpy(taken, &known, sizeof(known));
	if (!opts)
		return true;
	memcpy(&size, opts, sizeof(size));
	if (size < sizeof(size))
		return false;
	for (size_t i = known; i < size; i++)
		if (bytes[i])
			return false;
	memcpy(taken, opts, size < known ? size : known);
	memcpy(taken, &known, sizeof(known));
	return true;
}

#endif
