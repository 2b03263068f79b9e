/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The plugin's options, understood: what to do, for which kernels, about which hazards. Relies on
 * the bridge for their text, on kernel/version.h and hazards.def for their meaning.
 */
#ifndef BPFMEND_OPTIONS_H
#define BPFMEND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/version.h"
#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/hazards/hazard.h"

/* A row of hazards.def. */
struct hazard_row {
	const struct hazard *hazard;
	const char *name; /* "zero-read" */
	const char *diagnostic; /* "bpfmend-zero-read" */
	const char *affected; /* by variant 0: a list as users write it */
};

extern const struct hazard_row hazard_rows[];
extern const size_t hazard_row_count;

struct options {
	enum bridge_mode mode; /* warn or mend */
	bool variants; /* what is mended stands beside what it was */
	struct kernel_list kernels;
	const char *hazards; /* comma-separated names; "" for all */
	uint64_t wanted; /* a bit for each row of hazard_rows: told once, asked for each function */
};

#define OPTIONS_ERROR_SIZE 256

/*
 * Reads the options of this compilation. options is freed with options_free(). Returns 0; or
 * -EINVAL or -ENOMEM with a sentence for the user in error.
 */
int options_read(struct options *options, char error[OPTIONS_ERROR_SIZE]);

/* True if the options ask for this hazard, and for a kernel that a variant of it affects. */
bool options_want(const struct options *options, const struct hazard_row *row);

/* Room for the kernels of a finding as words. */
#define KERNELS_TEXT 256

/*
 * The kernels that a finding of the hazard affects, asked for or not; none if the list of them
 * cannot be read. Returns 0 or -ENOMEM; *affected is freed with kernel_list_free().
 */
int options_affected(const struct hazard_row *row, const struct finding *finding,
		     struct kernel_list *affected);

void options_free(struct options *options);

#endif
