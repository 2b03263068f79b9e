/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The section .BTF.ext of an object: records about single instructions, in lists of one kind, each
 * list in parts of one section of code. What is cut off or of another version is not read: nothing
 * hangs on it but what an explanation can say.
 */
#ifndef BPFMEND_BYTECODE_EXTENSION_H
#define BPFMEND_BYTECODE_EXTENSION_H

#include "llvm-pass/bytecode/relocations.h"

enum extension_list { EXTENSION_LINES, EXTENSION_RELOCATIONS };

/* A record, which begins with four bytes that say which instruction of its section it is of. */
struct extension_record {
	const unsigned char *bytes; /* of any alignment */
	size_t size;
	size_t place; /* of the instruction in the object */
};

/* Visits the records of a list whose size is at least this one and whose instruction exists. */
void extension_visit(const struct file *file, struct bytecode *object, enum extension_list list,
		     size_t least_size,
		     void (*visit)(struct bytecode *, const struct extension_record *));

#endif
