/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The patches of one directory, in the order of their names, and what they are applied to. */
#ifndef BPFMEND_LAB_PATCHES_H
#define BPFMEND_LAB_PATCHES_H

#include <stddef.h>

#include "lab/failure.h"

/* All strings are owned by it. Zero-initialised it is "no patches". */
struct patches {
	char **files; /* paths of the patches */
	char **texts; /* and what is in them */
	size_t count;
	char **touched; /* paths in the kernel's tree that they change, each once, sorted */
	size_t touched_count;
};

/*
 * Reads every *.patch of a directory. Returns 0 and *patches, to be freed with patches_free();
 * -ENOENT where the directory has none; -EINVAL where one names a file outside the tree; or
 * another negative errno.
 */
int patches_read(const char *directory, struct patches *patches, struct failure *why);

void patches_free(struct patches *patches);

/*
 * Applies them to a copy of the files that they touch, and of nothing else: below target, an empty
 * directory, lie afterwards the patched files. source is the tree before. Returns 0; -EINVAL where
 * a patch does not apply, with git's words; or another negative errno.
 */
int patches_apply(const struct patches *patches, const char *source, const char *target,
		  struct failure *why);

#endif
