/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * veristat's filters. A filter is an expression over a number (insns>1000, verdict=failure,
 * insns_pct>=5) or a glob over names, in which "*" stands for anything: NAME for the file's or the
 * program's, FILE/PROGRAM, FILE/ or /PROGRAM. Those behind a "!" keep out what they match; of the
 * others of each sort one must match, where there are any.
 *
 * One thing is as veristat's manual has it and not as it does: without bars around the name an
 * expression keeps the number's sign. What a file does not have is more than any number.
 */
#ifndef BPFMEND_CLI_VERISTAT_FILTERS_H
#define BPFMEND_CLI_VERISTAT_FILTERS_H

#include "cli/veristat/records.h"

enum comparison { COMPARE_NONE, IS, IS_NOT, BELOW, AT_MOST, ABOVE, AT_LEAST };

struct filter {
	bool denies;
	enum comparison comparison; /* COMPARE_NONE: of names */
	struct column_use use;
	long long value;
	char *any, *file, *program; /* globs, or NULL */
};

/* Zero-initialise; freed with filters_free(). */
struct filters {
	struct filter *filters;
	size_t count;
};

/*
 * Adds a filter, or with "@" in front those of a file, a line each, "#" beginning a comment.
 * Returns 0 or a negative errno with why.
 */
int filters_add(const char *text, struct filters *filters, struct failure *why);

void filters_free(struct filters *filters);

/* Drops the programs that do not pass those of names. */
void filters_keep(const struct filters *filters, struct records *records);

/* Whether it passes those of numbers; both of the pair are the same record where nothing is
 * compared. */
bool filters_pass_numbers(const struct filters *filters, const struct pair *pair);

#endif
