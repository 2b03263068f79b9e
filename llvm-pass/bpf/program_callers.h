/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The program types that a function may run as: its own section's, or those of the programs that
 * call it. Relies on a static function having no callers but those the module shows.
 */
#ifndef BPFMEND_PROGRAM_CALLERS_H
#define BPFMEND_PROGRAM_CALLERS_H

#include <llvm-c/Core.h>

#include "llvm-pass/bpf/program_types.h"

/* PROGRAM_TYPES_ANY where that cannot be told. */
program_types program_types_of_function(LLVMValueRef function);

#endif
