/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Numbers for texts: a hash table from a text to an index that the caller chose, and more than one
 * of one text where that is wanted. Owns copies of the texts. Relies on nothing but the C library.
 */
#ifndef BPFMEND_AUDIT_IR_NAMES_H
#define BPFMEND_AUDIT_IR_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAMES_NONE SIZE_MAX

struct name {
	char *text;
	size_t index;
	size_t next; /* of the same hash, or NAMES_NONE */
};

/* Zero-initialise before first use. */
struct names {
	struct name *items; /* in the order in which they came */
	size_t count;
	size_t *heads;
	size_t room; /* of heads: a power of two, or 0 */
};

/*
 * The place in items of an entry of this text after place, NAMES_NONE for the first; or NAMES_NONE
 * if there is none any more. The text is length bytes long.
 */
size_t names_next(const struct names *names, const char *text, size_t length, size_t place);

/* The index noted first for a text, or NAMES_NONE. */
size_t names_get(const struct names *names, const char *text);

/* Notes an index for a text, beside those that it has. Returns 0 or -ENOMEM. */
int names_add(struct names *names, const char *text, size_t length, size_t index);

/* Forgets all entries but the first count. */
void names_cut(struct names *names, size_t count);

void names_free(struct names *names);

#endif
