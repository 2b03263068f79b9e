/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Which line of the source an instruction came from, as .BTF.ext tells. For bytecode.c. */
#ifndef BPFMEND_BYTECODE_LINE_TABLE_H
#define BPFMEND_BYTECODE_LINE_TABLE_H

#include "llvm-pass/bytecode/relocations.h"

/* Fills the object's lines. Returns 0 or -ENOMEM; an object that has none keeps none. */
int line_table_read(const struct file *file, struct bytecode *object);

#endif
