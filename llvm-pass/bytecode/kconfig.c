// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Lays out what libbpf fills in; see kconfig.h. */
#include "llvm-pass/bytecode/kconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Offsets of the variables one by one, until the name is found; its end, too, if it is NULL. */
static int64_t find(const struct btf_types *types, const char *name)
{
	const struct btf_type *section =
		btf_type_at(types, btf_find(types, BTF_KIND_DATASEC, KCONFIG_SECTION));
	const struct btf_var_secinfo *variables = btf_type_tail(section);
	int64_t offset = 0;

	for (unsigned int i = 0; i < btf_type_length(section); i++) {
		const struct btf_type *variable = btf_type_at(types, variables[i].type);
		int64_t size = btf_size_of(types, variables[i].type);
		int64_t aligned = size > 0 && size <= 8 ? size : 1;

		if (!variable || size < 0 || size > BYTECODE_MOST_DATA - 8 - offset)
			return -ENOENT;
		offset = (offset + aligned - 1) / aligned * aligned;
		if (name && !strcmp(btf_name_at(types, variable->name_off), name))
			return offset;
		offset += size;
	}
	return name ? -ENOENT : offset;
}

int64_t kconfig_offset(const struct btf_types *types, const char *name)
{
	return find(types, name);
}

long kconfig_data(struct bytecode *object)
{
	struct data *data;
	int64_t size = find(&object->types, NULL);

	/* Where one variable's type is broken, those before it still have places. */
	if (size < 0)
		return -EINVAL;
	for (size_t i = 0; i < object->data_count; i++)
		if (!strcmp(object->data[i].name, KCONFIG_SECTION))
			return (long)i;
	data = realloc(object->data, (object->data_count + 1) * sizeof(*data));
	if (!data)
		return -ENOMEM;
	object->data = data;
	data += object->data_count;
	*data = (struct data){ .name = strdup(KCONFIG_SECTION), .size = (size_t)size };
	return data->name ? (long)object->data_count++ : -ENOMEM;
}

void kconfig_find(const struct btf_types *types, struct map_kconfig *kconfig)
{
	*kconfig = (struct map_kconfig){
		.given = true,
		.version = (int32_t)kconfig_offset(types, "LINUX_KERNEL_VERSION"),
		.cookie = (int32_t)kconfig_offset(types, "LINUX_HAS_BPF_COOKIE"),
	};
}
