// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Follows an address back to what it is computed from; see index_source.h. Each value has a set of
 * what it can be, on one path or another: a constant, an unknown number.
 */
#include "llvm-pass/hazards/zero-read/index_source.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/ir/barrier.h"
#include "llvm-pass/stack/call_effects.h"

#define MOST_STEPS 256
#define MOST_DEPTH 32

/* Of enum bpf_func_id: on a machine with one processor, newer verifiers know what it returns. */
#define GET_SMP_PROCESSOR_ID 8

/* What a value can be; NOTHING is what a loop adds to itself. */
enum { NOTHING = 0, CONSTANT = 1, UNKNOWN = 2, EITHER = CONSTANT | UNKNOWN };

struct walk {
	LLVMValueRef chain[MOST_DEPTH]; /* from the address to the value looked at */
	size_t depth;
	unsigned int steps;
	bool cyclic;
};

static unsigned int follow(struct walk *walk, LLVMValueRef value);

static bool starts_with(const char *text, const char *start)
{
	return text && !strncmp(text, start, strlen(start));
}

/* True if the program itself can change what is there: the verifier never looks at its content. */
static bool is_changing(LLVMValueRef global)
{
	const char *section = LLVMGetSection(global);

	return !LLVMIsGlobalConstant(global) && LLVMGetInitializer(global) &&
	       !starts_with(section, ".rodata") && !starts_with(section, ".kconfig");
}

static bool is_static(LLVMValueRef function)
{
	return LLVMGetLinkage(function) == LLVMInternalLinkage ||
	       LLVMGetLinkage(function) == LLVMPrivateLinkage;
}

/* What the caller of a static function passes may be anything, and its verifier looks into it. */
static unsigned int of_argument(LLVMValueRef argument)
{
	return is_static(LLVMGetParamParent(argument)) ? EITHER : UNKNOWN;
}

/* A number from a context, a map or the kernel is unknown; one from the stack may be known. */
static unsigned int of_load(LLVMValueRef load)
{
	LLVMValueRef base = LLVMGetOperand(load, 0);

	/* Also a pointer to a packet, say: one to the stack would have been read from the stack. */
	for (unsigned int i = 0;
	     i < MOST_LINKS &&
	     (LLVMIsALoadInst(base) || LLVMIsAGetElementPtrInst(base) ||
	      LLVMIsAIntToPtrInst(base) || LLVMIsAZExtInst(base) ||
	      (LLVMIsAConstantExpr(base) && LLVMGetConstOpcode(base) == LLVMGetElementPtr));
	     i++)
		base = LLVMGetOperand(base, 0);
	if (LLVMIsAGlobalVariable(base))
		return is_changing(base) ? UNKNOWN : EITHER;
	if (LLVMIsAArgument(base))
		return of_argument(base);
	return called_helper(base) ? UNKNOWN : EITHER;
}

static unsigned int of_call(struct walk *walk, LLVMValueRef call)
{
	LLVMValueRef callee = LLVMGetCalledValue(call);
	unsigned int helper = called_helper(call);
	unsigned int count = LLVMGetNumArgOperands(call), source = NOTHING;

	if (helper)
		return helper == GET_SMP_PROCESSOR_ID ? EITHER : UNKNOWN;
	if (barrier_is(call))
		return follow(walk, LLVMGetOperand(call, 0));
	if (!LLVMIsAFunction(callee) || !LLVMGetIntrinsicID(callee))
		return EITHER;
	for (unsigned int i = 0; i < count; i++)
		if (!LLVMIsAConstant(LLVMGetOperand(call, i)))
			source |= follow(walk, LLVMGetOperand(call, i));
	return source;
}

/* Where paths meet: what any of them brings, from the first operand on. */
static unsigned int of_paths(struct walk *walk, LLVMValueRef value, unsigned int first)
{
	unsigned int source = NOTHING, count = (unsigned int)LLVMGetNumOperands(value);

	for (unsigned int i = first; i < count; i++)
		source |= follow(walk, LLVMGetOperand(value, i));
	return source;
}

/* What is unknown stays so if something is added to it. */
static unsigned int of_sum(struct walk *walk, LLVMValueRef value)
{
	unsigned int known = NOTHING, count = (unsigned int)LLVMGetNumOperands(value);

	for (unsigned int i = 0; i < count; i++) {
		unsigned int source = follow(walk, LLVMGetOperand(value, i));

		if (source == UNKNOWN)
			return UNKNOWN;
		known |= source;
	}
	return known;
}

/* A product may be 0 where one factor is, unless that is a number in the program. */
static unsigned int of_product(struct walk *walk, LLVMValueRef value)
{
	unsigned int source = NOTHING;

	for (unsigned int i = 0; i < 2; i++)
		if (!LLVMIsAConstant(LLVMGetOperand(value, i)))
			source |= follow(walk, LLVMGetOperand(value, i));
	return source;
}

static unsigned int of_instruction(struct walk *walk, LLVMValueRef value)
{
	switch (LLVMGetInstructionOpcode(value)) {
	case LLVMPHI:
		return of_paths(walk, value, 0);
	case LLVMSelect:
		return of_paths(walk, value, 1);
	case LLVMAdd:
	case LLVMSub:
	case LLVMXor:
	case LLVMGetElementPtr:
		return of_sum(walk, value);
	case LLVMMul:
	case LLVMAnd:
	case LLVMOr:
	case LLVMShl:
	case LLVMLShr:
	case LLVMAShr:
	case LLVMUDiv:
	case LLVMURem:
		return of_product(walk, value);
	case LLVMZExt:
	case LLVMSExt:
	case LLVMTrunc:
	case LLVMFreeze:
	case LLVMBitCast:
	case LLVMAddrSpaceCast:
		return follow(walk, LLVMGetOperand(value, 0));
	case LLVMLoad:
		return of_load(value);
	case LLVMCall:
		return of_call(walk, value);
	case LLVMAlloca:
		return CONSTANT;
	default:
		/* A comparison, for one, may be a branch. */
		return EITHER;
	}
}

static unsigned int follow(struct walk *walk, LLVMValueRef value)
{
	unsigned int source;

	if (LLVMIsAConstant(value))
		return CONSTANT;
	if (LLVMIsAArgument(value))
		return of_argument(value);
	if (!LLVMIsAInstruction(value) || walk->depth == MOST_DEPTH || ++walk->steps > MOST_STEPS)
		return EITHER;
	for (size_t i = 0; i < walk->depth; i++)
		if (walk->chain[i] == value) {
			walk->cyclic = true;
			return NOTHING;
		}
	walk->chain[walk->depth++] = value;
	source = of_instruction(walk, value);
	walk->depth--;
	return source;
}

enum index_source index_source_of(LLVMValueRef address)
{
	struct walk walk = { .depth = 0 };
	unsigned int source = follow(&walk, address);

	if (source == CONSTANT)
		return INDEX_COUNTED;
	return source == UNKNOWN && !walk.cyclic ? INDEX_UNKNOWN : INDEX_PERHAPS;
}
