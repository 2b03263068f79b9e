/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The second mend of zero-read: for a read of what is 0 on some of the paths that lead there.
 * Relies on stack_paths.
 */
#ifndef BPFMEND_ZERO_READ_REBUILD_H
#define BPFMEND_ZERO_READ_REBUILD_H

#include "llvm-pass/hazards/hazard.h"
#include "llvm-pass/bytes/stack_paths.h"

/* What explains and mends such a read; it detects nothing by itself. */
extern const struct hazard zero_read_rebuild;

/*
 * Looks at a load, which makes these accesses and is not known to be 0. Appends what there is
 * to say, often nothing. Returns 0 or -ENOMEM.
 */
int zero_read_rebuild_find(const struct function_facts *facts, struct stack_paths *paths,
			   const struct stack_access *accesses, size_t count,
			   struct findings *findings);

#endif
