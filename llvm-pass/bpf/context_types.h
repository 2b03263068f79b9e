/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * How the C type is called of which programs of a type are given a pointer: the kernel takes an
 * argument for the context by that name, as bpf_ctx_convert of its BTF has them.
 */
#ifndef BPFMEND_CONTEXT_TYPES_H
#define BPFMEND_CONTEXT_TYPES_H

#include <stdbool.h>

#include "llvm-pass/bpf/sections.h"

/* Whether the struct of that name is the context of programs of a type. */
bool context_type_is(enum bpf_program_type type, const char *structure);

/* Whether it is that of programs of any type. */
bool context_type_is_any(const char *structure);

#endif
