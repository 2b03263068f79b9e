/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the auditing programs share: the command line, the kernel opened, and how they end. Each
 * holds one file of kernel/contracts against one kernel:
 *
 *	PROGRAM KERNEL		says where file and kernel differ
 *	PROGRAM --print KERNEL	prints what the kernel declares, a line for each argument
 *
 * and ends with one of enum audit_end, by which ctest knows it.
 */
#ifndef BPFMEND_AUDIT_AUDIT_H
#define BPFMEND_AUDIT_AUDIT_H

#include <stdbool.h>

#include "kernel/audit/vmlinux.h"
#include "kernel/version.h"

enum audit_end {
	AUDIT_AGREES = 0,
	AUDIT_DIFFERS = 1,
	AUDIT_NOT_TRIED = 2, /* and a message on standard error */
	AUDIT_SKIPPED = 77, /* the kernel is not in the store */
};

/* The kernel that is looked at. */
struct audited {
	struct vmlinux vmlinux;
	const char *release;
	struct kernel_version version;
};

struct audit {
	const char *symbols; /* for vmlinux_ask(), or NULL if none are needed */
	/* Both print, and return of enum audit_end or a negative errno with why. */
	int (*compare)(const struct audited *kernel, struct failure *why);
	int (*print)(const struct audited *kernel, struct failure *why);
};

/* main() of such a program. Returns what it is to end with. */
int audit_main(int argc, char **argv, const struct audit *audit);

/* Whether a row that says kernels ("6.16-6.18.12") is of this one. */
bool audit_row_is_of(const char *kernels, struct kernel_version version);

#endif
