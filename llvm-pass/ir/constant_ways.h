/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Numbers that are a constant on each way that leads to them: which, the way decides. The verifier
 * goes each way by itself, so it never compares them as a range. Relies on LLVM's C API only.
 */
#ifndef BPFMEND_CONSTANT_WAYS_H
#define BPFMEND_CONSTANT_WAYS_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/* True for a phi of constants, and for what a static function returns that returns only such. */
bool constant_ways_lead_to(LLVMValueRef value);

#endif
