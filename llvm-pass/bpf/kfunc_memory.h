/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The rows of kernel/contracts/kfuncs.def: what a kfunc does to the memory that one of its
 * arguments points at, in the terms of helper_memory.h. Relies on nothing of LLVM.
 */
#ifndef BPFMEND_KFUNC_MEMORY_H
#define BPFMEND_KFUNC_MEMORY_H

#include "llvm-pass/bpf/helper_memory.h"

/* The section of a declaration that libbpf resolves to a kfunc, from __ksym. */
#define KFUNC_SECTION ".ksyms"

/*
 * The effect and size of a kfunc's argument, counted from 1; NULL if there is no row: it may do
 * anything. helper is 0 in it.
 */
const struct helper_memory *kfunc_memory_find(const char *kfunc, unsigned int argument);

#endif
