/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The two halves of retval-range: choices between constants that code generation will make
 * arithmetic of, and in retval-range-sign.c those by a number's sign that LLVM wrote as arithmetic
 * already.
 */
#ifndef BPFMEND_RETVAL_RANGE_H
#define BPFMEND_RETVAL_RANGE_H

#include <llvm-c/Core.h>
#include <stdbool.h>
#include <stdint.h>

/* The variants of hazards.def. */
enum { NEGATED = 0, NEGATED_MASKED = 1, COMPLEMENTED = 2, SHIFTED_MASKED = 3 };

/*
 * condition ? yes : no. Of a choice by a sign, condition is the number, and yes what a negative one
 * gives.
 */
struct choice {
	LLVMValueRef condition;
	int64_t yes, no;
};

/*
 * True for a choice by a sign between 0 and another value that LLVM wrote as arithmetic. Says in
 * which way. A sign alone is not meant: verifiers know its range.
 */
bool is_sign_arithmetic(LLVMValueRef value, struct choice *choice, unsigned int *variant);

/* Puts a choice by the sign in place of such arithmetic; zero is a 0 of its type. */
void mend_sign_arithmetic(LLVMValueRef place, const struct choice *choice, LLVMValueRef zero);

/* The width of an integer; 0 for all else. */
static inline unsigned int width_of(LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	return LLVMGetTypeKind(type) == LLVMIntegerTypeKind ? LLVMGetIntTypeWidth(type) : 0;
}

static inline bool is_constant(LLVMValueRef value, int64_t expected)
{
	return LLVMIsAConstantInt(value) && width_of(value) <= 64 &&
	       LLVMConstIntGetSExtValue(value) == expected;
}

#endif
