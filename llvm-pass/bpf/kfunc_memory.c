// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks a row of kfuncs.def up; see kfunc_memory.h. */
#include "llvm-pass/bpf/kfunc_memory.h"

#include <stddef.h>
#include <string.h>

#include "llvm-pass/bpf/memory_words.h"

static const struct row {
	const char *kfunc;
	struct helper_memory memory;
} rows[] = {
#define KFUNC_MEMORY(name, argument, effect, size, declared, kernels, source) \
	{ #name, { 0, #name, argument, effect, size } },
#include "kernel/contracts/kfuncs.def"
#undef KFUNC_MEMORY
};

const struct helper_memory *kfunc_memory_find(const char *kfunc, unsigned int argument)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].memory.argument == argument && !strcmp(rows[i].kfunc, kfunc))
			return &rows[i].memory;
	return NULL;
}
