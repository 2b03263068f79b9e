// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Climbs from a function to the programs that call it; see program_callers.h. */
#include "llvm-pass/program_callers.h"

#include <stdbool.h>
#include <string.h>

/* MAX_CALL_FRAMES of the kernel: a program whose calls are deeper does not load. */
#define MOST_FRAMES 8

static bool is_program(const char *section)
{
	return section && strcmp(section, ".text") != 0;
}

static program_types climb(LLVMValueRef function, unsigned int frames)
{
	const char *section = LLVMGetSection(function);
	program_types types = 0;

	if (is_program(section))
		return program_types_of_section(section);
	if (frames == MOST_FRAMES || (LLVMGetLinkage(function) != LLVMInternalLinkage &&
				      LLVMGetLinkage(function) != LLVMPrivateLinkage))
		return PROGRAM_TYPES_ANY;
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (!LLVMIsACallInst(user) || LLVMGetCalledValue(user) != function)
			return PROGRAM_TYPES_ANY;
		types |= climb(LLVMGetBasicBlockParent(LLVMGetInstructionParent(user)), frames + 1);
	}
	return types ? types : PROGRAM_TYPES_ANY;
}

program_types program_types_of_function(LLVMValueRef function)
{
	return climb(function, 1);
}
