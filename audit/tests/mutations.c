// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Changes IR and keeps what is needed to change it back; see mutations.h. */
#include "audit/tests/mutations.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/support/array.h"

#define EARLY_RETURN (-22)

LLVMValueRef mutation_target(const struct program *program, const char *name)
{
	for (size_t i = 0; i < program->count; i++) {
		LLVMValueRef function = LLVMGetNamedFunction(program->modules[i].module, name);

		if (function && !LLVMIsDeclaration(function))
			return function;
	}
	return NULL;
}

static bool writes(LLVMValueRef instruction)
{
	size_t length;
	const char *name;

	if (LLVMIsAStoreInst(instruction))
		return !LLVMIsAAllocaInst(LLVMGetOperand(instruction, 1));
	if (!LLVMIsACallInst(instruction) || !LLVMIsAFunction(LLVMGetCalledValue(instruction)))
		return false;
	name = LLVMGetValueName2(LLVMGetCalledValue(instruction), &length);
	return !strncmp(name, "llvm.memset.", 12) || !strncmp(name, "llvm.memcpy.", 12);
}

static int remove_writes(LLVMValueRef function, struct mutated *mutated)
{
	LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function);

	for (; block; block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block), next; i; i = next) {
			void *removed;

			next = LLVMGetNextInstruction(i);
			if (!writes(i))
				continue;
			removed = array_grow(mutated->removed, mutated->removed_count,
					     sizeof(*mutated->removed));
			if (!removed)
				return -ENOMEM;
			mutated->removed = removed;
			mutated->removed[mutated->removed_count].instruction = i;
			mutated->removed[mutated->removed_count++].before = next;
			LLVMInstructionRemoveFromParent(i);
		}
	return mutated->removed_count ? 0 : -ENOENT;
}

static LLVMBuilderRef builder_at_start(LLVMValueRef function)
{
	LLVMBuilderRef builder =
		LLVMCreateBuilderInContext(LLVMGetModuleContext(LLVMGetGlobalParent(function)));

	LLVMPositionBuilderBefore(builder,
				  LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function)));
	return builder;
}

static int add_store(LLVMValueRef function, unsigned int parameter, struct mutated *mutated)
{
	LLVMContextRef context = LLVMGetModuleContext(LLVMGetGlobalParent(function));
	LLVMTypeRef byte = LLVMInt8TypeInContext(context);
	LLVMBuilderRef builder;
	LLVMValueRef address;

	if (parameter >= LLVMCountParams(function))
		return -ENOENT;
	builder = builder_at_start(function);
	address = LLVMGetParam(function, parameter);
	if (LLVMGetTypeKind(LLVMTypeOf(address)) == LLVMIntegerTypeKind) {
		address = LLVMBuildIntToPtr(builder, address, LLVMPointerTypeInContext(context, 0),
					    "");
		mutated->added[0] = address;
	}
	mutated->added[1] = LLVMBuildStore(builder, LLVMConstNull(byte), address);
	LLVMDisposeBuilder(builder);
	return 0;
}

/* A block before the entry that goes there or returns, as a byte somewhere says. */
static int return_early(LLVMValueRef function, struct mutated *mutated)
{
	LLVMContextRef context = LLVMGetModuleContext(LLVMGetGlobalParent(function));
	LLVMTypeRef type = LLVMGetReturnType(LLVMGlobalGetValueType(function));
	LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(function);
	LLVMBasicBlockRef first = LLVMInsertBasicBlockInContext(context, entry, "");
	LLVMBasicBlockRef out = LLVMInsertBasicBlockInContext(context, entry, "");
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
	LLVMValueRef byte, test;

	LLVMPositionBuilderAtEnd(builder, first);
	byte = LLVMBuildLoad2(builder, LLVMInt8TypeInContext(context),
			      LLVMConstNull(LLVMPointerTypeInContext(context, 0)), "");
	test = LLVMBuildICmp(builder, LLVMIntEQ, byte, LLVMConstNull(LLVMTypeOf(byte)), "");
	LLVMBuildCondBr(builder, test, out, entry);
	LLVMPositionBuilderAtEnd(builder, out);
	if (LLVMGetTypeKind(type) == LLVMVoidTypeKind)
		LLVMBuildRetVoid(builder);
	else if (LLVMGetTypeKind(type) == LLVMIntegerTypeKind)
		LLVMBuildRet(builder, LLVMConstInt(type, (unsigned long long)EARLY_RETURN, true));
	else
		LLVMBuildRet(builder, LLVMConstNull(type));
	LLVMDisposeBuilder(builder);
	mutated->blocks[0] = first;
	mutated->blocks[1] = out;
	return 0;
}

int mutate(LLVMValueRef function, enum mutation mutation, unsigned int parameter,
	   struct mutated *mutated)
{
	*mutated = (struct mutated){ 0 };
	switch (mutation) {
	case WRITES_REMOVED:
		return remove_writes(function, mutated);
	case STORE_ADDED:
		return add_store(function, parameter, mutated);
	case RETURNS_EARLY:
		return return_early(function, mutated);
	}
	return -EINVAL;
}

void mutation_undo(struct mutated *mutated)
{
	for (size_t i = mutated->removed_count; i-- > 0;) {
		LLVMValueRef before = mutated->removed[i].before;
		LLVMBuilderRef builder = LLVMCreateBuilderInContext(
			LLVMGetTypeContext(LLVMTypeOf(mutated->removed[i].instruction)));

		LLVMPositionBuilderBefore(builder, before);
		LLVMInsertIntoBuilder(builder, mutated->removed[i].instruction);
		LLVMDisposeBuilder(builder);
	}
	free(mutated->removed);
	for (size_t i = sizeof(mutated->added) / sizeof(*mutated->added); i-- > 0;)
		if (mutated->added[i])
			LLVMInstructionEraseFromParent(mutated->added[i]);
	if (mutated->blocks[0]) {
		LLVMDeleteBasicBlock(mutated->blocks[0]);
		LLVMDeleteBasicBlock(mutated->blocks[1]);
	}
	*mutated = (struct mutated){ 0 };
}

/* The constant with another number at an offset. */
static LLVMValueRef with_number(LLVMTargetDataRef layout, LLVMValueRef constant, uint64_t offset,
				LLVMValueRef number)
{
	LLVMTypeRef type = LLVMTypeOf(constant);
	LLVMValueRef members[128], made;
	unsigned int count, at;

	if (LLVMGetTypeKind(type) != LLVMStructTypeKind)
		return number;
	count = LLVMCountStructElementTypes(type);
	at = LLVMElementAtOffset(layout, type, offset);
	for (unsigned int i = 0; i < count; i++)
		members[i] = LLVMGetAggregateElement(constant, i);
	members[at] = with_number(layout, members[at],
				  offset - LLVMOffsetOfElement(layout, type, at), number);
	made = LLVMIsLiteralStruct(type)
		       ? LLVMConstStructInContext(LLVMGetTypeContext(type), members, count,
						  LLVMIsPackedStruct(type))
		       : LLVMConstNamedStruct(type, members, count);
	return made;
}

int mutate_flags(LLVMValueRef global, int64_t offset, int off, int on)
{
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(LLVMGetGlobalParent(global));
	LLVMValueRef whole = LLVMGetInitializer(global);
	LLVMValueRef number = program_constant_at(layout, whole, (uint64_t)offset);
	int before = (int)LLVMConstIntGetZExtValue(number);

	LLVMSetInitializer(global,
			   with_number(layout, whole, (uint64_t)offset,
				       LLVMConstInt(LLVMTypeOf(number),
						    (unsigned int)((before & ~off) | on), false)));
	return before;
}
