// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Adds up chains of getelementptr; see frame_address.h. */
#include "llvm-pass/rewrite/frame_address.h"

#include <llvm-c/Target.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/ir/constant_number.h"

/* Chains of getelementptr and select that are longer are not followed to their end. */
#define MAX_DEPTH 8
/* No stack object is aligned to more than the stack has. */
#define MOST_ALIGNED UINT64_C(512)

static bool constant_index(LLVMValueRef gep, unsigned int operand)
{
	return LLVMIsAConstantInt(LLVMGetOperand(gep, operand));
}

/* How many of its indices are constants before the first variable one. */
static unsigned int leading_constants(LLVMValueRef gep)
{
	unsigned int indices = LLVMGetNumIndices(gep), count = 0;

	while (count < indices && constant_index(gep, count + 1))
		count++;
	return count;
}

/* One index of a getelementptr, steps *type into it. */
static void add_index(LLVMTargetDataRef layout, struct frame_sum *sum, LLVMTypeRef *type,
		      LLVMValueRef gep, unsigned int operand)
{
	LLVMValueRef index = LLVMGetOperand(gep, operand);
	struct bridge_bits bits;
	uint64_t size;

	if (operand > 1 && LLVMGetTypeKind(*type) == LLVMStructTypeKind) {
		unsigned int field = (unsigned int)LLVMConstIntGetZExtValue(index);

		sum->constant += LLVMOffsetOfElement(layout, *type, field);
		*type = LLVMStructGetTypeAtIndex(*type, field);
		return;
	}
	if (operand > 1)
		*type = LLVMGetElementType(*type);
	size = LLVMABISizeOfType(layout, *type);
	if (constant_number_is(index)) {
		sum->constant += (uint64_t)LLVMConstIntGetSExtValue(index) * size;
		return;
	}
	bits = bridge_offset_bits(index, size, gep);
	sum->few_bits |= ~bits.zero < MOST_ALIGNED;
	sum->variable = true;
	sum->zero &= bits.zero;
}

static LLVMTargetDataRef layout_of(LLVMValueRef instruction)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(instruction));

	return LLVMGetModuleDataLayout(LLVMGetGlobalParent(function));
}

static struct frame_sum follow(LLVMValueRef pointer, unsigned int depth)
{
	struct frame_sum sum = { .zero = UINT64_MAX };
	LLVMTypeRef type;

	if (LLVMIsAAllocaInst(pointer)) {
		sum.alloca = pointer;
	} else if (depth == MAX_DEPTH) {
		return sum;
	} else if (LLVMIsASelectInst(pointer)) {
		sum = follow(LLVMGetOperand(pointer, 1), depth + 1);
		if (!sum.alloca)
			sum = follow(LLVMGetOperand(pointer, 2), depth + 1);
	} else if (LLVMIsAGetElementPtrInst(pointer)) {
		sum = follow(LLVMGetOperand(pointer, 0), depth + 1);
		sum.few_bits = false;
		type = LLVMGetGEPSourceElementType(pointer);
		for (unsigned int i = 1; i <= LLVMGetNumIndices(pointer) && sum.alloca; i++)
			add_index(layout_of(pointer), &sum, &type, pointer, i);
	}
	return sum;
}

struct frame_sum frame_sum_of(LLVMValueRef pointer)
{
	return follow(pointer, 0);
}

bool frame_may_or(LLVMValueRef gep)
{
	struct frame_sum sum;

	/* Most are of this kind, and quickly told: a field. */
	if (leading_constants(gep) == LLVMGetNumIndices(gep) &&
	    LLVMIsAAllocaInst(LLVMGetOperand(gep, 0)))
		return false;
	sum = frame_sum_of(gep);
	return sum.alloca && sum.variable &&
	       (sum.few_bits || (sum.constant && !(sum.constant & ~sum.zero)));
}

static bool used_once(LLVMValueRef value)
{
	LLVMUseRef use = LLVMGetFirstUse(value);

	return use && !LLVMGetNextUse(use);
}

/* The constant offset of a getelementptr before its first variable index. */
static uint64_t leading_offset(LLVMValueRef gep)
{
	LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);
	struct frame_sum sum = { 0 };

	for (unsigned int i = 1; i <= leading_constants(gep); i++)
		add_index(layout_of(gep), &sum, &type, gep, i);
	return sum.constant;
}

/*
 * True if the sum that a getelementptr adds its first variable index to, the constant offset
 * included, has other users too. SelectionDAG has one node for equal sums.
 */
static bool start_shared(LLVMValueRef gep, uint64_t constant)
{
	LLVMValueRef base = LLVMGetOperand(gep, 0);
	LLVMValueRef root = LLVMIsAGetElementPtrInst(base) ? LLVMGetOperand(base, 0) : base;

	if (!leading_offset(gep) && !used_once(base))
		return true;
	for (LLVMUseRef use = LLVMGetFirstUse(root); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAGetElementPtrInst(user) && user != gep && user != base &&
		    LLVMGetInstructionParent(user) == LLVMGetInstructionParent(gep) &&
		    leading_offset(user) == constant)
			return true;
	}
	return false;
}

/* The first getelementptr of a chain that adds a variable offset. */
static LLVMValueRef first_variable(LLVMValueRef gep)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(gep);
	LLVMValueRef first = gep;

	for (LLVMValueRef i = gep;
	     LLVMIsAGetElementPtrInst(i) && LLVMGetInstructionParent(i) == block;
	     i = LLVMGetOperand(i, 0))
		if (leading_constants(i) < LLVMGetNumIndices(i))
			first = i;
	return first;
}

/* True if a getelementptr adds to another of its block that adds only constants. */
static bool has_constant_base(LLVMValueRef gep)
{
	LLVMValueRef base = LLVMGetOperand(gep, 0);

	return LLVMIsAGetElementPtrInst(base) &&
	       LLVMGetInstructionParent(base) == LLVMGetInstructionParent(gep) &&
	       leading_constants(base) == LLVMGetNumIndices(base);
}

struct frame_start frame_address_start(LLVMValueRef gep)
{
	struct frame_start start = { .gep = first_variable(gep) };
	uint64_t own = leading_offset(start.gep), constant = own;
	LLVMValueRef base = LLVMGetOperand(start.gep, 0);

	if (has_constant_base(start.gep))
		constant += leading_offset(base);
	if (constant && start_shared(start.gep, constant))
		start.constants = own ? leading_constants(start.gep) : 0;
	else if (has_constant_base(start.gep))
		start.gep = base;
	return start;
}

bool frame_same_sum(LLVMValueRef a, LLVMValueRef b)
{
	unsigned int first = leading_constants(a) + 1;

	return first <= LLVMGetNumIndices(a) && first == leading_constants(b) + 1 &&
	       first <= LLVMGetNumIndices(b) && LLVMGetOperand(a, 0) == LLVMGetOperand(b, 0) &&
	       LLVMGetOperand(a, first) == LLVMGetOperand(b, first);
}
