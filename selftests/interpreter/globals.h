/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Global variables before a run. A variable that is not static may hold anything, as who loads the
 * object may write to it: in one of eight inputs it is what the object says, else random. What is
 * static or constant is as it was compiled, since LLVM has reasoned with that.
 */
#ifndef BPFMEND_INTERPRETER_GLOBALS_H
#define BPFMEND_INTERPRETER_GLOBALS_H

#include "selftests/interpreter/machine.h"

/* Return 0 or -ENOMEM. */
int globals_open(struct machine *machine);
int globals_start(struct machine *machine);
void globals_close(struct machine *machine);

#endif
