/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The programs of an object as the verifier's walk takes them, laid out as libbpf would hand them
 * to the kernel: a program's own instructions, then each subprogram behind the one whose call asks
 * for it first. So the numbers of instructions are those of a kernel's log. Relies on bytecode.h;
 * what a loader may change (the content of .rodata) is as the object has it.
 */
#ifndef BPFMEND_BYTECODE_PROGRAMS_H
#define BPFMEND_BYTECODE_PROGRAMS_H

#include "llvm-pass/bytecode/bytecode.h"
#include "llvm-pass/verifier/program.h"

struct programs {
	struct bytecode object;
	struct program *items;
	size_t count;
	struct program_map *maps, *data; /* of all programs */
};

/* Return 0 and programs to be freed with programs_close(), or a negative errno. */
int programs_read(const char *path, struct programs *programs, struct failure *why);
int programs_read_memory(const char *name, const void *bytes, size_t size,
			 struct programs *programs, struct failure *why);
void programs_close(struct programs *programs);

#endif
