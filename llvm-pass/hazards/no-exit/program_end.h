/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Whether a return from a function is the end of the program: it is a program, or its callers have
 * nothing left to do behind the call. Relies on a static function having no callers but those the
 * module shows. Imprecise where a caller still moves the result about: that counts as more to do.
 */
#ifndef BPFMEND_PROGRAM_END_H
#define BPFMEND_PROGRAM_END_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/* A program as libbpf sees it, and not what programs of the module call. */
bool is_entered_by_kernel(LLVMValueRef function);

/*
 * True if wherever the function is called, the program ends when it returns 0 (or, if it is a
 * program, what return_exit_value() says), with a number that its type permits. A program that
 * replaces a function of another (freplace) ends nothing but that function.
 */
bool return_ends_program(LLVMValueRef function);

#endif
