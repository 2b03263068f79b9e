// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Collects the values of an integer through what computes it; see value_set.h. A value that would
 * be undefined or poison is left out: whoever uses one as an address has undefined behaviour.
 */
#include "llvm-pass/ir/value_set.h"

#include <string.h>

#include "llvm-pass/ir/constant_number.h"

/* How many operations are followed, one behind the other, and on all ways together. */
#define MOST_OPERATIONS 6
#define MOST_VISITS 256

struct question {
	bridge_analyses *analyses;
	LLVMValueRef value;
	LLVMValueRef place;
	unsigned int depth;
	unsigned int *visits;
};

static bool answer(struct question question, struct value_set *set);

bool value_set_add(struct value_set *set, int64_t value)
{
	size_t at = 0;

	while (at < set->count && set->values[at] < value)
		at++;
	if (at < set->count && set->values[at] == value)
		return true;
	if (set->count == VALUE_SET_MOST)
		return false;
	memmove(&set->values[at + 1], &set->values[at], (set->count - at) * sizeof(*set->values));
	set->values[at] = value;
	set->count++;
	return true;
}

bool value_set_join(struct value_set *set, const struct value_set *more)
{
	for (size_t i = 0; i < more->count; i++)
		if (!value_set_add(set, more->values[i]))
			return false;
	return true;
}

static unsigned int width_of(LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	return LLVMGetTypeKind(type) == LLVMIntegerTypeKind ? LLVMGetIntTypeWidth(type) : 0;
}

static uint64_t zero_extended(int64_t value, unsigned int width)
{
	return width == 64 ? (uint64_t)value : (uint64_t)value & ((UINT64_C(1) << width) - 1);
}

static int64_t sign_extended(uint64_t value, unsigned int width)
{
	uint64_t sign = width < 64 ? (UINT64_C(1) << width) >> 1 : UINT64_C(1) << 63;

	return (int64_t)((zero_extended((int64_t)value, width) ^ sign) - sign);
}

/* The same question about another value, at the same place. */
static bool answer_for(struct question question, LLVMValueRef value, struct value_set *set)
{
	question.value = value;
	question.depth++;
	return answer(question, set);
}

static bool answer_operand(struct question question, unsigned int operand, struct value_set *set)
{
	return answer_for(question, LLVMGetOperand(question.value, operand), set);
}

static bool answer_phi(struct question question, struct value_set *set)
{
	for (unsigned int i = 0; i < LLVMCountIncoming(question.value); i++) {
		LLVMBasicBlockRef from = LLVMGetIncomingBlock(question.value, i);
		struct question incoming = question;
		struct value_set some = { .count = 0 };

		incoming.place = LLVMGetBasicBlockTerminator(from);
		if (!answer_for(incoming, LLVMGetIncomingValue(question.value, i), &some) ||
		    !value_set_join(set, &some))
			return false;
	}
	return true;
}

static bool answer_cast(struct question question, struct value_set *set)
{
	unsigned int from = width_of(LLVMGetOperand(question.value, 0));
	unsigned int to = width_of(question.value);
	bool zero = LLVMIsAZExtInst(question.value);
	struct value_set narrow = { .count = 0 };

	if (!from || from > 64 || !to || to > 64 || !answer_operand(question, 0, &narrow))
		return false;
	for (size_t i = 0; i < narrow.count; i++) {
		uint64_t value =
			zero ? zero_extended(narrow.values[i], from) : (uint64_t)narrow.values[i];

		value_set_add(set, sign_extended(value, to));
	}
	return true;
}

/* Computes one operation. Returns false for one that is not known, or that is poison. */
static bool compute(LLVMOpcode operation, unsigned int width, int64_t a, int64_t b, int64_t *result)
{
	uint64_t first = zero_extended(a, width), second = zero_extended(b, width), value;

	switch (operation) {
	case LLVMAdd:
		value = first + second;
		break;
	case LLVMSub:
		value = first - second;
		break;
	case LLVMMul:
		value = first * second;
		break;
	case LLVMAnd:
		value = first & second;
		break;
	case LLVMOr:
		value = first | second;
		break;
	case LLVMXor:
		value = first ^ second;
		break;
	case LLVMShl:
	case LLVMLShr:
		if (second >= width)
			return false;
		value = operation == LLVMShl ? first << second : first >> second;
		break;
	default:
		return false;
	}
	*result = sign_extended(value, width);
	return true;
}

/* All parts of a mask, if they are few. */
static bool answer_mask(LLVMValueRef constant, struct value_set *set)
{
	unsigned int width = width_of(constant);
	uint64_t mask, part = 0;

	if (!LLVMIsAConstantInt(constant))
		return false;
	mask = LLVMConstIntGetZExtValue(constant);
	do {
		if (!value_set_add(set, sign_extended(part, width)))
			return false;
		part = (part - mask) & mask;
	} while (part);
	return true;
}

static bool answer_binary(struct question question, struct value_set *set)
{
	LLVMOpcode operation = LLVMGetInstructionOpcode(question.value);
	struct value_set first = { .count = 0 }, second = { .count = 0 };
	int64_t result;

	if (!answer_operand(question, 0, &first))
		return operation == LLVMAnd && answer_mask(LLVMGetOperand(question.value, 1), set);
	if (!answer_operand(question, 1, &second))
		return false;
	for (size_t i = 0; i < first.count; i++)
		for (size_t j = 0; j < second.count; j++)
			if (!compute(operation, width_of(question.value), first.values[i],
				     second.values[j], &result) ||
			    !value_set_add(set, result))
				return false;
	return true;
}

static bool is_passthrough(LLVMValueRef value)
{
	static const char name[] = "llvm.bpf.passthrough";

	return LLVMIsAIntrinsicInst(value) && LLVMGetIntrinsicID(LLVMGetCalledValue(value)) ==
						      LLVMLookupIntrinsicID(name, strlen(name));
}

static bool answer_by_operation(struct question question, struct value_set *set)
{
	LLVMValueRef value = question.value;

	if (constant_number_is(value))
		return value_set_add(set, LLVMConstIntGetSExtValue(value));
	if (LLVMIsUndef(value))
		return true;
	if (question.depth == MOST_OPERATIONS)
		return false;
	if (LLVMIsASelectInst(value)) {
		struct value_set other = { .count = 0 };

		return answer_operand(question, 1, set) && answer_operand(question, 2, &other) &&
		       value_set_join(set, &other);
	}
	if (LLVMIsAPHINode(value))
		return answer_phi(question, set);
	if (LLVMIsAZExtInst(value) || LLVMIsASExtInst(value) || LLVMIsATruncInst(value))
		return answer_cast(question, set);
	if (LLVMIsABinaryOperator(value))
		return answer_binary(question, set);
	return is_passthrough(value) && answer_operand(question, 1, set);
}

/* Keeps what lies within a range, or writes all of it if nothing else is known. */
static bool limit(struct value_set *set, bool known, int64_t first, int64_t last)
{
	size_t kept = 0;

	if (!known) {
		set->count = 0;
		if ((uint64_t)last - (uint64_t)first >= VALUE_SET_MOST)
			return false;
		for (int64_t value = first; set->count <= (uint64_t)last - (uint64_t)first; value++)
			set->values[set->count++] = value;
		return true;
	}
	for (size_t i = 0; i < set->count; i++)
		if (first <= set->values[i] && set->values[i] <= last)
			set->values[kept++] = set->values[i];
	set->count = kept;
	return true;
}

static bool answer(struct question question, struct value_set *set)
{
	unsigned int width = width_of(question.value);
	int64_t first, last;
	bool known;

	if (!width || width > 64 || ++*question.visits > MOST_VISITS)
		return false;
	known = answer_by_operation(question, set);
	if (LLVMIsAConstant(question.value) ||
	    !bridge_range(question.analyses, question.value, question.place, &first, &last))
		return known;
	return limit(set, known, first, last);
}

bool value_set_of(bridge_analyses *analyses, LLVMValueRef value, LLVMValueRef place,
		  struct value_set *set)
{
	unsigned int visits = 0;
	struct question question = { analyses, value, place, 0, &visits };

	*set = (struct value_set){ .count = 0 };
	return answer(question, set) && set->count;
}
