// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Which global variables share a section; see section_layout.h. */
#include "llvm-pass/bpf/section_layout.h"

#include <stdbool.h>

/* A variable of this size or more is not counted: no section is that large. */
#define MOST_SIZE ((uint64_t)1 << 29)

/* True for a variable that surely ends up in .bss or .data, which of them its content tells. */
static bool is_plain(LLVMValueRef variable)
{
	LLVMLinkage linkage = LLVMGetLinkage(variable);
	const char *section = LLVMGetSection(variable);

	if (LLVMIsDeclaration(variable) || (section && *section) || LLVMIsThreadLocal(variable) ||
	    LLVMIsGlobalConstant(variable))
		return false;
	/* What nobody uses and nobody else can name may be dropped. */
	return linkage == LLVMExternalLinkage ||
	       (linkage == LLVMInternalLinkage && LLVMGetFirstUse(variable));
}

static bool share_section(LLVMValueRef one, LLVMValueRef other)
{
	return is_plain(other) &&
	       LLVMIsNull(LLVMGetInitializer(one)) == LLVMIsNull(LLVMGetInitializer(other));
}

struct section_room section_room_of(LLVMValueRef variable, LLVMTargetDataRef layout)
{
	struct section_room room = { 0 };
	bool behind = false;

	if (!LLVMIsAGlobalVariable(variable) || !is_plain(variable))
		return room;
	for (LLVMValueRef other = LLVMGetFirstGlobal(LLVMGetGlobalParent(variable)); other;
	     other = LLVMGetNextGlobal(other)) {
		uint64_t size;

		if (other == variable) {
			behind = true;
			continue;
		}
		if (!share_section(variable, other))
			continue;
		size = LLVMABISizeOfType(layout, LLVMGlobalGetValueType(other));
		if (size < MOST_SIZE)
			*(behind ? &room.behind : &room.before) += (int64_t)size;
	}
	return room;
}
