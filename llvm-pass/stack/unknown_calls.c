// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks for calls that a kernel does not know; see unknown_calls.h. */
#include "llvm-pass/stack/unknown_calls.h"

#include <string.h>

#include "llvm-pass/stack/call_effects.h"

/* As many blocks are looked at, each with its instructions. */
#define MOST_BLOCKS 256

static const struct helpers_end {
	struct kernel_version series;
	unsigned int end;
} helpers_ends[] = {
#define HELPERS_END(major, minor, end) { { major, minor, KERNEL_ANY_PATCH }, end },
#define KFUNC_UNKNOWN(name, major, minor)
#include "kernel/contracts/unknown.def"
#undef HELPERS_END
#undef KFUNC_UNKNOWN
};

static const struct kfunc_unknown {
	const char *name;
	struct kernel_version series;
} kfuncs_unknown[] = {
#define HELPERS_END(major, minor, end)
#define KFUNC_UNKNOWN(name, major, minor) { #name, { major, minor, KERNEL_ANY_PATCH } },
#include "kernel/contracts/unknown.def"
#undef HELPERS_END
#undef KFUNC_UNKNOWN
};

static void raise_to(struct kernel_version *newest, struct kernel_version series)
{
	if (kernel_version_compare(*newest, series) < 0)
		*newest = series;
}

static void look_at(LLVMValueRef call, struct kernel_version *newest)
{
	unsigned int helper = called_helper(call);
	const char *kfunc = called_kfunc(call);

	for (size_t i = 0; helper && i < sizeof(helpers_ends) / sizeof(*helpers_ends); i++)
		if (helper >= helpers_ends[i].end)
			raise_to(newest, helpers_ends[i].series);
	for (size_t i = 0; kfunc && i < sizeof(kfuncs_unknown) / sizeof(*kfuncs_unknown); i++)
		if (!strcmp(kfuncs_unknown[i].name, "ANY") ||
		    !strcmp(kfuncs_unknown[i].name, kfunc))
			raise_to(newest, kfuncs_unknown[i].series);
}

struct kernel_version unknown_calls_before(bridge_analyses *analyses, LLVMValueRef instruction)
{
	struct kernel_version newest = { 0, 0, KERNEL_ANY_PATCH };
	LLVMBasicBlockRef block = LLVMGetInstructionParent(instruction);
	LLVMValueRef last = LLVMGetPreviousInstruction(instruction);

	for (unsigned int blocks = 0; block && blocks < MOST_BLOCKS; blocks++) {
		for (LLVMValueRef i = last; i; i = LLVMGetPreviousInstruction(i))
			if (LLVMIsACallInst(i))
				look_at(i, &newest);
		block = bridge_dominator(analyses, block);
		last = block ? LLVMGetLastInstruction(block) : NULL;
	}
	return newest;
}
