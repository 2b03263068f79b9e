// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds a section's row; see return_ranges.h. */
#include "llvm-pass/bpf/return_ranges.h"

#include <stddef.h>
#include <string.h>

static const struct row {
	const char *section;
	struct return_range range;
} rows[] = {
#define RETURN_RANGE(section, first, last, source) { section, { first, last } },
#define RETURN_UNCHECKED(section)
#define RETURN_NOT_ZERO(section, value, source)
#include "llvm-pass/bpf/return_ranges.def"
#undef RETURN_RANGE
#undef RETURN_UNCHECKED
#undef RETURN_NOT_ZERO
};

static const char *const unchecked[] = {
#define RETURN_RANGE(section, first, last, source)
#define RETURN_UNCHECKED(section) section,
#define RETURN_NOT_ZERO(section, value, source)
#include "llvm-pass/bpf/return_ranges.def"
#undef RETURN_RANGE
#undef RETURN_UNCHECKED
#undef RETURN_NOT_ZERO
};

static const struct exit_row {
	const char *section;
	int64_t value;
} exit_rows[] = {
#define RETURN_RANGE(section, first, last, source)
#define RETURN_UNCHECKED(section)
#define RETURN_NOT_ZERO(section, value, source) { section, value },
#include "llvm-pass/bpf/return_ranges.def"
#undef RETURN_RANGE
#undef RETURN_UNCHECKED
#undef RETURN_NOT_ZERO
};

/* The name that libbpf takes a program's type from, or NULL. */
static const char *section_of(LLVMValueRef function)
{
	const char *section = LLVMGetSection(function);

	/* libbpf's mark of a program that is not loaded by itself. */
	return section && *section == '?' ? section + 1 : section;
}

/* How much of the section's name a row's name takes: all of it, or up to a slash; else 0. */
static size_t fits(const char *section, const char *name)
{
	size_t length = strlen(name);

	if (strncmp(section, name, length) || (section[length] && section[length] != '/'))
		return 0;
	return length;
}

bool return_range_of(LLVMValueRef function, struct return_range *range)
{
	const char *section = section_of(function);
	size_t longest = 0;

	for (size_t i = 0; section && i < sizeof(rows) / sizeof(*rows); i++) {
		size_t length = fits(section, rows[i].section);

		if (length <= longest)
			continue;
		longest = length;
		*range = rows[i].range;
	}
	return longest;
}

/* True if the module calls the function, program or not, somewhere. */
static bool is_called(LLVMValueRef function)
{
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use))
		if (LLVMIsACallInst(LLVMGetUser(use)))
			return true;
	return false;
}

bool return_may_be_checked(LLVMValueRef function)
{
	const char *section = section_of(function);

	if (is_called(function))
		return true;
	for (size_t i = 0; section && i < sizeof(unchecked) / sizeof(*unchecked); i++)
		if (fits(section, unchecked[i]))
			return false;
	return true;
}

int64_t return_exit_value(LLVMValueRef function)
{
	const char *section = section_of(function);

	for (size_t i = 0; section && i < sizeof(exit_rows) / sizeof(*exit_rows); i++)
		if (fits(section, exit_rows[i].section))
			return exit_rows[i].value;
	return 0;
}
