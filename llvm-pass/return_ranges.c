// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds a section's row; see return_ranges.h. */
#include "llvm-pass/return_ranges.h"

#include <stddef.h>
#include <string.h>

static const struct row {
	const char *section;
	struct return_range range;
} rows[] = {
#define RETURN_RANGE(section, first, last, source) { section, { first, last } },
#include "llvm-pass/return_ranges.def"
#undef RETURN_RANGE
};

bool return_range_of(LLVMValueRef function, struct return_range *range)
{
	const char *section = LLVMGetSection(function);
	size_t longest = 0;

	if (!section)
		return false;
	/* libbpf's mark of a program that is not loaded by itself. */
	if (*section == '?')
		section++;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t length = strlen(rows[i].section);

		if (length <= longest || strncmp(section, rows[i].section, length) ||
		    (section[length] && section[length] != '/'))
			continue;
		longest = length;
		*range = rows[i].range;
	}
	return longest;
}
