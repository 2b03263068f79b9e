/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Lengths that helpers return: of a string or of a stack that was read, no more than was asked for,
 * or an error. Relies on the call for how much that was.
 */
#ifndef BPFMEND_RETURNED_LENGTH_H
#define BPFMEND_RETURNED_LENGTH_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

/* The signed range of what a call returns, an i64. Returns false if it is no such call. */
bool returned_length(LLVMValueRef call, int64_t *first, int64_t *last);

/* True for bpf_get_task_stack(), of which older verifiers know less. */
bool returned_length_of_task(LLVMValueRef call);

#endif
