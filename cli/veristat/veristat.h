/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Shows records as veristat does: the programs of one file, or of two side by side, filtered and
 * sorted, as a table or as CSV. What it prints of one file as CSV, veristat -R and -C read.
 */
#ifndef BPFMEND_CLI_VERISTAT_VERISTAT_H
#define BPFMEND_CLI_VERISTAT_VERISTAT_H

#include <stdio.h>

#include "cli/veristat/columns.h"
#include "cli/veristat/filters.h"

/* Zero-initialise: all programs by file and name, the default columns that the files have. */
struct veristat {
	struct column_uses shown;
	struct column_uses order;
	struct filters filters; /* freed by the caller */
	unsigned int most; /* rows; 0 for all */
	bool csv;
};

/* Shows the programs of one file. Returns 0 or a negative errno with why. */
int veristat_replay(const char *path, const struct veristat *veristat, FILE *out,
		    struct failure *why);

/*
 * Shows what the file b has beside what a has; a program that one of them lacks has "N/A" there.
 * Returns 1 if a verdict that is shown is another, else 0, or a negative errno with why.
 */
int veristat_compare(const char *a, const char *b, const struct veristat *veristat, FILE *out,
		     struct failure *why);

#endif
