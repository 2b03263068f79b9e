/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The half of preconditions.h that changes a module: what is built has operands of the right
 * types, what is deleted has no users left, and nothing at all is built in mode "warn". For no
 * other file.
 */
#ifndef BPFMEND_BUILDING_H
#define BPFMEND_BUILDING_H

#include "llvm-pass/bridge/bridge.h"

/* A finding is found without a trace. */
static inline bool api_may_create(void)
{
	return bridge_option_mode() == BRIDGE_MODE_MEND ||
	       bridge_option_mode() == BRIDGE_MODE_VARIANTS;
}

static inline bool api_are_alike(LLVMValueRef a, LLVMValueRef b)
{
	return a && b && LLVMTypeOf(a) == LLVMTypeOf(b);
}

static inline bool api_are_numbers(LLVMValueRef a, LLVMValueRef b)
{
	return api_are_alike(a, b) && api_is_integer(LLVMTypeOf(a));
}

static inline bool api_is_pointer(LLVMValueRef value)
{
	return value && api_is_of_kind(LLVMTypeOf(value), LLVMPointerTypeKind);
}

static inline bool api_is_condition(LLVMValueRef value)
{
	return value && api_is_integer(LLVMTypeOf(value)) &&
	       LLVMGetIntTypeWidth(LLVMTypeOf(value)) == 1;
}

/* True for numbers of which the one has fewer bits than the other. */
static inline bool api_is_narrower(LLVMTypeRef narrow, LLVMTypeRef wide)
{
	return api_is_integer(narrow) && api_is_integer(wide) &&
	       LLVMGetIntTypeWidth(narrow) < LLVMGetIntTypeWidth(wide);
}

static inline bool api_may_be_passed(LLVMTypeRef type)
{
	return type && !api_is_function_type(type) && !api_is_of_kind(type, LLVMVoidTypeKind) &&
	       !api_is_of_kind(type, LLVMLabelTypeKind);
}

static inline bool api_are_passed(LLVMTypeRef *types, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		if (!api_may_be_passed(types[i]))
			return false;
	return true;
}

/* True for arguments that are those of a function's type. */
static inline bool api_takes(LLVMTypeRef type, LLVMValueRef *arguments, unsigned int count)
{
	LLVMTypeRef wanted[8];

	if (!api_is_function_type(type) || LLVMCountParamTypes(type) != count || count > 8)
		return false;
	LLVMGetParamTypes(type, wanted);
	for (unsigned int i = 0; i < count; i++)
		if (LLVMTypeOf(arguments[i]) != wanted[i])
			return false;
	return true;
}

/* True if an assembly with a result has an output for it. */
static inline bool api_has_output(LLVMTypeRef type, const char *constraints)
{
	return api_is_function_type(type) &&
	       api_is_of_kind(LLVMGetReturnType(type), LLVMVoidTypeKind) == (*constraints != '=');
}

static inline bool api_is_power_of_2(unsigned int number)
{
	return number && !(number & (number - 1));
}

static inline bool api_has_no_users(LLVMValueRef value)
{
	return value && LLVMIsAInstruction(value) && !LLVMGetFirstUse(value);
}

/* The types and the values of a phi's new ways. */
static inline bool api_may_come_in(LLVMValueRef phi, LLVMValueRef *values, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		if (!api_are_alike(phi, values[i]))
			return false;
	return phi && LLVMIsAPHINode(phi);
}

CHECKED_VOID(LLVMSetOperand,
	     (const char *where, LLVMValueRef user, unsigned int number, LLVMValueRef value),
	     (user, number, value),
	     api_may_create() && api_has_operand(user, number) &&
		     api_are_alike(LLVMGetOperand(user, number), value))
CHECKED_VOID(LLVMReplaceAllUsesWith, (const char *where, LLVMValueRef old, LLVMValueRef by),
	     (old, by), api_may_create() && old != by && api_are_alike(old, by))
CHECKED_VOID(LLVMInstructionEraseFromParent, (const char *where, LLVMValueRef value), (value),
	     api_may_create() && api_has_no_users(value))
CHECKED_VOID(LLVMDeleteFunction, (const char *where, LLVMValueRef value), (value),
	     api_may_create() && value && LLVMIsAFunction(value) && !LLVMGetFirstUse(value))
CHECKED_VOID(LLVMInstructionRemoveFromParent, (const char *where, LLVMValueRef value), (value),
	     api_may_create() && api_is_placed(value))
CHECKED_VOID(LLVMSetAlignment, (const char *where, LLVMValueRef value, unsigned int bytes),
	     (value, bytes),
	     api_may_create() && api_has_alignment(value) && api_is_power_of_2(bytes))
CHECKED_VOID(LLVMSetSuccessor,
	     (const char *where, LLVMValueRef value, unsigned int number, LLVMBasicBlockRef block),
	     (value, number, block),
	     api_may_create() && api_is_terminator(value) && number < LLVMGetNumSuccessors(value) &&
		     block)
CHECKED_VOID(LLVMSetTailCall, (const char *where, LLVMValueRef value, LLVMBool tail), (value, tail),
	     api_may_create() && value && LLVMIsACallInst(value))
CHECKED_VOID(LLVMAddCallSiteAttribute,
	     (const char *where, LLVMValueRef value, LLVMAttributeIndex place,
	      LLVMAttributeRef attribute),
	     (value, place, attribute), api_may_create() && api_is_call(value) && attribute)
CHECKED_VOID(LLVMAddIncoming,
	     (const char *where, LLVMValueRef phi, LLVMValueRef *values, LLVMBasicBlockRef *blocks,
	      unsigned int count),
	     (phi, values, blocks, count), api_may_create() && api_may_come_in(phi, values, count))
CHECKED_VOID(LLVMPositionBuilderBefore,
	     (const char *where, LLVMBuilderRef builder, LLVMValueRef value), (builder, value),
	     api_may_create() && api_is_placed(value))

CHECKED_VOID(LLVMPositionBuilderAtEnd,
	     (const char *where, LLVMBuilderRef builder, LLVMBasicBlockRef block), (builder, block),
	     api_may_create() && block)
CHECKED_VOID(LLVMSetVolatile, (const char *where, LLVMValueRef value, LLVMBool is_volatile),
	     (value, is_volatile), api_may_create() && api_is_access(value))

CHECKED_TYPE(LLVMValueRef, LLVMConstNull, api_may_create() && api_may_be_passed(type))
CHECKED_TYPE(LLVMValueRef, LLVMConstAllOnes, api_may_create() && api_is_integer(type))
CHECKED_TYPE(LLVMValueRef, LLVMGetUndef, api_may_create() && api_may_be_passed(type))
CHECKED(LLVMValueRef, LLVMConstInt,
	(const char *where, LLVMTypeRef type, unsigned long long number, LLVMBool extend),
	(type, number, extend), api_may_create() && api_is_integer(type))
CHECKED(LLVMValueRef, LLVMConstIntToPtr, (const char *where, LLVMValueRef value, LLVMTypeRef type),
	(value, type),
	api_may_create() && value && api_is_integer(LLVMTypeOf(value)) &&
		api_is_of_kind(type, LLVMPointerTypeKind))
CHECKED(LLVMTypeRef, LLVMFunctionType,
	(const char *where, LLVMTypeRef type, LLVMTypeRef *arguments, unsigned int count,
	 LLVMBool more),
	(type, arguments, count, more),
	api_may_create() && type && api_are_passed(arguments, count))
CHECKED(LLVMTypeRef, LLVMArrayType, (const char *where, LLVMTypeRef type, unsigned int count),
	(type, count), api_may_create() && api_may_be_passed(type))
CHECKED(LLVMValueRef, LLVMGetInlineAsm,
	(const char *where, LLVMTypeRef type, char *text, size_t size, char *constraints,
	 size_t constraints_size, LLVMBool effects, LLVMBool aligned, LLVMInlineAsmDialect dialect,
	 LLVMBool unwinds),
	(type, text, size, constraints, constraints_size, effects, aligned, dialect, unwinds),
	api_may_create() && api_has_output(type, constraints))
CHECKED(LLVMBasicBlockRef, LLVMInsertBasicBlockInContext,
	(const char *where, LLVMContextRef context, LLVMBasicBlockRef block, const char *name),
	(context, block, name), api_may_create() && block)

#define CHECKED_BINARY(name)                                                                \
	CHECKED(LLVMValueRef, name,                                                         \
		(const char *where, LLVMBuilderRef builder, LLVMValueRef a, LLVMValueRef b, \
		 const char *text),                                                         \
		(builder, a, b, text), api_may_create() && api_are_numbers(a, b))
CHECKED_BINARY(LLVMBuildAdd)
CHECKED_BINARY(LLVMBuildSub)
CHECKED_BINARY(LLVMBuildMul)
CHECKED_BINARY(LLVMBuildAnd)
CHECKED_BINARY(LLVMBuildXor)
CHECKED_BINARY(LLVMBuildOr)
CHECKED_BINARY(LLVMBuildShl)
CHECKED_BINARY(LLVMBuildLShr)
CHECKED_BINARY(LLVMBuildAShr)
CHECKED_BINARY(LLVMBuildUDiv)
CHECKED_BINARY(LLVMBuildURem)
#undef CHECKED_BINARY

#define CHECKED_CAST(name, condition)                                                             \
	CHECKED(LLVMValueRef, name,                                                               \
		(const char *where, LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, \
		 const char *text),                                                               \
		(builder, value, type, text), api_may_create() && value && (condition))
CHECKED_CAST(LLVMBuildTrunc, LLVMTypeOf(value) == type || api_is_narrower(type, LLVMTypeOf(value)))
CHECKED_CAST(LLVMBuildZExt, LLVMTypeOf(value) == type || api_is_narrower(LLVMTypeOf(value), type))
#undef CHECKED_CAST

CHECKED(LLVMValueRef, LLVMBuildIntCast2,
	(const char *where, LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type,
	 LLVMBool sign, const char *text),
	(builder, value, type, sign, text),
	api_may_create() && value && api_is_integer(LLVMTypeOf(value)) && api_is_integer(type))
CHECKED(LLVMValueRef, LLVMBuildICmp,
	(const char *where, LLVMBuilderRef builder, LLVMIntPredicate predicate, LLVMValueRef a,
	 LLVMValueRef b, const char *text),
	(builder, predicate, a, b, text),
	api_may_create() && (api_are_numbers(a, b) || (api_is_pointer(a) && api_are_alike(a, b))))
CHECKED(LLVMValueRef, LLVMBuildSelect,
	(const char *where, LLVMBuilderRef builder, LLVMValueRef condition, LLVMValueRef yes,
	 LLVMValueRef no, const char *text),
	(builder, condition, yes, no, text),
	api_may_create() && api_is_condition(condition) && api_are_alike(yes, no))
CHECKED(LLVMValueRef, LLVMBuildCondBr,
	(const char *where, LLVMBuilderRef builder, LLVMValueRef condition, LLVMBasicBlockRef yes,
	 LLVMBasicBlockRef no),
	(builder, condition, yes, no), api_may_create() && api_is_condition(condition) && yes && no)
CHECKED(LLVMValueRef, LLVMBuildBr,
	(const char *where, LLVMBuilderRef builder, LLVMBasicBlockRef block), (builder, block),
	api_may_create() && block)
CHECKED(LLVMValueRef, LLVMBuildPhi,
	(const char *where, LLVMBuilderRef builder, LLVMTypeRef type, const char *text),
	(builder, type, text), api_may_create() && api_may_be_passed(type))
CHECKED(LLVMValueRef, LLVMBuildFreeze,
	(const char *where, LLVMBuilderRef builder, LLVMValueRef value, const char *text),
	(builder, value, text), api_may_create() && value)
CHECKED(LLVMValueRef, LLVMBuildLoad2,
	(const char *where, LLVMBuilderRef builder, LLVMTypeRef type, LLVMValueRef pointer,
	 const char *text),
	(builder, type, pointer, text),
	api_may_create() && api_has_size(type) && api_is_pointer(pointer))
CHECKED(LLVMValueRef, LLVMBuildStore,
	(const char *where, LLVMBuilderRef builder, LLVMValueRef value, LLVMValueRef pointer),
	(builder, value, pointer),
	api_may_create() && value && api_has_size(LLVMTypeOf(value)) && api_is_pointer(pointer))
CHECKED(LLVMValueRef, LLVMBuildAlloca,
	(const char *where, LLVMBuilderRef builder, LLVMTypeRef type, const char *text),
	(builder, type, text), api_may_create() && api_has_size(type))
CHECKED(LLVMValueRef, LLVMBuildMemCpy,
	(const char *where, LLVMBuilderRef builder, LLVMValueRef to, unsigned int to_alignment,
	 LLVMValueRef from, unsigned int from_alignment, LLVMValueRef size),
	(builder, to, to_alignment, from, from_alignment, size),
	api_may_create() && api_is_pointer(to) && api_is_pointer(from) &&
		api_is_power_of_2(to_alignment) && api_is_power_of_2(from_alignment) &&
		api_is_integer(LLVMTypeOf(size)))
CHECKED(LLVMValueRef, LLVMBuildCall2,
	(const char *where, LLVMBuilderRef builder, LLVMTypeRef type, LLVMValueRef callee,
	 LLVMValueRef *arguments, unsigned int count, const char *text),
	(builder, type, callee, arguments, count, text),
	api_may_create() && api_is_pointer(callee) && api_takes(type, arguments, count))
CHECKED(LLVMValueRef, LLVMBuildInsertValue,
	(const char *where, LLVMBuilderRef builder, LLVMValueRef whole, LLVMValueRef part,
	 unsigned int number, const char *text),
	(builder, whole, part, number, text),
	api_may_create() && whole && part && api_has_field(LLVMTypeOf(whole), number) &&
		LLVMStructGetTypeAtIndex(LLVMTypeOf(whole), number) == LLVMTypeOf(part))
CHECKED(LLVMValueRef, LLVMBuildExtractValue,
	(const char *where, LLVMBuilderRef builder, LLVMValueRef whole, unsigned int number,
	 const char *text),
	(builder, whole, number, text),
	api_may_create() && whole && api_has_field(LLVMTypeOf(whole), number))
CHECKED(LLVMValueRef, LLVMBuildGEP2,
	(const char *where, LLVMBuilderRef builder, LLVMTypeRef type, LLVMValueRef pointer,
	 LLVMValueRef *indices, unsigned int count, const char *text),
	(builder, type, pointer, indices, count, text),
	api_may_create() && api_has_size(type) && api_is_pointer(pointer) && count)
CHECKED(LLVMValueRef, LLVMBuildInBoundsGEP2,
	(const char *where, LLVMBuilderRef builder, LLVMTypeRef type, LLVMValueRef pointer,
	 LLVMValueRef *indices, unsigned int count, const char *text),
	(builder, type, pointer, indices, count, text),
	api_may_create() && api_has_size(type) && api_is_pointer(pointer) && count)

#endif
