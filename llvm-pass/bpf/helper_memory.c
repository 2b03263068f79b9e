// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks a row of helpers.def up; see helper_memory.h. */
#include "llvm-pass/bpf/helper_memory.h"

#include <stddef.h>
#include <stdlib.h>

#include "llvm-pass/bpf/memory_words.h"

static const struct helper_memory rows[] = {
#define HELPER_MEMORY(helper, name, argument, effect, size, source) \
	{ helper, #name, argument, effect, size },
#include "kernel/contracts/helpers.def"
#undef HELPER_MEMORY
};

static int compare_rows(const void *a, const void *b)
{
	const struct helper_memory *first = a, *second = b;

	if (first->helper != second->helper)
		return first->helper < second->helper ? -1 : 1;
	return (first->argument > second->argument) - (first->argument < second->argument);
}

const struct helper_memory *helper_memory_find(unsigned int helper, unsigned int argument)
{
	const struct helper_memory wanted = { .helper = helper, .argument = argument };

	return bsearch(&wanted, rows, sizeof(rows) / sizeof(rows[0]), sizeof(rows[0]),
		       compare_rows);
}
