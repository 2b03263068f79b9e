// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Prints the prototypes that a kernel has, for write-tables, and holds the table against them.
 * Relies on audit.h, which says how it is called and ends.
 */
#include "kernel/audit/audit.h"
#include "kernel/audit/signatures.h"

static int print(const struct audited *kernel, struct failure *why)
{
	struct signatures all = { 0 };
	int result = signatures_read(&kernel->vmlinux, &all, why);

	for (size_t i = 0; i < all.count && !result; i++)
		signature_print(kernel->release, &all.items[i]);
	signatures_free(&all);
	return result;
}

int main(int argc, char **argv)
{
	const struct audit audit = {
		.symbols = SIGNATURE_NAMES,
		.compare = signatures_compare,
		.print = print,
	};

	return audit_main(argc, argv, &audit);
}
