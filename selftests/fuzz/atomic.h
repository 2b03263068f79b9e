/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Atomic operations: one program runs at a time, so they are loads and stores. */
#ifndef BPFMEND_FUZZ_ATOMIC_H
#define BPFMEND_FUZZ_ATOMIC_H

#include "selftests/fuzz/machine.h"

/* Executes an instruction of BPF_STX with the mode BPF_ATOMIC. */
enum ending atomic_do(struct machine *machine, const struct instruction *instruction,
		      uint64_t *registers);

#endif
