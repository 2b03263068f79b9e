// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Puts the contracts into the terms of a call; see helper_contracts.h. */
#include "llvm-pass/stack/helper_contracts.h"

#include "llvm-pass/ir/function_calls.h"
#include "llvm-pass/bpf/helper_memory.h"
#include "llvm-pass/bpf/kfunc_memory.h"

/* An argument that may be any number. */
static const struct number {
	unsigned int helper;
	unsigned int argument; /* counted from 1 */
} numbers[] = {
#define HELPER_NUMBER(helper, name, argument) { helper, argument },
#include "kernel/contracts/numbers.def"
#undef HELPER_NUMBER
};

/* The bytes that the argument spans in this call; what is not constant may be any number. */
static struct byte_span given_bytes(LLVMValueRef call, struct helper_size size)
{
	struct byte_span span = { 0, INT64_MAX };
	uint64_t bytes;

	if (size.in == HELPER_SIZE_BYTES)
		span.end = size.number;
	/* A larger constant would not fit an object anyway, and may be cut to 32 bits. */
	if (size.in == HELPER_SIZE_ARGUMENT && call_constant(call, size.number - 1, &bytes) &&
	    bytes <= INT32_MAX)
		span.end = (int64_t)bytes;
	return span;
}

static void apply(const struct helper_memory *found, LLVMValueRef call,
		  struct argument_effect *effect)
{
	if (!found || (found->effect & HELPER_KEEPS))
		return;
	effect->known = true;
	effect->seen = given_bytes(call, found->size);
	if (found->effect & HELPER_READS)
		effect->reads = effect->seen;
	if (found->effect & HELPER_WRITES)
		effect->writes = effect->seen;
}

bool helper_takes_any_number(unsigned int helper, unsigned int argument)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i].helper == helper && numbers[i].argument == argument + 1)
			return true;
	return false;
}

void helper_contract(unsigned int helper, LLVMValueRef call, unsigned int argument,
		     struct argument_effect *effect)
{
	const struct helper_memory *found = helper_memory_find(helper, argument + 1);

	apply(found, call, effect);
	if (effect->known && (found->effect & HELPER_WRITES))
		effect->writer = (struct helper_argument){ .helper = helper, .argument = argument };
}

bool kfunc_contract(LLVMValueRef call, unsigned int argument, struct argument_effect *effect)
{
	const char *kfunc = called_kfunc(call);

	if (kfunc)
		apply(kfunc_memory_find(kfunc, argument + 1), call, effect);
	return kfunc;
}

uint64_t contract_fixed_size(LLVMValueRef call, unsigned int argument)
{
	const char *kfunc = called_kfunc(call);
	const struct helper_memory *found =
		kfunc ? kfunc_memory_find(kfunc, argument + 1)
		      : helper_memory_find(called_helper(call), argument + 1);

	if (!found)
		return 0;
	switch (found->size.in) {
	case HELPER_SIZE_BYTES:
		return found->size.number;
	case HELPER_SIZE_MAP_KEY:
		return bridge_map_key_size(call_argument(call, 0));
	case HELPER_SIZE_MAP_VALUE:
		return bridge_map_value_size(call_argument(call, 0));
	default:
		return 0;
	}
}
