/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Conditions that are two joined by "and" or "or", in either form that LLVM writes them: as a
 * binary operation, or as a select that does not look at the second. Relies on LLVM's C API only.
 */
#ifndef BPFMEND_JOINED_CONDITION_H
#define BPFMEND_JOINED_CONDITION_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/*
 * Takes "a and b", in either form, apart: *either is set if it is "or". Returns false if the
 * condition, an instruction, is neither.
 */
bool joined_condition_is(LLVMValueRef condition, LLVMValueRef *a, LLVMValueRef *b, bool *either);

#endif
