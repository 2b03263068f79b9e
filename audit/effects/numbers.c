// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Computes; see numbers.h. */
#include "audit/effects/numbers.h"

#include <stddef.h>

unsigned int width_of(LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	switch (LLVMGetTypeKind(type)) {
	case LLVMIntegerTypeKind:
		return LLVMGetIntTypeWidth(type);
	case LLVMPointerTypeKind:
		return 64;
	default:
		return 0;
	}
}

uint64_t number_cut(uint64_t number, unsigned int width)
{
	return width < 64 ? number & ((UINT64_C(1) << width) - 1) : number;
}

int64_t number_extended(uint64_t number, unsigned int width)
{
	return width < 64 ? (int64_t)(number << (64 - width)) >> (64 - width) : (int64_t)number;
}

bool number_binary(LLVMOpcode opcode, uint64_t a, uint64_t b, unsigned int width, uint64_t *number)
{
	switch (opcode) {
	case LLVMAdd:
		*number = a + b;
		break;
	case LLVMSub:
		*number = a - b;
		break;
	case LLVMMul:
		*number = a * b;
		break;
	case LLVMAnd:
		*number = a & b;
		break;
	case LLVMOr:
		*number = a | b;
		break;
	case LLVMXor:
		*number = a ^ b;
		break;
	case LLVMShl:
		if (b >= width)
			return false;
		*number = a << b;
		break;
	case LLVMLShr:
		if (b >= width)
			return false;
		*number = a >> b;
		break;
	default:
		return false;
	}
	*number = number_cut(*number, width);
	return true;
}

LLVMIntPredicate predicate_inverse(LLVMIntPredicate predicate)
{
	static const LLVMIntPredicate inverses[][2] = {
		{ LLVMIntEQ, LLVMIntNE },   { LLVMIntUGT, LLVMIntULE }, { LLVMIntUGE, LLVMIntULT },
		{ LLVMIntSGT, LLVMIntSLE }, { LLVMIntSGE, LLVMIntSLT },
	};

	for (size_t i = 0; i < sizeof(inverses) / sizeof(*inverses); i++)
		for (unsigned int k = 0; k < 2; k++)
			if (inverses[i][k] == predicate)
				return inverses[i][1 - k];
	return predicate;
}

LLVMIntPredicate predicate_swapped(LLVMIntPredicate predicate)
{
	switch (predicate) {
	case LLVMIntUGT:
		return LLVMIntULT;
	case LLVMIntULT:
		return LLVMIntUGT;
	case LLVMIntUGE:
		return LLVMIntULE;
	case LLVMIntULE:
		return LLVMIntUGE;
	case LLVMIntSGT:
		return LLVMIntSLT;
	case LLVMIntSLT:
		return LLVMIntSGT;
	case LLVMIntSGE:
		return LLVMIntSLE;
	case LLVMIntSLE:
		return LLVMIntSGE;
	default:
		return predicate;
	}
}

bool number_compare(LLVMIntPredicate predicate, uint64_t a, uint64_t b, unsigned int width)
{
	int64_t sa = number_extended(a, width), sb = number_extended(b, width);

	switch (predicate) {
	case LLVMIntEQ:
		return a == b;
	case LLVMIntNE:
		return a != b;
	case LLVMIntUGT:
		return a > b;
	case LLVMIntUGE:
		return a >= b;
	case LLVMIntULT:
		return a < b;
	case LLVMIntULE:
		return a <= b;
	case LLVMIntSGT:
		return sa > sb;
	case LLVMIntSGE:
		return sa >= sb;
	case LLVMIntSLT:
		return sa < sb;
	case LLVMIntSLE:
		return sa <= sb;
	}
	return false;
}
