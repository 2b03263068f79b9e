// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Climbs from a function to the programs that call it; see program_callers.h. */
#include "llvm-pass/bpf/program_callers.h"

#include <stdbool.h>
#include <string.h>

#include "llvm-pass/ir/call_level.h"

static bool is_program(const char *section)
{
	return section && strcmp(section, ".text") != 0;
}

/* Adds the callers of a function. Returns false if there may be others. */
static bool add_callers(struct call_level *level, LLVMValueRef function)
{
	if (LLVMGetLinkage(function) != LLVMInternalLinkage &&
	    LLVMGetLinkage(function) != LLVMPrivateLinkage)
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (!LLVMIsACallInst(user) || LLVMGetCalledValue(user) != function ||
		    !call_level_add(level, LLVMGetBasicBlockParent(LLVMGetInstructionParent(user)),
				    0))
			return false;
	}
	return LLVMGetFirstUse(function);
}

program_types program_types_of_function(LLVMValueRef function)
{
	struct call_level levels[2] = { { .count = 0 }, { .count = 0 } };
	program_types types = 0;

	call_level_add(&levels[0], function, 0);
	for (unsigned int i = 0; i < CALL_LEVELS; i++) {
		struct call_level *level = &levels[i % 2], *next = &levels[(i + 1) % 2];

		next->count = 0;
		for (size_t j = 0; j < level->count; j++) {
			const char *section = LLVMGetSection(level->values[j]);

			if (is_program(section))
				types |= program_types_of_section(section);
			else if (!add_callers(next, level->values[j]))
				return PROGRAM_TYPES_ANY;
		}
		if (!next->count)
			return types ? types : PROGRAM_TYPES_ANY;
	}
	return PROGRAM_TYPES_ANY;
}
