// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Walks the constants and stores of modules; see fields.h. */
#include "audit/ir/fields.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "audit/bridge/debug.h"
#include "llvm-pass/support/array.h"

static int note(struct program *program, const struct field *field, LLVMValueRef function)
{
	LLVMValueRef *definitions =
		array_grow(program->definitions, program->definition_count, sizeof(LLVMValueRef));
	char text[FIELD_TEXT];
	int length = snprintf(text, sizeof(text), "%.*s+%llu", (int)field->length, field->name,
			      (unsigned long long)field->offset);

	if (!definitions)
		return -ENOMEM;
	program->definitions = definitions;
	definitions[program->definition_count] = function;
	if (names_add(&program->fields, text, (size_t)length, program->definition_count))
		return -ENOMEM;
	program->definition_count++;
	return 0;
}

/* Puts down the functions in a constant, of which around says what struct it is in, and where. */
static int note_constant(struct program *program, LLVMTargetDataRef layout, LLVMValueRef constant,
			 struct field around, unsigned int depth)
{
	LLVMTypeRef type = LLVMTypeOf(constant);
	LLVMTypeKind kind = LLVMGetTypeKind(type);
	unsigned int count;
	size_t length;
	const char *name;
	int error = 0;

	if (LLVMIsAFunction(constant))
		return around.name ? note(program, &around, constant) : 0;
	if (depth > 6 || (kind != LLVMStructTypeKind && kind != LLVMArrayTypeKind) ||
	    LLVMIsNull(constant) || LLVMIsAConstantDataArray(constant))
		return 0;
	name = program_struct_name(type, &length);
	if (name && depth)
		around = (struct field){ name, length, 0 };
	count = kind == LLVMStructTypeKind ? LLVMCountStructElementTypes(type)
					   : (unsigned int)LLVMGetArrayLength2(type);
	for (unsigned int i = 0; i < count && !error; i++) {
		LLVMValueRef element = LLVMGetAggregateElement(constant, i);
		struct field inner = around;

		/* Elements of an array are structs, each with its own start. */
		if (kind == LLVMStructTypeKind)
			inner.offset += LLVMOffsetOfElement(layout, type, i);
		if (element)
			error = note_constant(program, layout, element, inner, depth + 1);
	}
	return error;
}

static int note_globals(struct program *program, LLVMModuleRef module)
{
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(module);
	int error = 0;

	for (LLVMValueRef g = LLVMGetFirstGlobal(module); g && !error; g = LLVMGetNextGlobal(g)) {
		LLVMValueRef constant = LLVMGetInitializer(g);
		struct text of = { NULL, 0 };

		/* A struct with a union in it has no name in the IR, but in the debug information.
		 */
		if (constant && !LLVMIsNull(constant))
			of = bridge_struct_of(g);
		if (constant && of.length)
			error = note_constant(program, layout, constant,
					      (struct field){ of.start, of.length, 0 }, 0);
	}
	return error;
}

static int note_stores(struct program *program, LLVMValueRef function)
{
	LLVMTargetDataRef layout = program_layout(function);
	LLVMBasicBlockRef block;
	struct field field;

	for (block = LLVMGetFirstBasicBlock(function); block; block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
		     i = LLVMGetNextInstruction(i))
			if (LLVMIsAStoreInst(i) && LLVMIsAFunction(LLVMGetOperand(i, 0)) &&
			    field_of(LLVMGetOperand(i, 1), layout, &field) &&
			    note(program, &field, LLVMGetOperand(i, 0)))
				return -ENOMEM;
	return 0;
}

int fields_note(struct program *program, LLVMModuleRef module)
{
	int error = note_globals(program, module);

	for (LLVMValueRef f = LLVMGetFirstFunction(module); f && !error; f = LLVMGetNextFunction(f))
		if (!LLVMIsDeclaration(f))
			error = note_stores(program, f);
	return error;
}

bool field_of(LLVMValueRef address, LLVMTargetDataRef layout, struct field *field)
{
	LLVMTypeRef type;
	bool found = false;

	if (!LLVMIsAGetElementPtrInst(address))
		return false;
	type = LLVMGetGEPSourceElementType(address);
	for (int i = 2; i < LLVMGetNumOperands(address); i++) {
		LLVMValueRef index = LLVMGetOperand(address, (unsigned int)i);
		size_t length;
		const char *name;

		if (LLVMGetTypeKind(type) == LLVMArrayTypeKind) {
			type = LLVMGetElementType(type);
			found = false;
			continue;
		}
		if (LLVMGetTypeKind(type) != LLVMStructTypeKind || !LLVMIsAConstantInt(index))
			return false;
		name = program_struct_name(type, &length);
		if (name) {
			*field = (struct field){ name, length, 0 };
			found = true;
		}
		if (!found)
			return false;
		field->offset += LLVMOffsetOfElement(layout, type,
						     (unsigned int)LLVMConstIntGetZExtValue(index));
		type = LLVMStructGetTypeAtIndex(type,
						(unsigned int)LLVMConstIntGetZExtValue(index));
	}
	return found;
}

bool field_called(LLVMValueRef call, struct field *field)
{
	LLVMValueRef called = LLVMGetCalledValue(call);
	LLVMBasicBlockRef block = LLVMGetInstructionParent(call);

	if (!LLVMIsALoadInst(called))
		return false;
	return field_of(LLVMGetOperand(called, 0), program_layout(LLVMGetBasicBlockParent(block)),
			field);
}

LLVMValueRef field_function(const struct program *program, const struct field *field, size_t *place)
{
	char text[FIELD_TEXT];
	int length = snprintf(text, sizeof(text), "%.*s+%llu", (int)field->length, field->name,
			      (unsigned long long)field->offset);

	*place = names_next(&program->fields, text, (size_t)length, *place);
	return *place == NAMES_NONE ? NULL
				    : program->definitions[program->fields.items[*place].index];
}
