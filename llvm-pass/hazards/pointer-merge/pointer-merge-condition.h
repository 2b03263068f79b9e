/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The second shape of pointer-merge: the condition that chose a pointer or NULL is asked again.
 */
#ifndef BPFMEND_POINTER_MERGE_CONDITION_H
#define BPFMEND_POINTER_MERGE_CONDITION_H

#include "llvm-pass/hazards/hazard.h"

/* What explains and mends it; it detects nothing by itself. */
extern const struct hazard pointer_merge_condition;

/* Looks at an instruction. Appends what there is to say, often nothing. Returns 0 or -ENOMEM. */
int pointer_merge_condition_find(const struct function_facts *facts, LLVMValueRef instruction,
				 struct findings *findings);

#endif
