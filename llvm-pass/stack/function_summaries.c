// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Summarises each function once, callees first; see function_summaries.h. */
#include "llvm-pass/stack/function_summaries.h"

#include <errno.h>

#include "llvm-pass/support/array.h"
#include "llvm-pass/bpf/helper_prototypes.h"
#include "llvm-pass/stack/stack_objects.h"
#include "llvm-pass/stack/unwritten_bytes.h"

/* True if the body is assembly that finds its arguments in registers, unseen by the IR. */
static bool is_naked(LLVMValueRef function)
{
	static const char name[] = "naked";

	return LLVMGetEnumAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
					   LLVMGetEnumAttributeKindForName(name, sizeof(name) - 1));
}

static bool can_be_summarised(LLVMValueRef function, LLVMValueRef call)
{
	return LLVMIsAFunction(function) && !LLVMIsDeclaration(function) && !is_naked(function) &&
	       (LLVMGetLinkage(function) == LLVMInternalLinkage ||
		LLVMGetLinkage(function) == LLVMPrivateLinkage) &&
	       LLVMGlobalGetValueType(function) == LLVMGetCalledFunctionType(call) &&
	       !LLVMIsFunctionVarArg(LLVMGlobalGetValueType(function));
}

/* True if a kernel may not notice that the helper writes, in whatever program. */
static bool may_go_unnoticed(struct helper_argument writer)
{
	const char *kernels;

	return writer.helper &&
	       (helper_stale_kernels(writer.helper, writer.argument, PROGRAM_TYPES_ANY, &kernels) ||
		kernels);
}

/* Tells whether the function itself writes what the helper is given, before, on every path. */
static int find_initialised(const struct stack_objects *arguments,
			    const struct stack_access *access, bool *initialised)
{
	struct byte_span span = stack_access_span(access, &arguments->objects[access->object]);
	struct unwritten_bytes unwritten;
	int error;

	*initialised = access->writer.initialised;
	if (*initialised || span.first < 0 || span.end > BPF_STACK_SIZE)
		return 0;
	error = unwritten_bytes_find(arguments, access, &unwritten);
	*initialised = byte_set_is_empty(&unwritten.bytes);
	unwritten_bytes_free(&unwritten);
	return error;
}

/* Notes who writes: of several helpers the one that matters to the verifier. */
static int add_writer(struct argument_effect *effect, const struct stack_objects *arguments,
		      const struct stack_access *access)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(access->instruction);
	bool others = effect->writer.among_others || !access->writer.helper ||
		      access->writer.among_others;
	bool initialised = true, first = !effect->writer.helper;
	int error = 0;

	if (access->writer.helper)
		error = find_initialised(arguments, access, &initialised);
	initialised &= first || effect->writer.initialised;
	if (access->writer.helper && (!effect->writer.helper || may_go_unnoticed(access->writer))) {
		effect->writer = access->writer;
		effect->writer.sometimes |=
			block != LLVMGetEntryBasicBlock(LLVMGetBasicBlockParent(block));
	}
	effect->writer.among_others = others;
	effect->writer.initialised = initialised;
	return error;
}

static int add_access(struct argument_effect *effect, const struct stack_objects *arguments,
		      const struct stack_access *access)
{
	struct byte_span span = stack_access_span(access, &arguments->objects[access->object]);
	int error = 0;

	if (access->kind == STACK_WRITE)
		error = add_writer(effect, arguments, access);
	if (access->kind != STACK_READ)
		byte_span_join(&effect->writes, span);
	else if (access->by_helper)
		byte_span_join(&effect->seen, span);
	else
		byte_span_join(&effect->reads, span);
	return error;
}

static int add_arguments(struct call_effects *effects, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct argument_effect *grown = array_grow(
			effects->arguments, effects->argument_count, sizeof(*effects->arguments));

		if (!grown)
			return -ENOMEM;
		effects->arguments = grown;
		effects->arguments[effects->argument_count++] = (struct argument_effect){ 0 };
	}
	return 0;
}

static int summarise(struct call_effects *effects, LLVMValueRef function)
{
	size_t first = effects->argument_count;
	struct stack_objects arguments;
	int error = value_map_add(&effects->functions, function, first);

	if (!error)
		error = add_arguments(effects, LLVMCountParams(function));
	if (!error)
		error = stack_objects_find_arguments(function, effects, &arguments);
	if (error)
		return error;
	for (size_t i = 0; i < arguments.object_count; i++)
		effects->arguments[first + i].known = arguments.objects[i].tracked;
	for (size_t i = 0; i < arguments.access_count && !error; i++) {
		const struct stack_access *access = &arguments.accesses[i];

		error = add_access(&effects->arguments[first + access->object], &arguments, access);
	}
	stack_objects_free(&arguments);
	return error;
}

int function_summary(struct call_effects *effects, LLVMValueRef call, unsigned int argument,
		     struct argument_effect *effect)
{
	LLVMValueRef function = LLVMGetCalledValue(call);
	size_t first;
	int error;

	if (!can_be_summarised(function, call) || argument >= LLVMCountParams(function))
		return 0;
	if (value_map_get(&effects->functions, function) == VALUE_MAP_NONE) {
		error = summarise(effects, function);
		if (error)
			return error;
	}
	/* A function that is being summarised right now calls itself: nothing is known of it yet.
	 */
	first = value_map_get(&effects->functions, function);
	*effect = effects->arguments[first + argument];
	return 0;
}
