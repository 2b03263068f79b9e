/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The type of a BPF program, by the name of its section, as libbpf decides it. Relies on
 * program_types.def and on nothing of LLVM.
 */
#ifndef BPFMEND_PROGRAM_TYPES_H
#define BPFMEND_PROGRAM_TYPES_H

#include <stdint.h>

/* A bit for each type in program_types.def: what a piece of code may run as. */
typedef uint64_t program_types;

enum program_type_number {
#define PROGRAM_TYPE(type) PROGRAM_NUMBER_##type,
#define PROGRAM_SECTION(section, type)
#include "llvm-pass/bpf/program_types.def"
#undef PROGRAM_TYPE
#undef PROGRAM_SECTION
	PROGRAM_TYPE_COUNT
};

/* "Any type": of a program whose section says nothing, and of a function that is no program. */
#define PROGRAM_TYPES_ANY ((UINT64_C(1) << PROGRAM_TYPE_COUNT) - 1)

/*
 * The type of a program in that section: one bit; or PROGRAM_TYPES_ANY if section is NULL (a
 * subprogram has none) or names no type. A program that replaces another (freplace) may be of any.
 */
program_types program_types_of_section(const char *section);

#endif
