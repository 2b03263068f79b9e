/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What functions do that cannot be read in IR, because they are assembly or come down to it, or
 * that need not be: the rows of externals.def. Relies on nothing but the C library.
 */
#ifndef BPFMEND_AUDIT_EFFECTS_EXTERNALS_H
#define BPFMEND_AUDIT_EFFECTS_EXTERNALS_H

#include <stdbool.h>
#include <stdint.h>

enum external_effect {
	EXTERNAL_READS = 1,
	EXTERNAL_FILLS = 2, /* writes all, also when it fails */
	EXTERNAL_WRITES = 4, /* writes some, or none */
	EXTERNAL_KEEPS = 8,
	EXTERNAL_FILLS_IF_ZERO = 32, /* writes all if it returns 0, or more; else some */
	EXTERNAL_FILLS_IF_NEGATIVE = 64, /* with WRITES: all if it returns less than 0 */
	EXTERNAL_COUNTED = 128, /* with WRITES: as many as it returns, and one more */
	EXTERNAL_RETURNS = 16, /* an address in the same memory */
};

enum external_size {
	EXTERNAL_ARGUMENT, /* as many bytes as an argument says */
	EXTERNAL_BYTES,
	EXTERNAL_TEXT, /* no one says how many */
};

struct external {
	const char *name; /* of a function, or with * at its end of all whose names start so */
	unsigned int argument; /* counted from 1; 0: the function does nothing to any memory */
	unsigned int effects; /* of enum external_effect */
	enum external_size size_kind;
	unsigned int size; /* the argument, counted from 1, or the bytes */
	const char *reason;
};

/* Whether the function has rows; then it does nothing that they do not say. */
bool externals_know(const char *function);

/* Of all names with rows: which functions keep their calls. Differs where one was added. */
uint64_t externals_hash(void);

/* Whether no helper reaches a function of an operations table; the rows of unreached.def. */
bool externals_unreached(const char *function);

/* The row of an argument, counted from 1, of a function; NULL if it does nothing to it. */
const struct external *external_of(const char *function, unsigned int argument);

#endif
