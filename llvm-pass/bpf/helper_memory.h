/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The rows of kernel/contracts/helpers.def: what a helper really does to the memory that one of
 * its arguments points at. Relies on nothing of LLVM.
 */
#ifndef BPFMEND_HELPER_MEMORY_H
#define BPFMEND_HELPER_MEMORY_H

/* The words of helpers.def; see there. */
enum helper_effect {
	HELPER_READS = 1,
	HELPER_WRITES_ALL = 2,
	HELPER_MAY_WRITE = 4,
	HELPER_KEEPS = 8,
};

/* Either of the two that write. */
#define HELPER_WRITES (HELPER_WRITES_ALL | HELPER_MAY_WRITE)

struct helper_size {
	enum {
		HELPER_SIZE_ARGUMENT, /* argument number, counted from 1, says how many */
		HELPER_SIZE_BYTES, /* number bytes */
		HELPER_SIZE_MAP_KEY,
		HELPER_SIZE_MAP_VALUE,
		HELPER_SIZE_STRING,
	} in;
	unsigned int number;
};

struct helper_memory {
	unsigned int helper;
	const char *name; /* of the helper, without bpf_ */
	unsigned int argument; /* counted from 1 */
	unsigned int effect; /* of enum helper_effect */
	struct helper_size size;
};

/* The row of a helper's argument, counted from 1; NULL if there is none: it may do anything. */
const struct helper_memory *helper_memory_find(unsigned int helper, unsigned int argument);

#endif
