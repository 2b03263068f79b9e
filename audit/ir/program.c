// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads modules and notes what is in them; see program.h. */
#include "audit/ir/program.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit/ir/fields.h"
#include "audit/ir/simplify.h"
#include "llvm-pass/support/array.h"

int program_open(struct program *program)
{
	program->context = LLVMContextCreate();
	return program->context ? 0 : -ENOMEM;
}

static int note_functions(struct program *program, LLVMModuleRef module)
{
	for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f)) {
		LLVMValueRef *definitions;
		size_t length;
		const char *name = LLVMGetValueName2(f, &length);

		if (LLVMIsDeclaration(f) || LLVMGetLinkage(f) == LLVMInternalLinkage)
			continue;
		definitions = array_grow(program->definitions, program->definition_count,
					 sizeof(LLVMValueRef));
		if (!definitions)
			return -ENOMEM;
		program->definitions = definitions;
		definitions[program->definition_count] = f;
		if (names_add(&program->functions, name, length, program->definition_count))
			return -ENOMEM;
		program->definition_count++;
	}
	return 0;
}

int program_read(struct program *program, const char *source, const char *file, struct failure *why)
{
	struct program_module *modules =
		array_grow(program->modules, program->count, sizeof(*modules));
	char *path = modules ? strdup(source) : NULL;
	LLVMModuleRef module = NULL;
	int result = path ? 0 : -ENOMEM;

	if (modules)
		program->modules = modules;
	if (!result)
		result = simplified_read(program->context, source, file, &module, why);
	if (result) {
		free(path);
		return result;
	}
	modules[program->count++] = (struct program_module){ module, path };
	result = note_functions(program, module);
	return result ? result : fields_note(program, module);
}

LLVMValueRef program_function(const struct program *program, const char *name)
{
	size_t place = names_get(&program->functions, name);

	return place == NAMES_NONE ? NULL : program->definitions[place];
}

LLVMValueRef program_definition(const struct program *program, LLVMValueRef function)
{
	size_t length;

	if (!LLVMIsDeclaration(function))
		return function;
	return program_function(program, LLVMGetValueName2(function, &length));
}

const struct program_module *program_module_of(const struct program *program, LLVMValueRef function)
{
	LLVMModuleRef module = LLVMGetGlobalParent(function);

	for (size_t i = 0; i < program->count; i++)
		if (program->modules[i].module == module)
			return &program->modules[i];
	return NULL;
}

LLVMTargetDataRef program_layout(LLVMValueRef function)
{
	return LLVMGetModuleDataLayout(LLVMGetGlobalParent(function));
}

LLVMValueRef program_constant_at(LLVMTargetDataRef layout, LLVMValueRef constant, uint64_t offset)
{
	LLVMTypeRef type = LLVMTypeOf(constant);

	for (;;) {
		uint64_t index;

		switch (LLVMGetTypeKind(type)) {
		case LLVMStructTypeKind:
			if (offset >= LLVMABISizeOfType(layout, type))
				return NULL;
			index = LLVMElementAtOffset(layout, type, offset);
			offset -= LLVMOffsetOfElement(layout, type, (unsigned int)index);
			break;
		case LLVMArrayTypeKind: {
			uint64_t size = LLVMABISizeOfType(layout, LLVMGetElementType(type));

			index = size ? offset / size : 0;
			if (index >= LLVMGetArrayLength2(type))
				return NULL;
			offset -= index * size;
			break;
		}
		default:
			return offset ? NULL : constant;
		}
		constant = LLVMGetAggregateElement(constant, (unsigned int)index);
		if (!constant)
			return NULL;
		type = LLVMTypeOf(constant);
	}
}

const char *program_struct_name(LLVMTypeRef type, size_t *length)
{
	const char *name = LLVMGetTypeKind(type) == LLVMStructTypeKind && !LLVMIsLiteralStruct(type)
				   ? LLVMGetStructName(type)
				   : NULL;
	size_t end;

	if (!name || strncmp(name, "struct.", 7))
		return NULL;
	name += 7;
	end = strlen(name);
	*length = end;
	/* LLVM numbers the types of one name in one context, and again what was written with
	 * numbers. */
	while (end && isdigit((unsigned char)name[end - 1])) {
		while (end && isdigit((unsigned char)name[end - 1]))
			end--;
		if (!end || name[end - 1] != '.')
			break;
		*length = --end;
	}
	return name;
}

void program_close(struct program *program)
{
	for (size_t i = 0; i < program->count; i++) {
		LLVMDisposeModule(program->modules[i].module);
		free(program->modules[i].path);
	}
	free(program->modules);
	free(program->definitions);
	names_free(&program->functions);
	names_free(&program->fields);
	if (program->context)
		LLVMContextDispose(program->context);
	*program = (struct program){ 0 };
}
