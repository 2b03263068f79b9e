/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which argument of a function is the program's context, and how the verifier lets it be read.
 * Relies on how libbpf names sections, and on LLVM's C API.
 */
#ifndef BPFMEND_CONTEXT_H
#define BPFMEND_CONTEXT_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/* What an address in the context may be, besides the context and a constant displacement. */
enum context_address_rule {
	CONTEXT_DISPLACEMENT, /* nothing, on every kernel: the verifier converts the accesses */
	CONTEXT_FIXED_SUM, /* from 7.1 on a pointer that a fixed offset was added to */
	CONTEXT_ANY, /* from 7.1 on at a variable offset too */
};

/*
 * True if a value is the context: the argument of a program, which is a function in a section of
 * its own, or one of a function all of whose callers give it their context.
 */
bool context_is(LLVMValueRef value);

/* The section of the program whose context it is; of the first if there are more. */
const char *context_section(LLVMValueRef context);

/* The rule for a context. That of a function which programs call is that of the first. */
enum context_address_rule context_rule(LLVMValueRef context);

#endif
