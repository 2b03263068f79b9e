/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The plugin's options, understood: what to do, for which kernels, about which hazards. Relies on
 * the bridge for their text, on kernel/version.h and hazards.def for their meaning.
 */
#ifndef BPFMEND_OPTIONS_H
#define BPFMEND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/version.h"
#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/hazards/hazard.h"

/* A row of hazards.def. */
struct hazard_row {
	const struct hazard *hazard;
	const char *name; /* "zero-read" */
	const char *diagnostic; /* "bpfmend-zero-read" */
	struct kernel_range affected;
};

extern const struct hazard_row hazard_rows[];
extern const size_t hazard_row_count;

struct options {
	enum bridge_mode mode;
	struct kernel_list kernels;
	const char *hazards; /* comma-separated names; "" for all */
};

#define OPTIONS_ERROR_SIZE 256

/*
 * Reads the options of this compilation. options is freed with options_free(). Returns 0; or
 * -EINVAL or -ENOMEM with a sentence for the user in error.
 */
int options_read(struct options *options, char error[OPTIONS_ERROR_SIZE]);

/* True if the options ask for this hazard. */
bool options_want(const struct options *options, const struct hazard_row *row);

void options_free(struct options *options);

#endif
