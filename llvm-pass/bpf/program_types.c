// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds a section's row; see program_types.h. */
#include "llvm-pass/bpf/program_types.h"

#include <stddef.h>
#include <string.h>

static const struct row {
	const char *section;
	enum program_type_number type;
} rows[] = {
#define PROGRAM_TYPE(type)
#define PROGRAM_SECTION(section, type) { section, PROGRAM_NUMBER_##type },
#include "llvm-pass/bpf/program_types.def"
#undef PROGRAM_TYPE
#undef PROGRAM_SECTION
};

program_types program_types_of_section(const char *section)
{
	program_types found = PROGRAM_TYPES_ANY;
	size_t longest = 0;

	if (!section)
		return PROGRAM_TYPES_ANY;
	/* libbpf's mark of a program that is not loaded by itself. */
	if (*section == '?')
		section++;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t length = strlen(rows[i].section);

		if (length <= longest || strncmp(section, rows[i].section, length) ||
		    (section[length] && section[length] != '/'))
			continue;
		longest = length;
		found = UINT64_C(1) << rows[i].type;
	}
	return found;
}
