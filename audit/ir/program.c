// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads modules and simplifies them; see program.h. */
#include "audit/ir/program.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <llvm-c/BitWriter.h>
#include <llvm-c/IRReader.h>
#include <llvm-c/Transforms/PassBuilder.h>

#include "audit/effects/externals.h"
#include "audit/ir/fields.h"
#include "llvm-pass/support/array.h"

/*
 * Not instcombine, which makes each address a number of bytes from another and so takes away what
 * struct it is in. inline takes what is small; the rest is followed.
 */
static const char passes[] = "always-inline,function(sroa,early-cse,simplifycfg),"
			     "cgscc(inline),function(sroa,early-cse<memssa>,sccp,gvn,simplifycfg)";

int program_open(struct program *program)
{
	program->context = LLVMContextCreate();
	return program->context ? 0 : -ENOMEM;
}

/* A function whose effects are written down keeps its name, and with it what is known of it. */
static void keep_externals(LLVMModuleRef module)
{
	unsigned int inlined = LLVMGetEnumAttributeKindForName("alwaysinline", 12);
	unsigned int kept = LLVMGetEnumAttributeKindForName("noinline", 8);
	LLVMContextRef context = LLVMGetModuleContext(module);

	for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f)) {
		size_t length;
		const char *name = LLVMGetValueName2(f, &length);

		if (LLVMIsDeclaration(f) || !externals_know(name))
			continue;
		LLVMRemoveEnumAttributeAtIndex(f, LLVMAttributeFunctionIndex, inlined);
		LLVMAddAttributeAtIndex(f, LLVMAttributeFunctionIndex,
					LLVMCreateEnumAttribute(context, kept, 0));
	}
}

static int simplify(LLVMModuleRef module, const char *source, struct failure *why)
{
	LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
	LLVMErrorRef error;
	int result = 0;

	keep_externals(module);
	error = LLVMRunPasses(module, passes, NULL, options);
	LLVMDisposePassBuilderOptions(options);
	if (error) {
		char *text = LLVMGetErrorMessage(error);

		result = fail_with(why, -EINVAL, "%s: %s", source, text);
		LLVMDisposeErrorMessage(text);
	}
	return result;
}

static int parse(const struct program *program, const char *file, LLVMModuleRef *module,
		 struct failure *why)
{
	LLVMMemoryBufferRef buffer;
	char *text = NULL;
	int result = 0;

	if (LLVMCreateMemoryBufferWithContentsOfFile(file, &buffer, &text))
		result = fail_with(why, -ENOENT, "cannot read %s: %s", file, text);
	else if (LLVMParseIRInContext(program->context, buffer, module, &text))
		result = fail_with(why, -EINVAL, "%s is no IR: %s", file, text);
	if (text)
		LLVMDisposeMessage(text);
	return result;
}

static bool is_newer(const char *file, const char *than)
{
	struct stat a, b;

	return !stat(file, &a) && !stat(than, &b) &&
	       (a.st_mtim.tv_sec > b.st_mtim.tv_sec ||
		(a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec > b.st_mtim.tv_nsec));
}

static uint64_t simplified_hash(void)
{
	uint64_t hash = externals_hash();

	for (const char *at = passes; *at; at++)
		hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
	return hash ^ hash >> 32;
}

static int read_module(const struct program *program, const char *source, const char *file,
		       LLVMModuleRef *module, struct failure *why)
{
	char *kept;
	int result;

	/* What was simplified for other rows, or by other passes, is something else. */
	if (asprintf(&kept, "%s.%08x.bc", file, (unsigned int)simplified_hash()) < 0)
		return -ENOMEM;
	if (is_newer(kept, file) && !parse(program, kept, module, NULL)) {
		free(kept);
		return 0;
	}
	result = parse(program, file, module, why);
	if (!result) {
		result = simplify(*module, source, why);
		if (!result && LLVMWriteBitcodeToFile(*module, kept)) {
			remove(kept);
		} else {
			/* As the next run has it, uses in the same order: it says the same. */
			LLVMDisposeModule(*module);
			if (!result)
				result = parse(program, kept, module, why);
		}
	}
	free(kept);
	return result;
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
		result = read_module(program, source, file, &module, why);
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
