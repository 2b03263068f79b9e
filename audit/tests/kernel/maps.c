// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Helpers of which a map says the size. */
#include "kernel.h"

struct bpf_map {
	u32 key_size;
	u32 value_size;
};

HELPER(fills_a_value)
{
	struct bpf_map *map = (struct bpf_map *)x;

	if (x > 7)
		memset(buf, 0, map->value_size);
	else
		memcpy(buf, somewhere, map->value_size);
	return 0;
}

HELPER(fills_a_key)
{
	struct bpf_map *map = (struct bpf_map *)x;

	memset(buf, 0, map->key_size);
	return 0;
}

#define VALUE(name)                                                                              \
	const struct bpf_func_proto name##_value_proto = {                                       \
		.func = (u64 (*)(u64, u64, u64, u64, u64))name,                                  \
		.arg1_type = (enum bpf_arg_type)(ARG_PTR_TO_MAP_VALUE | MEM_WRITE | MEM_UNINIT), \
	};
VALUE(fills_a_value)
VALUE(fills_a_key)
