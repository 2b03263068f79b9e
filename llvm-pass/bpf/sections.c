// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds a section's row; see sections.h. */
#include "llvm-pass/bpf/sections.h"

#include <stddef.h>
#include <string.h>

const struct section sections[] = {
#define ATTACH_TYPE(type)
#define SECTION(section, type, attach, flags) \
	{ section, NULL, BPF_PROGRAM_##type, BPF_ATTACH_##attach, flags },
#include "llvm-pass/bpf/sections.def"
#undef ATTACH_TYPE
#undef SECTION
};

const unsigned int section_count = sizeof(sections) / sizeof(sections[0]);

/* The longest row that the name begins with; whole: and then ends, or goes on behind a slash. */
static bool find(const char *name, bool whole, struct section *section)
{
	size_t longest = 0;

	*section = (struct section){ 0 };
	if (*name == '?')
		name++;
	for (size_t i = 0; i < section_count; i++) {
		size_t length = strlen(sections[i].name);

		if (length <= longest || strncmp(name, sections[i].name, length) != 0 ||
		    (whole && name[length] && name[length] != '/'))
			continue;
		longest = length;
		*section = sections[i];
		section->target = name[length] == '/' ? name + length + 1 : NULL;
	}
	return longest > 0;
}

bool section_find(const char *name, struct section *section)
{
	return find(name, true, section);
}

bool section_find_beginning(const char *name, struct section *section)
{
	return section_find(name, section) || find(name, false, section);
}

const char *bpf_program_type_name(enum bpf_program_type type)
{
	static const char *const names[] = {
		"UNSPECIFIED",
#define PROGRAM_TYPE(type) #type,
#include "llvm-pass/bpf/program_types.def"
#undef PROGRAM_TYPE
	};

	return type < BPF_PROGRAM_TYPE_COUNT ? names[type] : "?";
}
