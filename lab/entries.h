/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Rows of `bpfmend kernels list`: one way to tell the state of a kernel, for list and fetch. */
#ifndef BPFMEND_LAB_ENTRIES_H
#define BPFMEND_LAB_ENTRIES_H

#include "lab/kernels.h"
#include "lab/store.h"

/* Appends the row of a series or release. Returns 0 or -ENOMEM. */
int entries_append(struct kernel_entries *entries, struct kernel_version version,
		   const struct store *store);

/* Appends the row of a vendor's kernel. Returns 0 or -ENOMEM. */
int entries_append_named(struct kernel_entries *entries, const struct stored_image *image);

#endif
