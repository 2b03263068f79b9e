/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The maps that an object defines in its section .maps, read off its BTF as libbpf does. */
#ifndef BPFMEND_MAP_DEFINITIONS_H
#define BPFMEND_MAP_DEFINITIONS_H

#include "llvm-pass/bytecode/bytecode.h"

/*
 * Fills the object's maps from its types; one that holds maps is followed by the definition of
 * those. An object without BTF has none. Returns 0 or a negative errno.
 */
int map_definitions_read(const char *path, struct bytecode *object, struct failure *why);

#endif
