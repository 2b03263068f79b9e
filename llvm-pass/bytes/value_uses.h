/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where a value goes: whether the verifier's verdict can hang on what it knows of it. Relies on the
 * bridge to know loops, and on the tables of return values and of helpers.
 */
#ifndef BPFMEND_VALUE_USES_H
#define BPFMEND_VALUE_USES_H

#include <stdbool.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

/*
 * True if the value, or what arithmetic, casts, phi and select make of it, becomes an address, an
 * argument of a call that is not known to be taken as any number, a return value that is held
 * against a range or that a caller may use, or decides whether a loop ends. The walk is bounded: a
 * value that is used more than it follows may decide too.
 */
bool value_may_decide(LLVMValueRef value, bridge_analyses *analyses);

/*
 * True if more depends on the value, or on what is computed from it, than what is stored outside of
 * the stack: a branch, a choice, an address, a call, a return value, a byte of the stack. What the
 * verifier wrongly believes of other values changes nothing, since the real ones are stored.
 */
bool value_may_matter(LLVMValueRef value);

/* True if a pointer may point into the stack, of the function or of one that called it. */
bool pointer_may_be_stack(LLVMValueRef pointer);

#endif
