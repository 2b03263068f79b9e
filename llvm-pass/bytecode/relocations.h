/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Resolves what the instructions of an object refer to: maps, globals, functions, kfuncs. For
 * bytecode.c, which has read its sections.
 */
#ifndef BPFMEND_RELOCATIONS_H
#define BPFMEND_RELOCATIONS_H

#include <gelf.h>

#include "llvm-pass/bytecode/bytecode.h"

/* Where a section of the file has gone. */
enum placed { PLACED_NOWHERE, PLACED_CODE, PLACED_DATA, PLACED_MAPS };

struct placement {
	enum placed where;
	size_t first; /* instruction, or the place in the object's data */
	size_t count; /* of instructions */
};

struct file {
	const char *path;
	Elf *elf;
	struct placement *placements;
	size_t section_count, names; /* names: the section that has the names of sections */
	Elf_Data *symbols;
	size_t symbol_count, symbol_names;
	Elf_Data *extension; /* .BTF.ext, or NULL */
};

/* Returns 0 or a negative errno. Calls within a section that have no relocation are resolved, too.
 */
int relocations_apply(const struct file *file, struct bytecode *object, struct failure *why);

/*
 * Marks the instructions whose relocation by CO-RE is not known here, as .BTF.ext lists them. What
 * is cut off is not read.
 */
void relocations_mark(const struct file *file, struct bytecode *object);

#endif
