// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Addresses that CO-RE relocates; see context_parts.h. The address of a field is written as
 *
 *	%offset = load i64, ptr @"llvm.__sk_buff:0:8$0:2"
 *	%p = getelementptr i8, ptr %context, i64 %offset
 *	%field = call ptr @llvm.bpf.passthrough.p0.p0(i32 1, ptr %p)
 *
 * and the backend makes one instruction of it and a load of %field, if nothing stands between them.
 * An element of an array that is added to %field stands between: it needs a global of its own.
 */
#include "llvm-pass/context/context_parts.h"

#include <stdlib.h>
#include <string.h>

#include "llvm-pass/bridge/bridge.h"

bool is_relocation(LLVMValueRef value)
{
	LLVMValueRef global;
	const char *name;
	size_t length;

	if (!LLVMIsALoadInst(value))
		return false;
	global = LLVMGetOperand(value, 0);
	if (!LLVMIsAGlobalVariable(global))
		return false;
	name = LLVMGetValueName2(global, &length);
	return length > 5 && !strncmp(name, "llvm.", 5);
}

LLVMValueRef relocated_gep(LLVMValueRef value)
{
	static const char name[] = "llvm.bpf.passthrough";
	LLVMValueRef gep;

	if (!LLVMIsAIntrinsicInst(value) || LLVMGetIntrinsicID(LLVMGetCalledValue(value)) !=
						    LLVMLookupIntrinsicID(name, strlen(name)))
		return NULL;
	gep = LLVMGetOperand(value, 1);
	if (!LLVMIsAGetElementPtrInst(gep) || LLVMGetNumIndices(gep) != 1 ||
	    !is_relocation(LLVMGetOperand(gep, 1)) || !LLVMIsAArgument(LLVMGetOperand(gep, 0)))
		return NULL;
	return gep;
}

LLVMValueRef relocated_offset(LLVMValueRef field)
{
	return LLVMGetOperand(LLVMGetOperand(relocated_gep(field), 1), 0);
}

uint64_t relocated_here(LLVMValueRef field)
{
	size_t length;
	const char *name = LLVMGetValueName2(relocated_offset(field), &length);
	const char *end = strrchr(name, '$');

	while (end && end > name && end[-1] != ':')
		end--;
	return end ? strtoull(end, NULL, 10) : UINT64_MAX;
}

size_t relocated_number(const struct context_address *found, LLVMValueRef field)
{
	size_t number = 0;

	while (number < found->relocated_count &&
	       relocated_offset(found->relocated[number]) != relocated_offset(field))
		number++;
	return number;
}

bool relocated_place(int64_t number, size_t *field, int64_t *bytes)
{
	int64_t behind = number - FIRST_RELOCATED + RELOCATED_STEP / 2;

	if (behind < 0)
		return false;
	*field = (size_t)(behind / RELOCATED_STEP);
	*bytes = behind % RELOCATED_STEP - RELOCATED_STEP / 2;
	return true;
}

LLVMValueRef build_relocated(LLVMValueRef field, int64_t bytes, LLVMBuilderRef builder)
{
	LLVMValueRef gep = relocated_gep(field), offset = relocated_offset(field), parts[3];

	if (bytes >= 0 && bridge_relocates_element(offset, (uint64_t)bytes))
		offset = bridge_build_element(offset, (uint64_t)bytes);
	parts[0] = LLVMInstructionClone(LLVMGetOperand(gep, 1));
	parts[1] = LLVMInstructionClone(gep);
	parts[2] = LLVMInstructionClone(field);
	LLVMSetOperand(parts[0], 0, offset);
	LLVMSetOperand(parts[1], 1, parts[0]);
	LLVMSetOperand(parts[2], 1, parts[1]);
	for (size_t i = 0; i < 3; i++)
		LLVMInsertIntoBuilder(builder, parts[i]);
	return parts[2];
}
