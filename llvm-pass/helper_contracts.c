// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks a helper up in the contracts; see helper_contracts.h. */
#include "llvm-pass/helper_contracts.h"

#include <stddef.h>
#include <stdlib.h>

/* The words of helpers.def. */
enum { READS = 1, WRITES_ALL = 2, MAY_WRITE = 4, KEEPS = 8 };

struct size {
	enum { ARGUMENT, BYTES, MAP_KEY, MAP_VALUE, STRING } in;
	unsigned int number;
};

struct contract {
	unsigned int helper;
	unsigned int argument; /* counted from 1 */
	unsigned int effect;
	struct size size;
};

static const struct contract contracts[] = {
#define SIZE_ARGUMENT(number) { ARGUMENT, number }
#define SIZE_BYTES(number) { BYTES, number }
#define SIZE_MAP_KEY { MAP_KEY, 0 }
#define SIZE_MAP_VALUE { MAP_VALUE, 0 }
#define SIZE_STRING { STRING, 0 }
#define HELPER_MEMORY(helper, name, argument, effect, size, source) \
	{ helper, argument, effect, size },
#include "kernel/contracts/helpers.def"
#undef HELPER_MEMORY
};

/* An argument that may be any number. */
static const struct number {
	unsigned int helper;
	unsigned int argument; /* counted from 1 */
} numbers[] = {
#define HELPER_NUMBER(helper, name, argument) { helper, argument },
#include "kernel/contracts/numbers.def"
#undef HELPER_NUMBER
};

static int compare_contracts(const void *a, const void *b)
{
	const struct contract *first = a, *second = b;

	if (first->helper != second->helper)
		return first->helper < second->helper ? -1 : 1;
	return (first->argument > second->argument) - (first->argument < second->argument);
}

/* The bytes that the argument spans in this call; what is not constant may be any number. */
static struct byte_span given_bytes(LLVMValueRef call, struct size size)
{
	struct byte_span span = { 0, INT64_MAX };
	LLVMValueRef value;

	if (size.in == BYTES)
		span.end = size.number;
	if (size.in != ARGUMENT || size.number > LLVMGetNumArgOperands(call))
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
	const struct contract wanted = { .helper = helper, .argument = argument + 1 };
	const struct contract *found =
		bsearch(&wanted, contracts, sizeof(contracts) / sizeof(contracts[0]),
			sizeof(contracts[0]), compare_contracts);

	if (!found || (found->effect & KEEPS))
		return;
	effect->known = true;
	effect->seen = given_bytes(call, found->size);
	if (found->effect & READS)
		effect->reads = effect->seen;
	if (found->effect & (WRITES_ALL | MAY_WRITE))
		effect->writes = effect->seen;
}

bool helper_takes_any_number(unsigned int helper, unsigned int argument)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i].helper == helper && numbers[i].argument == argument + 1)
			return true;
	return false;
}
