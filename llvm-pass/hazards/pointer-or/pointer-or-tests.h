/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The second shape of pointer-or: two tests for NULL that instruction selection makes one of.
 */
#ifndef BPFMEND_POINTER_OR_TESTS_H
#define BPFMEND_POINTER_OR_TESTS_H

#include "llvm-pass/hazards/hazard.h"

/* What explains and mends it; it detects nothing by itself. */
extern const struct hazard pointer_or_tests;

/* True if instruction selection may make one of two tests that an instruction joins. */
bool pointer_or_tests_may(LLVMValueRef instruction);

#endif
