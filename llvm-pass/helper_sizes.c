// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks an argument up; see helper_sizes.h. */
#include "llvm-pass/helper_sizes.h"

#include <stddef.h>

static const struct row {
	unsigned int helper;
	unsigned int argument; /* counted from 1 */
	unsigned int fewest;
} rows[] = {
#define HELPER_SIZE(helper, name, argument, fewest, source) { helper, argument, fewest },
#include "kernel/contracts/helper_sizes.def"
#undef HELPER_SIZE
};

bool helper_size(unsigned int helper, unsigned int argument, unsigned int *fewest)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].helper == helper && rows[i].argument == argument + 1) {
			*fewest = rows[i].fewest;
			return true;
		}
	return false;
}
