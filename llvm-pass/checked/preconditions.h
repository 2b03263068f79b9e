/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What LLVM's C API asks of its callers and only an LLVM with assertions checks: that an operand is
 * there, that a number fits 64 bits, that a value is of the kind that a function casts it to. No
 * distribution packages such an LLVM for the versions of ours. So the checked plugin includes this
 * file before all others, and each function named here is then one that looks first and aborts
 * with the place that asked. Relies on LLVM's C API only. Asks for more than LLVM in one respect:
 * mode "warn" creates nothing in the module, neither instructions nor constants.
 *
 * What the bridge casts is checked by LLVM's own headers, which the checked plugin is built with
 * assertions in. What happens inside of LLVM is not checked.
 */
#ifndef BPFMEND_PRECONDITIONS_H
#define BPFMEND_PRECONDITIONS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <llvm-c/Target.h>

static inline void precondition(bool holds, const char *where, const char *function,
				const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s: %s() wants: %s\n", where, function, what);
	abort();
}

/* A function that looks at its condition and then does what the one of LLVM does. */
#define CHECKED(result, name, parameters, arguments, condition)    \
	static inline result checked_##name parameters             \
	{                                                          \
		precondition(condition, where, #name, #condition); \
		return name arguments;                             \
	}
#define CHECKED_VOID(name, parameters, arguments, condition)       \
	static inline void checked_##name parameters               \
	{                                                          \
		precondition(condition, where, #name, #condition); \
		name arguments;                                    \
	}

/* The commonest: one value, which has to be of some kind. */
#define CHECKED_VALUE(result, name, condition) \
	CHECKED(result, name, (const char *where, LLVMValueRef value), (value), condition)
#define CHECKED_TYPE(result, name, condition) \
	CHECKED(result, name, (const char *where, LLVMTypeRef type), (type), condition)
#define CHECKED_NUMBERED(result, name, condition)                                           \
	CHECKED(result, name, (const char *where, LLVMValueRef value, unsigned int number), \
		(value, number), condition)

/* ---- Kinds of values and types ---- */

static inline bool api_is_of_kind(LLVMTypeRef type, LLVMTypeKind kind)
{
	return type && LLVMGetTypeKind(type) == kind;
}

static inline bool api_is_integer(LLVMTypeRef type)
{
	return api_is_of_kind(type, LLVMIntegerTypeKind);
}

static inline bool api_is_call(LLVMValueRef value)
{
	return value &&
	       (LLVMIsACallInst(value) || LLVMIsAInvokeInst(value) || LLVMIsACallBrInst(value));
}

static inline bool api_is_placed(LLVMValueRef value)
{
	return value && LLVMIsAInstruction(value) && LLVMGetInstructionParent(value);
}

static inline bool api_is_terminator(LLVMValueRef value)
{
	return value && LLVMIsAInstruction(value) && LLVMIsATerminatorInst(value);
}

static inline bool api_is_gep(LLVMValueRef value)
{
	return value &&
	       (LLVMIsAGetElementPtrInst(value) ||
		(LLVMIsAConstantExpr(value) && LLVMGetConstOpcode(value) == LLVMGetElementPtr));
}

static inline bool api_is_function_type(LLVMTypeRef type)
{
	return api_is_of_kind(type, LLVMFunctionTypeKind);
}

static inline bool api_has_operand(LLVMValueRef value, unsigned int number)
{
	return value && LLVMIsAUser(value) && (int)number < LLVMGetNumOperands(value);
}

/* Its uses are not kept, from LLVM 21 on. */
static inline bool api_is_constant_data(LLVMValueRef value)
{
	return LLVMIsAConstantInt(value) || LLVMIsAConstantFP(value) ||
	       LLVMIsAConstantPointerNull(value) || LLVMIsAUndefValue(value) ||
	       LLVMIsAConstantAggregateZero(value) || LLVMIsAConstantDataSequential(value) ||
	       LLVMIsAConstantTokenNone(value);
}

static inline bool api_fits_64_bits(LLVMValueRef value)
{
	return value && LLVMIsAConstantInt(value) && LLVMGetIntTypeWidth(LLVMTypeOf(value)) <= 64;
}

static inline bool api_has_alignment(LLVMValueRef value)
{
	return value && (LLVMIsAAllocaInst(value) || LLVMIsALoadInst(value) ||
			 LLVMIsAStoreInst(value) || LLVMIsAAtomicRMWInst(value) ||
			 LLVMIsAAtomicCmpXchgInst(value) || LLVMIsAGlobalObject(value));
}

static inline bool api_is_access(LLVMValueRef value)
{
	return value &&
	       (LLVMIsALoadInst(value) || LLVMIsAStoreInst(value) || LLVMIsAAtomicRMWInst(value));
}

/* True for a type that has a size, and the same one on each machine. */
static inline bool api_has_size(LLVMTypeRef type)
{
	unsigned int fields;

	if (!type || !LLVMTypeIsSized(type))
		return false;
	switch (LLVMGetTypeKind(type)) {
	case LLVMScalableVectorTypeKind:
		return false;
	case LLVMArrayTypeKind:
		return api_has_size(LLVMGetElementType(type));
	case LLVMStructTypeKind:
		fields = LLVMCountStructElementTypes(type);
		for (unsigned int i = 0; i < fields; i++)
			if (!api_has_size(LLVMStructGetTypeAtIndex(type, i)))
				return false;
		return true;
	default:
		return true;
	}
}

static inline bool api_has_field(LLVMTypeRef type, unsigned int number)
{
	return api_is_of_kind(type, LLVMStructTypeKind) &&
	       number < LLVMCountStructElementTypes(type);
}

static inline bool api_has_elements(LLVMTypeRef type)
{
	return api_is_of_kind(type, LLVMArrayTypeKind) ||
	       api_is_of_kind(type, LLVMVectorTypeKind) ||
	       api_is_of_kind(type, LLVMScalableVectorTypeKind);
}

static inline bool api_has_body(LLVMValueRef value)
{
	return value && LLVMIsAFunction(value) && LLVMGetFirstBasicBlock(value);
}

/* ---- What is asked ---- */

CHECKED_VALUE(LLVMTypeRef, LLVMTypeOf, value)
CHECKED_VALUE(int, LLVMGetNumOperands, value &&LLVMIsAUser(value))
CHECKED_NUMBERED(LLVMValueRef, LLVMGetOperand, api_has_operand(value, number))
CHECKED_VALUE(unsigned long long, LLVMConstIntGetZExtValue, api_fits_64_bits(value))
CHECKED_VALUE(long long, LLVMConstIntGetSExtValue, api_fits_64_bits(value))
CHECKED_VALUE(LLVMBasicBlockRef, LLVMGetInstructionParent, value &&LLVMIsAInstruction(value))
CHECKED_VALUE(LLVMValueRef, LLVMGetNextInstruction, api_is_placed(value))
CHECKED_VALUE(LLVMValueRef, LLVMGetPreviousInstruction, api_is_placed(value))
CHECKED_VALUE(LLVMOpcode, LLVMGetInstructionOpcode, value &&LLVMIsAInstruction(value))
CHECKED_VALUE(LLVMOpcode, LLVMGetConstOpcode, value &&LLVMIsAConstantExpr(value))
CHECKED_VALUE(LLVMIntPredicate, LLVMGetICmpPredicate, value &&LLVMIsAICmpInst(value))
CHECKED_VALUE(unsigned int, LLVMCountIncoming, value &&LLVMIsAPHINode(value))
CHECKED_NUMBERED(LLVMValueRef, LLVMGetIncomingValue,
		 value &&LLVMIsAPHINode(value) && number < LLVMCountIncoming(value))
CHECKED_NUMBERED(LLVMBasicBlockRef, LLVMGetIncomingBlock,
		 value &&LLVMIsAPHINode(value) && number < LLVMCountIncoming(value))
CHECKED_VALUE(LLVMValueRef, LLVMGetCalledValue, api_is_call(value))
CHECKED_VALUE(LLVMTypeRef, LLVMGetCalledFunctionType, api_is_call(value))
CHECKED_VALUE(unsigned int, LLVMGetNumArgOperands, api_is_call(value))
CHECKED_VALUE(LLVMUseRef, LLVMGetFirstUse, value && !api_is_constant_data(value))
CHECKED_VALUE(LLVMMetadataRef, LLVMInstructionGetDebugLoc, value &&LLVMIsAInstruction(value))
CHECKED_VALUE(unsigned int, LLVMGetNumSuccessors, api_is_terminator(value))
CHECKED_NUMBERED(LLVMBasicBlockRef, LLVMGetSuccessor,
		 api_is_terminator(value) && number < LLVMGetNumSuccessors(value))
CHECKED_VALUE(LLVMBool, LLVMIsConditional, value &&LLVMIsABranchInst(value))
CHECKED_VALUE(LLVMValueRef, LLVMGetCondition,
	      value &&LLVMIsABranchInst(value) && LLVMIsConditional(value))
CHECKED_VALUE(LLVMBasicBlockRef, LLVMGetSwitchDefaultDest, value &&LLVMIsASwitchInst(value))
CHECKED_VALUE(LLVMTypeRef, LLVMGetGEPSourceElementType, api_is_gep(value))
CHECKED_VALUE(const unsigned int *, LLVMGetIndices,
	      value && (LLVMIsAExtractValueInst(value) || LLVMIsAInsertValueInst(value)))
CHECKED_VALUE(LLVMBool, LLVMIsInBounds, api_is_gep(value))
CHECKED_VALUE(unsigned int, LLVMGetNumIndices, api_is_gep(value))
CHECKED_VALUE(LLVMTypeRef, LLVMGetAllocatedType, value &&LLVMIsAAllocaInst(value))
CHECKED_VALUE(unsigned int, LLVMGetAlignment, api_has_alignment(value))
CHECKED_VALUE(LLVMBool, LLVMGetVolatile, api_is_access(value))
CHECKED_VALUE(LLVMAtomicRMWBinOp, LLVMGetAtomicRMWBinOp, value &&LLVMIsAAtomicRMWInst(value))
CHECKED_VALUE(LLVMMetadataRef, LLVMGetSubprogram, value &&LLVMIsAFunction(value))
CHECKED_VALUE(LLVMAtomicOrdering, LLVMGetOrdering, api_is_access(value))

CHECKED_VALUE(LLVMLinkage, LLVMGetLinkage, value &&LLVMIsAGlobalValue(value))
CHECKED_VALUE(const char *, LLVMGetSection, value &&LLVMIsAGlobalValue(value))
CHECKED_VALUE(LLVMModuleRef, LLVMGetGlobalParent, value &&LLVMIsAGlobalValue(value))
CHECKED_VALUE(LLVMTypeRef, LLVMGlobalGetValueType, value &&LLVMIsAGlobalValue(value))
CHECKED_VALUE(LLVMBool, LLVMIsDeclaration, value &&LLVMIsAGlobalValue(value))
CHECKED_VALUE(LLVMValueRef, LLVMGetInitializer, value &&LLVMIsAGlobalVariable(value))
CHECKED_VALUE(LLVMBool, LLVMIsThreadLocal, value &&LLVMIsAGlobalVariable(value))
CHECKED_VALUE(LLVMBool, LLVMIsGlobalConstant, value &&LLVMIsAGlobalVariable(value))
CHECKED_VALUE(unsigned int, LLVMGetIntrinsicID, value &&LLVMIsAFunction(value))
CHECKED_VALUE(unsigned int, LLVMCountParams, value &&LLVMIsAFunction(value))
CHECKED_VALUE(LLVMValueRef, LLVMGetFirstParam, value &&LLVMIsAFunction(value))
CHECKED_NUMBERED(LLVMValueRef, LLVMGetParam,
		 value &&LLVMIsAFunction(value) && number < LLVMCountParams(value))
CHECKED_VALUE(LLVMValueRef, LLVMGetParamParent, value &&LLVMIsAArgument(value))
CHECKED_VALUE(LLVMValueRef, LLVMGetNextParam, value &&LLVMIsAArgument(value))
CHECKED_VALUE(LLVMBasicBlockRef, LLVMGetFirstBasicBlock, value &&LLVMIsAFunction(value))
CHECKED_VALUE(LLVMBasicBlockRef, LLVMGetEntryBasicBlock, api_has_body(value))
CHECKED_VALUE(LLVMBool, LLVMIsConstantString, value &&LLVMIsAConstantDataSequential(value))

CHECKED_TYPE(LLVMTypeKind, LLVMGetTypeKind, type)
CHECKED_TYPE(LLVMContextRef, LLVMGetTypeContext, type)
CHECKED_TYPE(unsigned int, LLVMGetIntTypeWidth, api_is_integer(type))
CHECKED_TYPE(LLVMBool, LLVMIsFunctionVarArg, api_is_function_type(type))
CHECKED_TYPE(LLVMTypeRef, LLVMGetReturnType, api_is_function_type(type))
CHECKED_TYPE(LLVMTypeRef, LLVMGetElementType, api_has_elements(type))
CHECKED(LLVMTypeRef, LLVMStructGetTypeAtIndex,
	(const char *where, LLVMTypeRef type, unsigned int number), (type, number),
	api_has_field(type, number))
CHECKED(unsigned long long, LLVMOffsetOfElement,
	(const char *where, LLVMTargetDataRef layout, LLVMTypeRef type, unsigned int number),
	(layout, type, number), api_has_field(type, number) && api_has_size(type))
CHECKED(unsigned long long, LLVMABISizeOfType,
	(const char *where, LLVMTargetDataRef layout, LLVMTypeRef type), (layout, type),
	api_has_size(type))
CHECKED(unsigned long long, LLVMStoreSizeOfType,
	(const char *where, LLVMTargetDataRef layout, LLVMTypeRef type), (layout, type),
	api_has_size(type))

#include "llvm-pass/checked/building.h"
#include "llvm-pass/checked/names.h"

#endif
