/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What lies in a map's value that the verifier guards: locks, timers, kptrs; found by its type. */
#ifndef BPFMEND_BYTECODE_MAP_FIELDS_H
#define BPFMEND_BYTECODE_MAP_FIELDS_H

#include "llvm-pass/bytecode/btf.h"
#include "llvm-pass/verifier/program.h"

/* Fills *fields for a value of the type with this number, which may be 0: nothing is known. */
void map_fields_find(const struct btf_types *types, uint32_t type, struct map_fields *fields);

#endif
