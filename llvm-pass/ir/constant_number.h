/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Constants whose value LLVM's C API hands out: it knows no numbers of more than 64 bits, and an
 * index of a getelementptr, a size or a count may well have 128. Relies on LLVM's C API only.
 */
#ifndef BPFMEND_CONSTANT_NUMBER_H
#define BPFMEND_CONSTANT_NUMBER_H

#include <stdbool.h>
#include <llvm-c/Core.h>

static inline bool constant_number_is(LLVMValueRef value)
{
	return LLVMIsAConstantInt(value) && LLVMGetIntTypeWidth(LLVMTypeOf(value)) <= 64;
}

#endif
