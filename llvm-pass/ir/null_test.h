/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Tests for NULL, and what is used because of one: the pointer that was tested, or another one that
 * is known not to be NULL where this one is. Relies on the bridge for dominance.
 */
#ifndef BPFMEND_NULL_TEST_H
#define BPFMEND_NULL_TEST_H

#include <stdbool.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

struct null_test {
	LLVMValueRef compare;
	LLVMValueRef merged; /* what is compared */
	bool eq; /* true means NULL */
};

/* True for a comparison of a pointer with NULL, which it then is. */
bool null_test_is(LLVMValueRef value, struct null_test *test);

/*
 * True if another pointer is read or written through, or chosen, where the test says NULL, and was
 * not compared with NULL itself before that. A load is compared if any load from its place is.
 */
bool null_test_stands_for(bridge_analyses *analyses, const struct null_test *test,
			  LLVMValueRef partner);

#endif
