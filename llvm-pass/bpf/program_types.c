// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds a section's row; see program_types.h. */
#include "llvm-pass/bpf/program_types.h"

#include <stddef.h>

program_types program_types_of_section(const char *name)
{
	struct section section;

	if (!name || !section_find(name, &section) || section.type == BPF_PROGRAM_EXT)
		return PROGRAM_TYPES_ANY;
	return UINT64_C(1) << section.type;
}
