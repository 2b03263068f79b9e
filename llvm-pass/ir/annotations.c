// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads the annotations that clang writes into the IR; see annotations.h. */
#include "llvm-pass/ir/annotations.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/support/array.h"
#include "llvm-pass/bridge/bridge.h"

static const char ignore_text[] = "bpfmend:ignore";

bool annotation_says_ignore(LLVMValueRef text)
{
	LLVMValueRef string;
	const char *characters;
	size_t length;

	if (!LLVMIsAGlobalVariable(text))
		return false;
	string = LLVMGetInitializer(text);
	if (!string || !LLVMIsAConstantDataSequential(string) || !LLVMIsConstantString(string))
		return false;
	characters = LLVMGetAsString(string, &length);
	/* The length counts the NUL. */
	return length == sizeof(ignore_text) && !memcmp(characters, ignore_text, length);
}

bool annotation_ignores(LLVMValueRef alloca)
{
	static const char name[] = "llvm.var.annotation";
	unsigned int annotation = LLVMLookupIntrinsicID(name, sizeof(name) - 1);

	for (LLVMUseRef use = LLVMGetFirstUse(alloca); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAIntrinsicInst(user) &&
		    LLVMGetIntrinsicID(LLVMGetCalledValue(user)) == annotation &&
		    LLVMGetOperand(user, 0) == alloca &&
		    annotation_says_ignore(LLVMGetOperand(user, 1)))
			return true;
	}
	return false;
}

static int add_function(struct ignored_functions *ignored, LLVMValueRef function)
{
	LLVMValueRef *grown =
		array_grow(ignored->functions, ignored->count, sizeof(*ignored->functions));

	if (!grown)
		return -ENOMEM;
	ignored->functions = grown;
	ignored->functions[ignored->count++] = function;
	return 0;
}

int ignored_functions_find(LLVMModuleRef module, struct ignored_functions *ignored)
{
	LLVMValueRef table = LLVMGetNamedGlobal(module, "llvm.global.annotations");
	LLVMValueRef rows = table ? LLVMGetInitializer(table) : NULL;
	int error = 0;

	*ignored = (struct ignored_functions){ 0 };
	if (!rows || !LLVMIsAConstantArray(rows))
		return 0;
	for (int i = 0; i < LLVMGetNumOperands(rows) && !error; i++) {
		/* A row is what is annotated, the text, the file, the line, arguments. */
		LLVMValueRef row = LLVMGetOperand(rows, (unsigned int)i);

		if (!LLVMIsAConstantStruct(row) || LLVMGetNumOperands(row) < 2)
			continue;
		if (LLVMIsAFunction(LLVMGetOperand(row, 0)) &&
		    annotation_says_ignore(LLVMGetOperand(row, 1)))
			error = add_function(ignored, LLVMGetOperand(row, 0));
	}
	if (error)
		ignored_functions_free(ignored);
	return error;
}

bool ignored_functions_hold(const struct ignored_functions *ignored, LLVMValueRef instruction)
{
	for (size_t i = 0; i < ignored->count; i++)
		if (bridge_comes_from(instruction, ignored->functions[i]))
			return true;
	return false;
}

void ignored_functions_free(struct ignored_functions *ignored)
{
	free(ignored->functions);
	*ignored = (struct ignored_functions){ 0 };
}
