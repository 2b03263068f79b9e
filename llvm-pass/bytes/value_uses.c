// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Follows a value through its uses; see value_uses.h. */
#include "llvm-pass/bytes/value_uses.h"

#include <stddef.h>
#include <string.h>

#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/stack/helper_contracts.h"
#include "llvm-pass/bpf/return_ranges.h"

/* How many values are followed before the answer is that it may. */
#define MOST_VALUES 64

struct walk {
	LLVMValueRef values[MOST_VALUES];
	size_t count;
	bridge_analyses *analyses;
};

/* Returns false if there is no room. */
static bool add_value(struct walk *walk, LLVMValueRef value)
{
	for (size_t i = 0; i < walk->count; i++)
		if (walk->values[i] == value)
			return true;
	if (walk->count == MOST_VALUES)
		return false;
	walk->values[walk->count++] = value;
	return true;
}

/* True for an intrinsic that makes one value out of others, as llvm.umin or llvm.bpf.passthrough.
 */
static bool computes(LLVMValueRef call)
{
	LLVMValueRef callee = LLVMGetCalledValue(call);

	return LLVMIsAFunction(callee) && LLVMGetIntrinsicID(callee) &&
	       LLVMGetTypeKind(LLVMTypeOf(call)) == LLVMIntegerTypeKind;
}

static LLVMValueRef function_of(LLVMValueRef instruction)
{
	return LLVMGetBasicBlockParent(LLVMGetInstructionParent(instruction));
}

static bool is_assumption(LLVMValueRef callee)
{
	return LLVMIsAFunction(callee) &&
	       LLVMGetIntrinsicID(callee) ==
		       LLVMLookupIntrinsicID("llvm.assume", strlen("llvm.assume"));
}

/* True if a call looks at the value: it is more than a number that may as well be another. */
static bool call_decides(LLVMValueRef value, LLVMValueRef call)
{
	unsigned int helper = called_helper(call);
	unsigned int count = LLVMGetNumArgOperands(call);

	if (LLVMGetCalledValue(call) == value)
		return true;
	for (unsigned int i = 0; i < count; i++)
		if (LLVMGetOperand(call, i) == value &&
		    (!helper || !helper_takes_any_number(helper, i)))
			return !is_assumption(LLVMGetCalledValue(call));
	return false;
}

/* True if this use may decide; a use that only computes is put on the walk. */
static bool use_decides(struct walk *walk, LLVMValueRef value, LLVMValueRef user)
{
	switch (LLVMGetInstructionOpcode(user)) {
	case LLVMGetElementPtr:
	case LLVMIntToPtr:
		return true;
	case LLVMRet:
		return return_may_be_checked(function_of(user));
	case LLVMCall:
		return computes(user) ? !add_value(walk, user) : call_decides(value, user);
	case LLVMLoad:
		/* A pointer that was read: 0 or not, it is an address now. */
		return true;
	case LLVMStore:
		return LLVMGetOperand(user, 1) == value;
	case LLVMBr:
	case LLVMSwitch:
		return bridge_leaves_loop(walk->analyses, user);
	default:
		return !add_value(walk, user);
	}
}

bool value_may_decide(LLVMValueRef value, bridge_analyses *analyses)
{
	struct walk walk = { .values = { value }, .count = 1, .analyses = analyses };

	for (size_t i = 0; i < walk.count; i++)
		for (LLVMUseRef use = LLVMGetFirstUse(walk.values[i]); use;
		     use = LLVMGetNextUse(use))
			if (use_decides(&walk, walk.values[i], LLVMGetUser(use)))
				return true;
	return false;
}

/* True for the first argument of a program: the kernel calls it with its context. */
static bool is_context(LLVMValueRef value)
{
	LLVMValueRef function = LLVMIsAArgument(value) ? LLVMGetParamParent(value) : NULL;

	return function && LLVMGetSection(function) && value == LLVMGetFirstParam(function) &&
	       strcmp(LLVMGetSection(function), ".text") != 0;
}

bool pointer_may_be_stack(LLVMValueRef pointer)
{
	pointer = address_start(pointer);
	/* From a helper or a map, out of the context or a packet; a constant is a global. */
	return !LLVMIsACallInst(pointer) && !LLVMIsALoadInst(pointer) &&
	       !LLVMIsAIntToPtrInst(pointer) && !LLVMIsConstant(pointer) && !is_context(pointer);
}

/* True if a use matters; one that only computes is put on the walk. */
static bool use_matters(struct walk *walk, LLVMValueRef value, LLVMValueRef user)
{
	switch (LLVMGetInstructionOpcode(user)) {
	case LLVMStore:
		return LLVMGetOperand(user, 0) != value ||
		       pointer_may_be_stack(LLVMGetOperand(user, 1));
	case LLVMCall:
		return !computes(user) || !add_value(walk, user);
	case LLVMAdd:
	case LLVMSub:
	case LLVMMul:
	case LLVMAnd:
	case LLVMOr:
	case LLVMXor:
	case LLVMShl:
	case LLVMLShr:
	case LLVMAShr:
	case LLVMZExt:
	case LLVMSExt:
	case LLVMTrunc:
	case LLVMPHI:
	case LLVMFreeze:
		return !add_value(walk, user);
	default:
		return true;
	}
}

bool value_may_matter(LLVMValueRef value)
{
	struct walk walk = { .values = { value }, .count = 1 };

	for (size_t i = 0; i < walk.count; i++)
		for (LLVMUseRef use = LLVMGetFirstUse(walk.values[i]); use;
		     use = LLVMGetNextUse(use))
			if (use_matters(&walk, walk.values[i], LLVMGetUser(use)))
				return true;
	return false;
}
