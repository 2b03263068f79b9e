/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The words in which prototypes.def says what a prototype declares of a pointer to memory. For the
 * pass, which compiles the file in, and for the auditor, which reads the same from kernels.
 */
#ifndef BPFMEND_PROTOTYPES_H
#define BPFMEND_PROTOTYPES_H

enum declared {
	/* What kind of memory: one of them. */
	MEM = 1,
	MAP_KEY,
	MAP_VALUE,
	INT,
	LONG,
	STRING,
	DECLARED_KIND = 15,
	/* Flags. */
	RDONLY = 16,
	WRITE = 32,
	UNINIT = 64,
};

#endif
