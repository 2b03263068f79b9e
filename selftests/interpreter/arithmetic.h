/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What instructions make of numbers: arithmetic, comparisons, byte orders. */
#ifndef BPFMEND_INTERPRETER_ARITHMETIC_H
#define BPFMEND_INTERPRETER_ARITHMETIC_H

#include "llvm-pass/verifier/instruction.h"

/* Executes an instruction of BPF_ALU or BPF_ALU64. Returns false where there is no such one. */
bool arithmetic_do(const struct instruction *instruction, uint64_t *registers);

/* Whether a conditional jump is taken; *known is set to false where there is no such one. */
bool arithmetic_jumps(const struct instruction *instruction, const uint64_t *registers,
		      bool *known);

/* The lowest bytes of the value, with the sign of the highest of them. */
uint64_t arithmetic_extend(uint64_t value, unsigned int bytes);

#endif
