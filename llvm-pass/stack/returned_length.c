// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The helpers that return a length; see returned_length.h. */
#include "llvm-pass/stack/returned_length.h"

#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/ir/function_calls.h"
#include "llvm-pass/support/planted.h"

/* The kernel's MAX_ERRNO, below 0. */
#define LEAST_ERROR (-4095)

/* Numbers of enum bpf_func_id. */
enum {
	PROBE_READ_STR = 45,
	GET_STACK = 67,
	READ_USER_STR = 114,
	READ_KERNEL_STR = 115,
	GET_TASK_STACK = 141
};

bool returned_length_of_task(LLVMValueRef call)
{
	return called_helper(call) == GET_TASK_STACK;
}

bool returned_length(LLVMValueRef call, int64_t *first, int64_t *last)
{
	LLVMTypeRef type = LLVMTypeOf(call);
	unsigned int argument;
	uint64_t size;

	if (LLVMGetTypeKind(type) != LLVMIntegerTypeKind || LLVMGetIntTypeWidth(type) != 64)
		return false;
	switch (called_helper(call)) {
	case PROBE_READ_STR:
	case READ_USER_STR:
	case READ_KERNEL_STR:
		argument = 1;
		break;
	case GET_TASK_STACK:
	case GET_STACK:
		argument = 2;
		break;
	default:
		return false;
	}
	if (!call_constant(call, argument + PLANTED(other_operand), &size) || size > INT32_MAX)
		return false;
	*first = LEAST_ERROR;
	*last = (int64_t)size;
	return true;
}
