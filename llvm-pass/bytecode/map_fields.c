// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks for guarded fields; see map_fields.h. Follows structures in structures and arrays. */
#include "llvm-pass/bytecode/map_fields.h"

#include <string.h>

enum { DEEPEST = 4 };

static const char *const other_structures[] = {
	"bpf_wq",      "bpf_list_head", "bpf_list_node",     "bpf_rb_root",
	"bpf_rb_node", "bpf_refcount",	"bpf_res_spin_lock", "bpf_task_work",
};

/* A pointer that a type tag says is a kptr of some kind. */
static bool is_kptr(const struct btf_types *types, const struct btf_type *type)
{
	static const char *const tags[] = { "kptr", "kptr_untrusted", "percpu_kptr", "uptr" };
	const struct btf_type *tag = btf_type_at(types, type->type);

	for (size_t i = 0;
	     btf_type_kind(tag) == BTF_KIND_TYPE_TAG && i < sizeof(tags) / sizeof(tags[0]); i++)
		if (!strcmp(btf_name_at(types, tag->name_off), tags[i]))
			return true;
	return false;
}

static void find(const struct btf_types *types, uint32_t number, int32_t offset, int depth,
		 struct map_fields *fields);

static void find_in_members(const struct btf_types *types, const struct btf_type *type,
			    int32_t offset, int depth, struct map_fields *fields)
{
	const struct btf_member *members = btf_type_tail(type);
	bool has_bit_fields = BTF_INFO_KFLAG(type->info);

	for (unsigned int i = 0; i < btf_type_length(type); i++) {
		uint32_t bits = has_bit_fields ? BTF_MEMBER_BIT_OFFSET(members[i].offset)
					       : members[i].offset;

		find(types, members[i].type, offset + (int32_t)(bits / 8), depth + 1, fields);
	}
}

static void find_in_variables(const struct btf_types *types, const struct btf_type *type, int depth,
			      struct map_fields *fields)
{
	const struct btf_var_secinfo *variables = btf_type_tail(type);

	for (unsigned int i = 0; i < btf_type_length(type); i++) {
		const struct btf_type *variable = btf_type_at(types, variables[i].type);

		if (variable)
			find(types, variable->type, (int32_t)variables[i].offset, depth + 1,
			     fields);
	}
}

static void find(const struct btf_types *types, uint32_t number, int32_t offset, int depth,
		 struct map_fields *fields)
{
	const struct btf_type *type = btf_type_resolved(types, number);
	const char *name = type ? btf_name_at(types, type->name_off) : "";

	if (depth > DEEPEST)
		return;
	switch (btf_type_kind(type)) {
	case BTF_KIND_PTR:
		fields->others |= is_kptr(types, type);
		return;
	case BTF_KIND_ARRAY:
		find(types, ((const struct btf_array *)btf_type_tail(type))->type, offset,
		     depth + 1, fields);
		return;
	case BTF_KIND_DATASEC:
		find_in_variables(types, type, depth, fields);
		return;
	case BTF_KIND_STRUCT:
		break;
	default:
		return;
	}
	if (!strcmp(name, "bpf_spin_lock"))
		fields->spin_lock = offset;
	else if (!strcmp(name, "bpf_timer"))
		fields->timer = offset;
	else
		find_in_members(types, type, offset, depth, fields);
	for (size_t i = 0; i < sizeof(other_structures) / sizeof(other_structures[0]); i++)
		fields->others |= !strcmp(name, other_structures[i]);
}

void map_fields_find(const struct btf_types *types, uint32_t type, struct map_fields *fields)
{
	*fields = (struct map_fields){ .spin_lock = -1, .timer = -1 };
	find(types, type, 0, 0, fields);
}
