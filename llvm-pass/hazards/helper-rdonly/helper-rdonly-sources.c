// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Follows a pointer back; see helper-rdonly.h. */
#include "llvm-pass/hazards/helper-rdonly/helper-rdonly.h"

#include <string.h>
#include <llvm-c/Target.h>

#include "llvm-pass/ir/constant_number.h"
#include "llvm-pass/ir/function_calls.h"

static LLVMTargetDataRef layout_of(LLVMValueRef instruction)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(instruction));

	return LLVMGetModuleDataLayout(LLVMGetGlobalParent(function));
}

static bool is_slice(LLVMValueRef value)
{
	static const char name[] = "bpf_dynptr_slice";
	LLVMValueRef callee = LLVMIsACallInst(value) ? LLVMGetCalledValue(value) : NULL;
	size_t length;

	if (!callee || !LLVMIsAFunction(callee) || LLVMGetNumArgOperands(value) != 4)
		return false;
	return !strcmp(LLVMGetValueName2(callee, &length), name);
}

/* Adds what a getelementptr with constant indices adds; false if it is another. */
static bool add_constants(LLVMValueRef gep, int64_t *offset)
{
	LLVMTargetDataRef layout = layout_of(gep);
	LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);

	for (int i = 1; i < LLVMGetNumOperands(gep); i++) {
		LLVMValueRef index = LLVMGetOperand(gep, (unsigned int)i);
		int64_t number, step;

		if (!constant_number_is(index))
			return false;
		number = LLVMConstIntGetSExtValue(index);
		if (i > 1 && LLVMGetTypeKind(type) == LLVMStructTypeKind) {
			step = (int64_t)LLVMOffsetOfElement(layout, type, (unsigned int)number);
			type = LLVMStructGetTypeAtIndex(type, (unsigned int)number);
		} else {
			if (i > 1 && LLVMGetTypeKind(type) != LLVMArrayTypeKind)
				return false;
			type = i > 1 ? LLVMGetElementType(type) : type;
			step = (int64_t)LLVMABISizeOfType(layout, type);
			if (__builtin_mul_overflow(step, number, &step))
				return false;
		}
		if (__builtin_add_overflow(*offset, step, offset))
			return false;
	}
	return true;
}

/* Something may come from elsewhere, or from no known place of a slice. */
static void give_up(struct slice_sources *sources)
{
	sources->bounded = false;
	sources->in_words = false;
}

/* Notes a value to look at; one that comes with two offsets leaves nothing known of sizes. */
static void note(struct slice_sources *sources, LLVMValueRef value, int64_t offset)
{
	for (size_t i = 0; i < sources->count; i++)
		if (sources->items[i].value == value) {
			if (sources->items[i].offset != offset)
				give_up(sources);
			return;
		}
	if (sources->count == MOST_SOURCES)
		give_up(sources);
	else
		sources->items[sources->count++] = (struct slice_source){ value, offset };
}

/* Takes what a slice has left behind the offset. */
static void take_slice(struct slice_sources *sources, LLVMValueRef call, int64_t offset)
{
	uint64_t bytes;

	if (!call_constant(call, 3, &bytes))
		bytes = 0;
	sources->sliced = true;
	sources->moved |= offset != 0;
	sources->in_words &= offset % SLICE_WORD == 0;
	if (offset < 0 || (uint64_t)offset >= bytes) {
		sources->bounded = false;
		return;
	}
	if (bytes - (uint64_t)offset < sources->least)
		sources->least = bytes - (uint64_t)offset;
}

/* The static function that is called by its name; NULL if it is no call of one. */
static LLVMValueRef called_static(LLVMValueRef call)
{
	LLVMValueRef callee = LLVMIsACallInst(call) ? LLVMGetCalledValue(call) : NULL;

	if (!callee || !LLVMIsAFunction(callee) || LLVMIsDeclaration(callee) ||
	    LLVMGetLinkage(callee) != LLVMInternalLinkage ||
	    LLVMGlobalGetValueType(callee) != LLVMGetCalledFunctionType(call))
		return NULL;
	return callee;
}

/* Goes on with what the callers of a static function give it. */
static void follow_argument(struct slice_sources *sources, struct slice_source source)
{
	LLVMValueRef function = LLVMGetParamParent(source.value);
	unsigned int number = 0;

	while (LLVMGetParam(function, number) != source.value)
		number++;
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (called_static(user) == function)
			note(sources, LLVMGetOperand(user, number), source.offset);
		else
			give_up(sources);
	}
	if (LLVMGetLinkage(function) != LLVMInternalLinkage)
		give_up(sources);
}

/* Goes on with what a static function returns. */
static void follow_returns(struct slice_sources *sources, LLVMValueRef function, int64_t offset)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block)) {
		LLVMValueRef end = LLVMGetBasicBlockTerminator(block);

		if (end && LLVMIsAReturnInst(end) && LLVMGetNumOperands(end))
			note(sources, LLVMGetOperand(end, 0), offset);
	}
}

static void follow(struct slice_sources *sources, struct slice_source source)
{
	LLVMValueRef value = source.value;

	if (is_slice(value)) {
		take_slice(sources, value, source.offset);
	} else if (LLVMIsAGetElementPtrInst(value)) {
		if (!add_constants(value, &source.offset)) {
			sources->moved = true;
			give_up(sources);
		}
		note(sources, LLVMGetOperand(value, 0), source.offset);
	} else if (LLVMIsAPHINode(value)) {
		for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
			note(sources, LLVMGetIncomingValue(value, i), source.offset);
	} else if (LLVMIsASelectInst(value)) {
		note(sources, LLVMGetOperand(value, 1), source.offset);
		note(sources, LLVMGetOperand(value, 2), source.offset);
	} else if (LLVMIsAFreezeInst(value) || LLVMIsABitCastInst(value)) {
		note(sources, LLVMGetOperand(value, 0), source.offset);
	} else if (LLVMIsAArgument(value)) {
		follow_argument(sources, source);
	} else if (called_static(value)) {
		follow_returns(sources, called_static(value), source.offset);
	} else if (!LLVMIsAConstantPointerNull(value)) {
		/* Of NULL there is nothing to copy; see may_be_null() of helper-rdonly.c. */
		give_up(sources);
	}
}

void slice_sources_find(LLVMValueRef pointer, struct slice_sources *sources)
{
	*sources = (struct slice_sources){ .bounded = true, .in_words = true, .least = UINT64_MAX };
	note(sources, pointer, 0);
	for (size_t i = 0; i < sources->count; i++)
		follow(sources, sources->items[i]);
}
