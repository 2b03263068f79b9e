// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Asks the helper contracts and the function summaries; see call_effects.h. */
#include "llvm-pass/stack/call_effects.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/ir/function_calls.h"
#include "llvm-pass/stack/function_summaries.h"
#include "llvm-pass/stack/helper_contracts.h"
#include "llvm-pass/bpf/kfunc_memory.h"

unsigned int called_helper(LLVMValueRef call)
{
	/* In the IR, a helper is called at the address that is its number. */
	LLVMValueRef callee = LLVMIsACallInst(call) ? LLVMGetCalledValue(call) : NULL, number;
	unsigned long long id;

	if (!callee || !LLVMIsAConstantExpr(callee) || LLVMGetConstOpcode(callee) != LLVMIntToPtr)
		return 0;
	number = LLVMGetOperand(callee, 0);
	if (!LLVMIsAConstantInt(number) || LLVMGetIntTypeWidth(LLVMTypeOf(number)) > 64)
		return 0;
	id = LLVMConstIntGetZExtValue(number);
	return id <= UINT_MAX ? (unsigned int)id : 0;
}

const char *called_kfunc(LLVMValueRef call)
{
	LLVMValueRef callee = LLVMIsACallInst(call) ? LLVMGetCalledValue(call) : NULL;
	const char *section;
	size_t length;

	if (!callee || !LLVMIsAFunction(callee) || !LLVMIsDeclaration(callee))
		return NULL;
	section = LLVMGetSection(callee);
	return section && !strcmp(section, KFUNC_SECTION) ? LLVMGetValueName2(callee, &length)
							  : NULL;
}

/*
 * True for memcmp() and bcmp(), which clang calls by name and code generation expands to loads:
 * there is no C library.
 */
static bool is_compare(LLVMValueRef function)
{
	size_t length;
	const char *name = LLVMGetValueName2(function, &length);

	return LLVMIsAFunction(function) && LLVMIsDeclaration(function) &&
	       ((length == 6 && !memcmp(name, "memcmp", length)) ||
		(length == 4 && !memcmp(name, "bcmp", length)));
}

static void compare_effect(LLVMValueRef call, unsigned int argument, struct argument_effect *effect)
{
	uint64_t size;

	if (LLVMGetNumArgOperands(call) != 3 || argument > 1)
		return;
	effect->known = true;
	effect->reads = (struct byte_span){ 0, INT64_MAX };
	if (call_constant(call, 2, &size) && size <= INT32_MAX)
		effect->reads.end = (int64_t)size;
}

int call_effects_of(struct call_effects *effects, LLVMValueRef call, unsigned int argument,
		    struct argument_effect *effect)
{
	unsigned int helper = called_helper(call);

	*effect = (struct argument_effect){ 0 };
	if (helper) {
		helper_contract(helper, call, argument, effect);
		return 0;
	}
	if (kfunc_contract(call, argument, effect))
		return 0;
	if (is_compare(LLVMGetCalledValue(call))) {
		compare_effect(call, argument, effect);
		return 0;
	}
	return function_summary(effects, call, argument, effect);
}

void byte_span_join(struct byte_span *span, struct byte_span more)
{
	if (more.first == more.end)
		return;
	if (span->first == span->end) {
		*span = more;
		return;
	}
	if (more.first < span->first)
		span->first = more.first;
	if (more.end > span->end)
		span->end = more.end;
}

void call_effects_free(struct call_effects *effects)
{
	free(effects->arguments);
	value_map_free(&effects->functions);
	*effects = (struct call_effects){ 0 };
}
