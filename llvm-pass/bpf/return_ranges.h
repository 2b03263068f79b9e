/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a program may return, by the section that it is in. Relies on return_ranges.def and on
 * LLVM's C API.
 */
#ifndef BPFMEND_RETURN_RANGES_H
#define BPFMEND_RETURN_RANGES_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

/* Both ends are allowed. */
struct return_range {
	int64_t first;
	int64_t last;
};

/*
 * The range that the verifier holds what a function returns against. Returns false where it holds
 * it against none, or the function is no program, or the range has no row.
 */
bool return_range_of(LLVMValueRef function, struct return_range *range);

/*
 * False if the function is a program of a type that may return anything on every kernel. True for
 * what is no program or is called, since its caller may use the result, and for unknown sections.
 */
bool return_may_be_checked(LLVMValueRef function);

/* A number that a program of its type may return on every kernel: 0 wherever that is one. */
int64_t return_exit_value(LLVMValueRef function);

#endif
