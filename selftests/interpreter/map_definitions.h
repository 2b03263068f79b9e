/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Reads the maps that an object defines in its section .maps, as libbpf does, from its BTF. */
#ifndef BPFMEND_INTERPRETER_MAP_DEFINITIONS_H
#define BPFMEND_INTERPRETER_MAP_DEFINITIONS_H

#include "selftests/interpreter/bytecode.h"

/*
 * Fills the object's maps; one that holds maps is followed by the definition of those. An object
 * without BTF has none. Returns 0 or a negative errno.
 */
int map_definitions_read(const char *path, struct bytecode *object, struct failure *why);

#endif
