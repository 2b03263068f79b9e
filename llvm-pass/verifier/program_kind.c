// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds what tables say of a kind of program; see program_kind.h. */
#include "llvm-pass/verifier/program_kind.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/verifier/versions.h"

/* Kind and group, of contexts and of helpers. */
struct member {
	const char *kind, *group;
};

static const struct member helper_groups[] = {
#define HELPERS_OF(kind, group) { kind, group },
#define HELPERS(group, first, end, numbers)
#include "kernel/contracts/helper_programs.def"
#undef HELPERS_OF
#undef HELPERS
};

static const struct helpers {
	const char *group;
	struct kernel_version first, end;
	const char *numbers;
} helpers[] = {
#define HELPERS_OF(kind, group)
#define HELPERS(group, first, end, numbers) { group, first, end, numbers },
#include "kernel/contracts/helper_programs.def"
#undef HELPERS_OF
#undef HELPERS
};

static const struct member context_groups[] = {
#define CONTEXT_OF(kind, group) { kind, group },
#define CONTEXT_FIELD(group, first, end, offset, words, reads, writes, what)
#include "kernel/contracts/contexts.def"
#undef CONTEXT_OF
#undef CONTEXT_FIELD
};

static const struct field {
	const char *group;
	struct kernel_version first, end;
	int offset, words;
	unsigned int reads, writes;
	enum context_what what;
} fields[] = {
#define CONTEXT_OF(kind, group)
#define CONTEXT_FIELD(group, first, end, offset, words, reads, writes, what) \
	{ group, first, end, offset, words, reads, writes, CONTEXT_##what },
#include "kernel/contracts/contexts.def"
#undef CONTEXT_OF
#undef CONTEXT_FIELD
};

static const struct returns {
	const char *kind;
	struct kernel_version first, end;
	int64_t least, most;
} returns[] = {
#define PROGRAM_RETURNS(kind, first, end, least, most) { kind, first, end, least, most },
#define PROGRAM_UNKNOWN(kind, first, end, words)
#include "kernel/contracts/program_returns.def"
#undef PROGRAM_RETURNS
#undef PROGRAM_UNKNOWN
};

static const struct unknown {
	const char *kind;
	struct kernel_version first, end;
	const char *words;
} unknown[] = {
#define PROGRAM_RETURNS(kind, first, end, least, most)
#define PROGRAM_UNKNOWN(kind, first, end, words) { kind, first, end, words },
#include "kernel/contracts/program_returns.def"
#undef PROGRAM_RETURNS
#undef PROGRAM_UNKNOWN
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct section *program_kind(const char *name)
{
	struct section section;

	if (!section_find(name, &section) || section.type == BPF_PROGRAM_EXT)
		return NULL;
	for (size_t i = 0; i < section_count; i++)
		if (sections[i].type == section.type && sections[i].attach == section.attach &&
		    sections[i].flags == section.flags)
			return &sections[i];
	return NULL;
}

static const char *group_of(const struct member *members, size_t count, const struct section *kind)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(members[i].kind, kind->name))
			return members[i].group;
	return NULL;
}

/* "1-5 7" has 3. */
static bool has_number(const char *ranges, unsigned int number)
{
	while (*ranges) {
		char *end;
		unsigned long first = strtoul(ranges, &end, 10), last = first;

		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		if (number >= first && number <= last)
			return true;
		ranges = end + (*end == ' ');
	}
	return false;
}

int program_kind_may_call(const struct section *kind, const struct series *series, unsigned int id)
{
	const char *group = group_of(helper_groups, COUNT(helper_groups), kind);

	for (size_t i = 0; group && i < COUNT(helpers); i++)
		if (!strcmp(helpers[i].group, group) &&
		    series_within(series, helpers[i].first, helpers[i].end))
			return has_number(helpers[i].numbers, id);
	return -1;
}

/* The bit of an access in reads and writes; 0 for one that is not aligned. */
static unsigned int access_bit(int offset, unsigned int size)
{
	unsigned int within = (unsigned int)offset % 4;

	if (offset % (int)size)
		return 0;
	switch (size) {
	case 1:
		return 1U << within;
	case 2:
		return 1U << (4 + within / 2);
	case 4:
		return 1U << 6;
	default:
		return 1U << 7;
	}
}

bool program_kind_context(const struct section *kind, const struct series *series, int offset,
			  unsigned int size, bool write, enum context_what *what)
{
	const char *group = group_of(context_groups, COUNT(context_groups), kind);

	if (offset < 0)
		return false;
	for (size_t i = 0; group && i < COUNT(fields); i++) {
		const struct field *field = &fields[i];

		if (strcmp(field->group, group) != 0 || offset < field->offset ||
		    offset >= field->offset + 4 * field->words ||
		    !series_within(series, field->first, field->end))
			continue;
		*what = field->what;
		return (write ? field->writes : field->reads) & access_bit(offset, size);
	}
	return false;
}

enum context_rule program_kind_context_rule(const struct section *kind)
{
	switch (kind->type) {
	case BPF_PROGRAM_TRACING:
	case BPF_PROGRAM_LSM:
	case BPF_PROGRAM_STRUCT_OPS:
		return CONTEXT_OF_TARGET;
	case BPF_PROGRAM_TRACEPOINT:
		return CONTEXT_OF_TRACEPOINT;
	case BPF_PROGRAM_SYSCALL:
		return CONTEXT_OF_SYSCALL;
	default:
		return CONTEXT_BY_TABLE;
	}
}

bool program_kind_returns(const struct section *kind, const struct series *series, int64_t *least,
			  int64_t *most)
{
	for (size_t i = 0; i < COUNT(returns); i++)
		if (!strcmp(returns[i].kind, kind->name) &&
		    series_within(series, returns[i].first, returns[i].end)) {
			*least = returns[i].least;
			*most = returns[i].most;
			return true;
		}
	return false;
}

bool program_kind_returns_int(const struct section *kind)
{
	return kind->type == BPF_PROGRAM_LSM && kind->attach != BPF_ATTACH_LSM_CGROUP;
}

const char *program_kind_refused(const struct section *kind, const struct series *series)
{
	for (size_t i = 0; i < COUNT(unknown); i++)
		if (!strcmp(unknown[i].kind, kind->name) &&
		    series_within(series, unknown[i].first, unknown[i].end))
			return unknown[i].words;
	return NULL;
}
