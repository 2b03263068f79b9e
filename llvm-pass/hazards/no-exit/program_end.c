// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Climbs from a function to programs, by calls that nothing follows; see program_end.h. */
#include "llvm-pass/hazards/no-exit/program_end.h"

#include <string.h>

#include "llvm-pass/bpf/return_ranges.h"
#include "llvm-pass/bpf/sections.h"

/* The kernel's MAX_CALL_FRAMES: what calls deeper is refused anyway. */
enum { MOST_FRAMES = 8 };

/* A call of the function, if a use is that and nothing else; or NULL. */
static LLVMValueRef call_of(LLVMUseRef use, LLVMValueRef function)
{
	LLVMValueRef user = LLVMGetUser(use);

	return LLVMIsACallInst(user) && LLVMGetCalledValue(user) == function ? user : NULL;
}

bool is_entered_by_kernel(LLVMValueRef function)
{
	const char *section = LLVMGetSection(function);

	if (!section || !strcmp(section, ".text") ||
	    LLVMGetLinkage(function) == LLVMInternalLinkage)
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use))
		if (call_of(use, function))
			return false;
	return true;
}

static bool replaces_function(LLVMValueRef program)
{
	struct section section;

	return section_find(LLVMGetSection(program), &section) && section.type == BPF_PROGRAM_EXT;
}

static LLVMValueRef behind(LLVMValueRef instruction)
{
	LLVMValueRef i = LLVMGetNextInstruction(instruction);

	while (i && LLVMIsADbgInfoIntrinsic(i))
		i = LLVMGetNextInstruction(i);
	return i;
}

/* True if the caller only returns behind the call; *hands_on if that what the call returned. */
static bool only_returns(LLVMValueRef call, bool *hands_on)
{
	LLVMValueRef end = behind(call);

	*hands_on =
		LLVMIsAReturnInst(end) && LLVMGetNumOperands(end) && LLVMGetOperand(end, 0) == call;
	return LLVMIsAReturnInst(end) || LLVMIsAUnreachableInst(end);
}

/* value_stays: the 0 that is returned becomes the program's. */
static bool ends_program(LLVMValueRef function, bool value_stays, unsigned int frames)
{
	LLVMLinkage linkage = LLVMGetLinkage(function);

	if (is_entered_by_kernel(function))
		return !replaces_function(function) &&
		       (!value_stays || !return_exit_value(function));
	if (!frames || !LLVMGetFirstUse(function) ||
	    (linkage != LLVMInternalLinkage && linkage != LLVMPrivateLinkage))
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef call = call_of(use, function);
		bool hands_on;

		if (!call || !only_returns(call, &hands_on) ||
		    !ends_program(LLVMGetBasicBlockParent(LLVMGetInstructionParent(call)), hands_on,
				  frames - 1))
			return false;
	}
	return true;
}

bool return_ends_program(LLVMValueRef function)
{
	return ends_program(function, false, MOST_FRAMES);
}
