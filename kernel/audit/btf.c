// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks names up in a kernel's BTF; see btf.h. */
#include "kernel/audit/btf.h"

#include <bpf/btf.h>
#include <string.h>

int64_t btf_enum_value(const struct btf *btf, const char *name)
{
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		const struct btf_enum *values = btf_is_enum(type) ? btf_enum(type) : NULL;

		for (uint32_t i = 0; values && i < btf_vlen(type); i++)
			if (!strcmp(btf__name_by_offset(btf, values[i].name_off), name))
				return values[i].val;
	}
	return -1;
}

int64_t btf_member_place(const struct btf *btf, const struct btf_type *type, const char *name)
{
	const struct btf_member *members = btf_members(type);

	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		const char *member = btf__name_by_offset(btf, members[i].name_off);
		int64_t start = btf_member_bit_offset(type, i) / 8, inner = -1;
		const struct btf_type *of = btf__type_by_id(btf, members[i].type);

		if (!strcmp(member, name))
			return start;
		if (!*member && btf_is_composite(of))
			inner = btf_member_place(btf, of, name);
		if (inner >= 0)
			return start + inner;
	}
	return -1;
}
