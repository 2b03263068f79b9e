// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks a helper up in the prototypes; see nullable_arguments.h. */
#include "llvm-pass/bpf/nullable_arguments.h"

#include <stddef.h>

#include "kernel/contracts/signatures.h"

/* Of the table's words only the one counts; the sizes are of no interest here. */
#define BYTES(size) 0
enum words {
#define SIGNATURE_TYPE(name) name = SIGNATURE_##name,
	SIGNATURE_TYPES(SIGNATURE_TYPE)
#undef SIGNATURE_TYPE
#define SIGNATURE_FLAG(name, bit) name = SIGNATURE_##name,
		SIGNATURE_FLAGS(SIGNATURE_FLAG)
#undef SIGNATURE_FLAG
};

static const struct row {
	unsigned int helper;
	unsigned int arguments[SIGNATURE_ARGUMENTS];
} rows[] = {
#define HELPER_SIGNATURE(id, name, programs, first, end, flags, returns, a, b, c, d, e) \
	{ id, { a, b, c, d, e } },
#include "kernel/contracts/helper_signatures.def"
#undef HELPER_SIGNATURE
};

bool helper_argument_may_be_null(unsigned int helper, unsigned int argument)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].helper == helper && argument && argument <= SIGNATURE_ARGUMENTS &&
		    rows[i].arguments[argument - 1] & NULLABLE)
			return true;
	return false;
}
