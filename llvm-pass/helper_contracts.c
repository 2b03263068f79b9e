// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Puts the contracts into the terms of a call; see helper_contracts.h. */
#include "llvm-pass/helper_contracts.h"

#include "llvm-pass/helper_memory.h"

/* The bytes that the argument spans in this call; what is not constant may be any number. */
static struct byte_span given_bytes(LLVMValueRef call, struct helper_size size)
{
	struct byte_span span = { 0, INT64_MAX };
	LLVMValueRef value;

	if (size.in == HELPER_SIZE_BYTES)
		span.end = size.number;
	if (size.in != HELPER_SIZE_ARGUMENT || size.number > LLVMGetNumArgOperands(call))
		return span;
	value = LLVMGetOperand(call, size.number - 1);
	/* A larger constant would not fit an object anyway, and may be cut to 32 bits. */
	if (LLVMIsAConstantInt(value) && LLVMGetIntTypeWidth(LLVMTypeOf(value)) <= 64 &&
	    LLVMConstIntGetZExtValue(value) <= INT32_MAX)
		span.end = (int64_t)LLVMConstIntGetZExtValue(value);
	return span;
}

void helper_contract(unsigned int helper, LLVMValueRef call, unsigned int argument,
		     struct argument_effect *effect)
{
	const struct helper_memory *found = helper_memory_find(helper, argument + 1);

	if (!found || (found->effect & HELPER_KEEPS))
		return;
	effect->known = true;
	effect->seen = given_bytes(call, found->size);
	if (found->effect & HELPER_READS)
		effect->reads = effect->seen;
	if (found->effect & HELPER_WRITES) {
		effect->writes = effect->seen;
		effect->writer = (struct helper_argument){ .helper = helper, .argument = argument };
	}
}
