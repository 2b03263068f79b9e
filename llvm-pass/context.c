// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds the context among the arguments; see context.h. */
#include "llvm-pass/context.h"

#include <stddef.h>
#include <string.h>

/* The verifier allows eight frames. */
#define MOST_FRAMES 8

/* Measured on 7.0, 7.1 and 7.3; see docs/hazards/ctx-choice.md. */
static const struct row {
	const char *section;
	enum context_rule rule;
} rows[] = {
	{ "syscall", CONTEXT_ANY },
	{ "kprobe", CONTEXT_FIXED_SUM },
	{ "kretprobe", CONTEXT_FIXED_SUM },
	{ "ksyscall", CONTEXT_FIXED_SUM },
	{ "kretsyscall", CONTEXT_FIXED_SUM },
	{ "uprobe", CONTEXT_FIXED_SUM },
	{ "uretprobe", CONTEXT_FIXED_SUM },
	{ "usdt", CONTEXT_FIXED_SUM },
	{ "tracepoint", CONTEXT_FIXED_SUM },
	{ "tp", CONTEXT_FIXED_SUM },
	{ "raw_tracepoint", CONTEXT_FIXED_SUM },
	{ "raw_tp", CONTEXT_FIXED_SUM },
	{ "tp_btf", CONTEXT_FIXED_SUM },
	{ "fentry", CONTEXT_FIXED_SUM },
	{ "fexit", CONTEXT_FIXED_SUM },
	{ "fmod_ret", CONTEXT_FIXED_SUM },
	{ "lsm", CONTEXT_FIXED_SUM },
	{ "iter", CONTEXT_FIXED_SUM },
	{ "cgroup/dev", CONTEXT_FIXED_SUM },
};

/* True if the function is a program by itself. */
static bool is_program(LLVMValueRef function)
{
	const char *section = LLVMGetSection(function);
	LLVMLinkage linkage = LLVMGetLinkage(function);

	return section && *section && strcmp(section, ".text") && linkage != LLVMInternalLinkage &&
	       linkage != LLVMPrivateLinkage;
}

/* The place of a function's argument among its arguments. */
static unsigned int number_of(LLVMValueRef function, LLVMValueRef argument)
{
	unsigned int number = 0;

	while (LLVMGetParam(function, number) != argument)
		number++;
	return number;
}

/*
 * The context that a program gives, through all callers, to an argument; of the first caller if
 * there are more. NULL if it is not the context.
 */
static LLVMValueRef program_context(LLVMValueRef argument, unsigned int frames)
{
	LLVMValueRef function, found = NULL;
	unsigned int number;

	if (!LLVMIsAArgument(argument) ||
	    LLVMGetTypeKind(LLVMTypeOf(argument)) != LLVMPointerTypeKind)
		return NULL;
	function = LLVMGetParamParent(argument);
	number = number_of(function, argument);
	if (is_program(function))
		return number ? NULL : argument;
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef call = LLVMGetUser(use), given;

		if (!frames || !LLVMIsACallInst(call) || LLVMGetCalledValue(call) != function ||
		    LLVMGetNumArgOperands(call) <= number)
			return NULL;
		given = program_context(LLVMGetOperand(call, number), frames - 1);
		if (!given)
			return NULL;
		if (!found)
			found = given;
	}
	return found;
}

bool context_is(LLVMValueRef value)
{
	return program_context(value, MOST_FRAMES) != NULL;
}

/* True if a section has this name, or the name and more behind a slash or a dot. */
static bool is_named(const char *section, const char *name)
{
	size_t length = strlen(name);

	return !strncmp(section, name, length) &&
	       (!section[length] || section[length] == '/' || section[length] == '.');
}

const char *context_section(LLVMValueRef context)
{
	LLVMValueRef argument = program_context(context, MOST_FRAMES);
	const char *section = argument ? LLVMGetSection(LLVMGetParamParent(argument)) : "";

	/* libbpf's mark of a program that is not loaded by itself. */
	return *section == '?' ? section + 1 : section;
}

enum context_rule context_rule(LLVMValueRef context)
{
	const char *section = context_section(context);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (is_named(section, rows[i].section))
			return rows[i].rule;
	return CONTEXT_DISPLACEMENT;
}
