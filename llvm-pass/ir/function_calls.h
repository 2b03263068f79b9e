/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What calls give: each by itself, and all callers of a static function together. The verifier
 * walks such a function anew for each call, so what holds at all of them holds inside. Relies on
 * LLVM's C API only.
 */
#ifndef BPFMEND_FUNCTION_CALLS_H
#define BPFMEND_FUNCTION_CALLS_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

/*
 * True if a function is called, and nothing else is done with it: its users are all of its calls,
 * and the operands of these, of the same types, are all that its arguments can be.
 */
bool function_has_only_calls(LLVMValueRef function);

/* What a call gives at a position, counted from 0; NULL if it gives fewer: declarations may lie. */
LLVMValueRef call_argument(LLVMValueRef call, unsigned int position);

/* True for a constant of at most 64 bits there, which is written to number. */
bool call_constant(LLVMValueRef call, unsigned int position, uint64_t *number);

/* Which argument of its function one is, counted from 0. */
unsigned int function_argument_position(LLVMValueRef argument);

#endif
