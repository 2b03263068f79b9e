/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where a spin lock may be held: the verifier allows no helper call there ("function calls are not
 * allowed while holding a lock"). Told for whole functions: whether they take one, or may be called
 * by one that does. Relies on call_effects for what is called.
 */
#ifndef BPFMEND_SPIN_LOCK_H
#define BPFMEND_SPIN_LOCK_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/* True if a lock may be held somewhere in a function with a body. */
bool spin_lock_may_be_held(LLVMValueRef function);

#endif
