/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Atomic operations: one program runs at a time, so they are loads and stores. */
#ifndef BPFMEND_INTERPRETER_ATOMIC_H
#define BPFMEND_INTERPRETER_ATOMIC_H

#include "selftests/interpreter/machine.h"

/* Executes an instruction of BPF_STX with the mode BPF_ATOMIC. */
enum ending atomic_do(struct machine *machine, const struct instruction *instruction,
		      uint64_t *registers);

#endif
