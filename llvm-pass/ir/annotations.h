/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * __attribute__((annotate("bpfmend:ignore"))) on a function or a local variable: the author knows
 * better. Relies on how clang writes annotations into the IR: llvm.global.annotations for
 * functions, llvm.var.annotation for local variables.
 */
#ifndef BPFMEND_ANNOTATIONS_H
#define BPFMEND_ANNOTATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <llvm-c/Core.h>

/* The functions of a module that are to be left alone. */
struct ignored_functions {
	LLVMValueRef *functions;
	size_t count;
};

/* Frees with ignored_functions_free(). Returns 0 or -ENOMEM. */
int ignored_functions_find(LLVMModuleRef module, struct ignored_functions *ignored);

/* True if an instruction stands in such a function, or was inlined from one. */
bool ignored_functions_hold(const struct ignored_functions *ignored, LLVMValueRef instruction);

void ignored_functions_free(struct ignored_functions *ignored);

/* True if an alloca holds a variable that is annotated so. */
bool annotation_ignores(LLVMValueRef alloca);

/* True if the text that an annotation points at says bpfmend:ignore. */
bool annotation_says_ignore(LLVMValueRef text);

#endif
