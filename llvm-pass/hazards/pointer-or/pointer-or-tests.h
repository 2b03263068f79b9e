/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The second shape of pointer-or: two tests for NULL that instruction selection makes one of.
 */
#ifndef BPFMEND_POINTER_OR_TESTS_H
#define BPFMEND_POINTER_OR_TESTS_H

#include "llvm-pass/hazards/hazard.h"

/* What explains and mends it; it detects nothing by itself. */
extern const struct hazard pointer_or_tests;

/* Looks at an instruction. Appends what there is to say, often nothing. Returns 0 or -ENOMEM. */
int pointer_or_tests_find(LLVMValueRef instruction, struct findings *findings);

#endif
