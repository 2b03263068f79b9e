// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks an argument up; see helper_sizes.h. */
#include "llvm-pass/bpf/helper_sizes.h"

#include <stddef.h>
#include <string.h>

static const struct row {
	unsigned int helper;
	unsigned int argument; /* counted from 1 */
	unsigned int fewest;
} rows[] = {
#define HELPER_SIZE(helper, name, argument, fewest, source) { helper, argument, fewest },
#include "kernel/contracts/helper_sizes.def"
#undef HELPER_SIZE
};

static const struct kfunc_row {
	const char *kfunc;
	unsigned int argument; /* counted from 1 */
	const char *named;
} kfunc_rows[] = {
#define KFUNC_SIZE(name, argument, named, kernels, source) { #name, argument, named },
#include "kernel/contracts/kfunc_sizes.def"
#undef KFUNC_SIZE
};

bool helper_size(unsigned int helper, unsigned int argument, struct size_argument *size)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].helper == helper && rows[i].argument == argument + 1) {
			*size = (struct size_argument){ .fewest = rows[i].fewest };
			return true;
		}
	return false;
}

bool kfunc_size(const char *kfunc, unsigned int argument, struct size_argument *size)
{
	for (size_t i = 0; i < sizeof(kfunc_rows) / sizeof(kfunc_rows[0]); i++)
		if (kfunc_rows[i].argument == argument + 1 && !strcmp(kfunc_rows[i].kfunc, kfunc)) {
			*size = (struct size_argument){ .constant = strstr(kfunc_rows[i].named,
									   "__szk") != NULL };
			return true;
		}
	return false;
}
