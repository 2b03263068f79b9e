/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The type of a BPF program, by the name of its section, as libbpf decides it. Relies on
 * sections.h and on nothing of LLVM.
 */
#ifndef BPFMEND_PROGRAM_TYPES_H
#define BPFMEND_PROGRAM_TYPES_H

#include <stdint.h>

#include "llvm-pass/bpf/sections.h"

/* Bits 1 << enum bpf_program_type: what a piece of code may run as. */
typedef uint64_t program_types;

/* "Any type": of a program whose section says nothing, and of a function that is no program. */
#define PROGRAM_TYPES_ANY                                                                     \
	((UINT64_C(1) << BPF_PROGRAM_TYPE_COUNT) - (UINT64_C(1) << BPF_PROGRAM_UNSPECIFIED) - \
	 (UINT64_C(1) << BPF_PROGRAM_EXT))

/*
 * The type of a program in that section: one bit; or PROGRAM_TYPES_ANY if section is NULL (a
 * subprogram has none) or names no type. A program that replaces another (freplace) may be of any.
 */
program_types program_types_of_section(const char *section);

#endif
