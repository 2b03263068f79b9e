/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * undef-use, of bytes of the stack: a load that LLVM moved up to where nothing may have written its
 * bytes, because what it loads is not looked at then. Relies on unwritten_bytes.h.
 */
#ifndef BPFMEND_UNDEFINED_BYTES_H
#define BPFMEND_UNDEFINED_BYTES_H

#include "llvm-pass/hazards/hazard.h"

/* True for a load of which only some ways, or the one side of a select, look at what it loads. */
bool undefined_bytes_may_be(LLVMValueRef load);

/* Appends the place if such a load is refused. Returns 0 or -ENOMEM. */
int undefined_bytes_look_at(const struct function_facts *facts, const struct refused *refused,
			    struct findings *findings);

/* What explains and mends that; it detects nothing by itself. */
extern const struct hazard undefined_bytes;

#endif
