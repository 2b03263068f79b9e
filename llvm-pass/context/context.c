// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds the context among the arguments; see context.h. */
#include "llvm-pass/context/context.h"

#include <stddef.h>
#include <string.h>

#include "llvm-pass/bpf/context_types.h"
#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/ir/call_level.h"
#include "llvm-pass/ir/function_calls.h"

/* Measured on 7.0, 7.1 and 7.3; see docs/hazards/ctx-choice.md. */
static const struct row {
	const char *section;
	enum context_address_rule rule;
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

/* What a use of a function gives it there; NULL if it is no call, or gives nothing. */
static LLVMValueRef given_by(LLVMUseRef use, LLVMValueRef function, unsigned int number)
{
	LLVMValueRef call = LLVMGetUser(use);

	if (!LLVMIsACallInst(call) || LLVMGetCalledValue(call) != function)
		return NULL;
	return call_argument(call, number);
}

/* How many calls above a function are looked at. */
#define MOST_ABOVE 4

/* True for a static function that nothing comes to any more, as of one that was inlined. */
static bool is_left_over(LLVMValueRef function, unsigned int above)
{
	LLVMLinkage linkage = LLVMGetLinkage(function);

	if (linkage != LLVMInternalLinkage && linkage != LLVMPrivateLinkage)
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (!above || !LLVMIsAInstruction(user) ||
		    !is_left_over(LLVMGetBasicBlockParent(LLVMGetInstructionParent(user)),
				  above - 1))
			return false;
	}
	return true;
}

/* The first use of a function, from one on, that something comes to. */
static LLVMUseRef live_use(LLVMUseRef use)
{
	while (use && LLVMIsAInstruction(LLVMGetUser(use)) &&
	       is_left_over(LLVMGetBasicBlockParent(LLVMGetInstructionParent(LLVMGetUser(use))),
			    MOST_ABOVE))
		use = LLVMGetNextUse(use);
	return use;
}

/* Adds what all callers give to an argument. Returns false if one may give something else. */
static bool add_given(struct call_level *level, LLVMValueRef argument)
{
	LLVMValueRef function = LLVMGetParamParent(argument), given;
	unsigned int number = function_argument_position(argument);
	LLVMUseRef first = live_use(LLVMGetFirstUse(function));

	for (LLVMUseRef use = first; use; use = live_use(LLVMGetNextUse(use))) {
		given = given_by(use, function, number);
		if (!given || !LLVMIsAArgument(given) || !call_level_add(level, given, 0))
			return false;
	}
	return first;
}

/* True if a section has this name, or the name and more behind a slash or a dot. */
static bool is_named(const char *section, const char *name)
{
	size_t length = strlen(name);

	return !strncmp(section, name, length) &&
	       (!section[length] || section[length] == '/' || section[length] == '.');
}

/*
 * A program that replaces a function is given what that function was: the context, or memory. The
 * kernel takes it for what its type says.
 */
static bool is_memory(LLVMValueRef function, LLVMValueRef argument)
{
	const char *structure =
		is_named(LLVMGetSection(function), "freplace") ? bridge_pointee(argument) : NULL;

	return structure && !context_type_is_any(structure);
}

/* True for the argument with which the kernel calls a program. */
static bool is_given_by_kernel(LLVMValueRef argument)
{
	LLVMValueRef function = LLVMGetParamParent(argument);

	return is_program(function) && LLVMGetFirstParam(function) == argument &&
	       !is_memory(function, argument);
}

/*
 * Goes from an argument to what its callers give, and on, until all of that is given by the kernel.
 */
bool context_is(LLVMValueRef value)
{
	struct call_level levels[2] = { { .count = 0 }, { .count = 0 } };

	if (!LLVMIsAArgument(value))
		return false;
	call_level_add(&levels[0], value, 0);
	for (unsigned int i = 0; i <= CALL_LEVELS; i++) {
		struct call_level *level = &levels[i % 2], *next = &levels[(i + 1) % 2];

		next->count = 0;
		for (size_t j = 0; j < level->count; j++) {
			LLVMValueRef argument = level->values[j];

			if (LLVMGetTypeKind(LLVMTypeOf(argument)) != LLVMPointerTypeKind)
				return false;
			if (is_given_by_kernel(argument))
				continue;
			if (is_program(LLVMGetParamParent(argument)) || !add_given(next, argument))
				return false;
		}
		if (!next->count)
			return true;
	}
	return false;
}

/* The argument of a program that the first caller, and its first caller, give to a context. */
static LLVMValueRef program_context(LLVMValueRef argument)
{
	while (!is_given_by_kernel(argument))
		argument = given_by(live_use(LLVMGetFirstUse(LLVMGetParamParent(argument))),
				    LLVMGetParamParent(argument),
				    function_argument_position(argument));
	return argument;
}

const char *context_section(LLVMValueRef context)
{
	const char *section = "";

	if (context_is(context))
		section = LLVMGetSection(LLVMGetParamParent(program_context(context)));

	/* libbpf's mark of a program that is not loaded by itself. */
	return *section == '?' ? section + 1 : section;
}

enum context_address_rule context_rule(LLVMValueRef context)
{
	const char *section = context_section(context);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (is_named(section, rows[i].section))
			return rows[i].rule;
	return CONTEXT_DISPLACEMENT;
}
