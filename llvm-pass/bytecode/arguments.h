/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What a global function may be given, as the kernel reads it off its BTF. */
#ifndef BPFMEND_BYTECODE_ARGUMENTS_H
#define BPFMEND_BYTECODE_ARGUMENTS_H

#include "llvm-pass/bpf/sections.h"
#include "llvm-pass/bytecode/btf.h"
#include "llvm-pass/verifier/program.h"

/*
 * Fills the arguments of a subprogram, and whether it returns nothing, from the function with this
 * number, in a program of the type. 0: no argument is known, none is set.
 */
void arguments_read(const struct btf_types *types, uint32_t function, enum bpf_program_type type,
		    struct subprogram *subprogram);

#endif
