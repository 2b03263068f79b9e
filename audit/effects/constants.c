// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Evaluates values by their operands, and walks blocks from the entry. The first round takes every
 * phi for unknown; a later one knows which blocks it need not hear. Each round reaches no more than
 * the one before, so stopping at any is right. See constants.h.
 */
#include "audit/effects/constants.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit/effects/numbers.h"
#include "llvm-pass/support/array.h"

#define ROUNDS 3
#define MOST_STEPS 64

const struct binding *binding_of(const struct constants *constants, LLVMValueRef value)
{
	const struct question *question = constants->question;

	for (uint64_t i = 0; LLVMIsAArgument(value) && i < question->binding_count; i++)
		if (LLVMGetParam(question->function,
				 (unsigned int)question->bindings[i].parameter) == value)
			return &question->bindings[i];
	return NULL;
}

LLVMValueRef constants_function(const struct constants *constants, LLVMValueRef value)
{
	const struct binding *binding;

	if (LLVMIsAFunction(value))
		return value;
	binding = binding_of(constants, value);
	return binding ? binding->function : NULL;
}

static bool evaluate(struct constants *constants, LLVMValueRef value, uint64_t *number);

void choices_add(struct choices *choices, uint64_t number)
{
	uint64_t at = choices->count;

	for (uint64_t i = 0; i < choices->count; i++)
		if (choices->values[i] == number)
			return;
	if (choices->count == CHOICES) {
		choices->any = true;
		return;
	}
	for (; at && choices->values[at - 1] > number; at--)
		choices->values[at] = choices->values[at - 1];
	choices->values[at] = number;
	choices->count++;
}

static void evaluate_choices(struct constants *constants, LLVMValueRef value, unsigned int depth,
			     struct choices *choices);

/* What a cast, a mask or a sum with a constant makes of each number. */
static void map_choices(struct constants *constants, LLVMValueRef value, unsigned int depth,
			struct choices *choices)
{
	LLVMOpcode opcode = LLVMGetInstructionOpcode(value);
	LLVMValueRef inner = LLVMGetOperand(value, 0);
	unsigned int width = width_of(value), from = width_of(inner);
	struct choices of = { 0 };
	bool is_binary = opcode == LLVMAnd || opcode == LLVMAdd || opcode == LLVMSub;

	if (is_binary && !LLVMIsAConstantInt(LLVMGetOperand(value, 1))) {
		choices->any = true;
		return;
	}
	evaluate_choices(constants, inner, depth + 1, &of);
	choices->any |= of.any;
	for (uint64_t i = 0; i < of.count && !of.any; i++) {
		uint64_t number = of.values[i];

		if (is_binary)
			number_binary(opcode, number,
				      LLVMConstIntGetZExtValue(LLVMGetOperand(value, 1)), width,
				      &number);
		else if (opcode == LLVMSExt)
			number = (uint64_t)number_extended(number, from);
		choices_add(choices, number_cut(number, width));
	}
}

/* The few numbers that a value can be, wherever it is. */
static void evaluate_choices(struct constants *constants, LLVMValueRef value, unsigned int depth,
			     struct choices *choices)
{
	const struct binding *binding = binding_of(constants, value);

	for (uint64_t i = 0; binding && i < binding->count; i++)
		choices_add(choices, number_cut(binding->values[i], width_of(value)));
	if (binding && binding->count)
		return;
	if (LLVMIsAConstantInt(value)) {
		choices_add(choices, LLVMConstIntGetZExtValue(value));
		return;
	}
	if (!LLVMIsAInstruction(value) || depth > 6) {
		choices->any = true;
		return;
	}
	switch (LLVMGetInstructionOpcode(value)) {
	case LLVMZExt:
	case LLVMSExt:
	case LLVMTrunc:
	case LLVMAnd:
	case LLVMAdd:
	case LLVMSub:
		map_choices(constants, value, depth, choices);
		return;
	case LLVMPHI:
		for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
			if (!constants->round ||
			    constants_reach(constants, LLVMGetIncomingBlock(value, i)))
				evaluate_choices(constants, LLVMGetIncomingValue(value, i),
						 depth + 1, choices);
		return;
	case LLVMSelect:
		evaluate_choices(constants, LLVMGetOperand(value, 1), depth + 1, choices);
		evaluate_choices(constants, LLVMGetOperand(value, 2), depth + 1, choices);
		return;
	default:
		choices->any = true;
		return;
	}
}

/* A number that is one of a few compares with a constant as all of them do, or is not known to. */
static bool compare_choices(struct constants *constants, LLVMValueRef comparison, uint64_t *number)
{
	LLVMValueRef value = LLVMGetOperand(comparison, 0), other = LLVMGetOperand(comparison, 1);
	unsigned int width = width_of(value);
	struct choices choices = { 0 };

	if (!constants->question->binding_count || !LLVMIsAConstantInt(other) || !width ||
	    width > 64)
		return false;
	evaluate_choices(constants, value, 0, &choices);
	if (choices.any || choices.count < 2)
		return false;
	for (uint64_t i = 0; i < choices.count; i++) {
		uint64_t one = number_compare(LLVMGetICmpPredicate(comparison), choices.values[i],
					      LLVMConstIntGetZExtValue(other), width);

		if (i && one != *number)
			return false;
		*number = one;
	}
	return true;
}

static bool evaluate_phi(struct constants *constants, LLVMValueRef phi, uint64_t *number)
{
	bool found = false;

	if (!constants->round)
		return false;
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		LLVMBasicBlockRef from = LLVMGetIncomingBlock(phi, i);
		uint64_t one;

		if (!constants_reach(constants, from))
			continue;
		if (!evaluate(constants, LLVMGetIncomingValue(phi, i), &one) ||
		    (found && one != *number))
			return false;
		*number = one;
		found = true;
	}
	return found;
}

static bool evaluate_select(struct constants *constants, LLVMValueRef select, uint64_t *number)
{
	uint64_t condition, other;

	if (evaluate(constants, LLVMGetOperand(select, 0), &condition))
		return evaluate(constants, LLVMGetOperand(select, condition ? 1 : 2), number);
	return evaluate(constants, LLVMGetOperand(select, 1), number) &&
	       evaluate(constants, LLVMGetOperand(select, 2), &other) && other == *number;
}

/* x & 0, x | -1 and the like need no x. */
static bool evaluate_binary(struct constants *constants, LLVMValueRef value, uint64_t *number)
{
	LLVMOpcode opcode = LLVMGetInstructionOpcode(value);
	unsigned int width = width_of(value);
	uint64_t a, b;
	bool has_a = evaluate(constants, LLVMGetOperand(value, 0), &a);
	bool has_b = evaluate(constants, LLVMGetOperand(value, 1), &b);

	if (has_a && has_b)
		return number_binary(opcode, a, b, width, number);
	if (opcode == LLVMAnd && ((has_a && !a) || (has_b && !b))) {
		*number = 0;
		return true;
	}
	if (opcode == LLVMOr && width == 1 && ((has_a && a) || (has_b && b))) {
		*number = 1;
		return true;
	}
	return false;
}

static bool evaluate_instruction(struct constants *constants, LLVMValueRef value, uint64_t *number)
{
	LLVMOpcode opcode = LLVMGetInstructionOpcode(value);
	uint64_t a, b;

	switch (opcode) {
	case LLVMZExt:
	case LLVMPtrToInt:
	case LLVMIntToPtr:
	case LLVMFreeze:
	case LLVMTrunc:
		if (!evaluate(constants, LLVMGetOperand(value, 0), number))
			return false;
		*number = number_cut(*number, width_of(value));
		return true;
	case LLVMSExt:
		if (!evaluate(constants, LLVMGetOperand(value, 0), &a))
			return false;
		*number =
			number_cut((uint64_t)number_extended(a, width_of(LLVMGetOperand(value, 0))),
				   width_of(value));
		return true;
	case LLVMICmp:
		if (compare_choices(constants, value, number))
			return true;
		if (!evaluate(constants, LLVMGetOperand(value, 0), &a) ||
		    !evaluate(constants, LLVMGetOperand(value, 1), &b))
			return false;
		*number = number_compare(LLVMGetICmpPredicate(value), a, b,
					 width_of(LLVMGetOperand(value, 0)));
		return true;
	case LLVMPHI:
		return evaluate_phi(constants, value, number);
	case LLVMSelect:
		return evaluate_select(constants, value, number);
	case LLVMCall: {
		/* What the compiler may find constant is not, where it could not say so. */
		LLVMValueRef called = LLVMGetCalledValue(value);
		size_t length;
		const char *name = LLVMGetValueName2(called, &length);

		if (LLVMIsAFunction(called) && !strncmp(name, "llvm.expect.", 12))
			return evaluate(constants, LLVMGetOperand(value, 0), number);
		if (LLVMIsAFunction(called) && !strncmp(name, "llvm.is.constant.", 17)) {
			*number = 0;
			return true;
		}
		return false;
	}
	default:
		return LLVMIsABinaryOperator(value) && evaluate_binary(constants, value, number);
	}
}

static bool evaluate(struct constants *constants, LLVMValueRef value, uint64_t *number)
{
	const struct binding *binding = binding_of(constants, value);
	unsigned int width = width_of(value);

	if (!width || width > 64)
		return false;
	if (binding && !binding->function && binding->count == 1) {
		*number = number_cut(binding->values[0], width);
		return true;
	}
	if (LLVMIsAConstantInt(value)) {
		*number = LLVMConstIntGetZExtValue(value);
		return true;
	}
	if (LLVMIsAConstantPointerNull(value)) {
		*number = 0;
		return true;
	}
	if (!LLVMIsAInstruction(value) || ++constants->steps > MOST_STEPS)
		return false;
	return evaluate_instruction(constants, value, number);
}

bool constants_value(struct constants *constants, LLVMValueRef value, uint64_t *number)
{
	constants->steps = 0;
	return evaluate(constants, value, number);
}

bool constants_reach(const struct constants *constants, LLVMBasicBlockRef block)
{
	size_t round = value_map_get(&constants->reached, LLVMBasicBlockAsValue(block));

	/* During a round, what the one before it reached counts. */
	return round != VALUE_MAP_NONE && round + 1 >= constants->round;
}

LLVMBasicBlockRef case_of(LLVMValueRef end, uint64_t number)
{
	for (unsigned int i = 1; i < LLVMGetNumSuccessors(end); i++)
		if (LLVMConstIntGetZExtValue(LLVMGetSwitchCaseValue(end, i)) == number)
			return LLVMGetSuccessor(end, i);
	return LLVMGetSwitchDefaultDest(end);
}

bool constants_edge(struct constants *constants, LLVMBasicBlockRef from, LLVMBasicBlockRef to)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(from);
	uint64_t number;

	if (LLVMIsABranchInst(end) && LLVMIsConditional(end)) {
		if (!constants_value(constants, LLVMGetCondition(end), &number))
			return true;
		return LLVMGetSuccessor(end, number ? 0 : 1) == to;
	}
	if (LLVMIsASwitchInst(end)) {
		struct choices choices = { 0 };

		if (constants_value(constants, LLVMGetOperand(end, 0), &number))
			return case_of(end, number) == to;
		evaluate_choices(constants, LLVMGetOperand(end, 0), 0, &choices);
		for (uint64_t i = 0; i < choices.count && !choices.any; i++)
			if (case_of(end, choices.values[i]) == to)
				return true;
		return choices.any || !choices.count;
	}
	return true;
}

static int walk(struct constants *constants, struct value_map *reached)
{
	LLVMBasicBlockRef *todo = malloc(sizeof(LLVMBasicBlockRef));
	size_t count = 1;
	int error = todo ? 0 : -ENOMEM;

	if (!error) {
		todo[0] = LLVMGetEntryBasicBlock(constants->question->function);
		error = value_map_add(reached, LLVMBasicBlockAsValue(todo[0]), constants->round);
	}
	while (!error && count) {
		LLVMBasicBlockRef block = todo[--count];
		LLVMValueRef end = LLVMGetBasicBlockTerminator(block);

		for (unsigned int i = 0; i < LLVMGetNumSuccessors(end) && !error; i++) {
			LLVMBasicBlockRef next = LLVMGetSuccessor(end, i);
			LLVMBasicBlockRef *more;

			if (value_map_get(reached, LLVMBasicBlockAsValue(next)) != VALUE_MAP_NONE ||
			    !constants_edge(constants, block, next))
				continue;
			more = realloc(todo, (count + 1) * sizeof(*more));
			error = more ? value_map_add(reached, LLVMBasicBlockAsValue(next),
						     constants->round)
				     : -ENOMEM;
			if (more) {
				todo = more;
				todo[count++] = next;
			}
		}
	}
	free(todo);
	return error;
}

int constants_find(struct constants *constants, const struct question *question)
{
	int error = 0;

	*constants = (struct constants){ .question = question };
	for (; constants->round < ROUNDS && !error; constants->round++) {
		struct value_map reached = { 0 };

		error = walk(constants, &reached);
		value_map_free(&constants->reached);
		constants->reached = reached;
	}
	return error;
}

void constants_free(struct constants *constants)
{
	value_map_free(&constants->reached);
}
