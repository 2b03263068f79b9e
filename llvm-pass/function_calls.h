/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the callers of a static function give it. The verifier walks such a function anew for each
 * call, so what holds at all of them holds inside. Relies on LLVM's C API only.
 */
#ifndef BPFMEND_FUNCTION_CALLS_H
#define BPFMEND_FUNCTION_CALLS_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/*
 * True if a function is called, and nothing else is done with it: its users are all of its calls,
 * and the operands of these are all that its arguments can be.
 */
bool function_has_only_calls(LLVMValueRef function);

/* Which argument of its function one is, counted from 0. */
unsigned int function_argument_position(LLVMValueRef argument);

#endif
