/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The tree that the kernels of one source are compiled in, one after the other. Only what differs
 * between them is compiled again. It is made of hard links to the source, and a file that is
 * patched is replaced, never written to, so the source stays as it came.
 */
#ifndef BPFMEND_LAB_WORK_TREE_H
#define BPFMEND_LAB_WORK_TREE_H

#include "lab/failure.h"
#include "lab/patches.h"
#include "lab/source.h"
#include "lab/watch.h"

/*
 * Makes the tree of a source if there is none, makes its files those of the source with the
 * patches, and configures it. config is the path of a list of symbols; all of them must be in the
 * configuration that comes of it. Needs the lock of the builds. Returns 0 and *path, which the
 * caller frees; -EINVAL where a patch does not apply or a symbol cannot be had; -EIO where make
 * fails; -EINTR on Ctrl-C; or another negative errno. A patch that does not apply leaves the tree
 * as it was.
 */
int work_tree_prepare(const struct source *source, const struct patches *patches,
		      const char *config, char **path, const struct watch *watch,
		      struct failure *why);

/*
 * Finds a symbol of the list, lines "CONFIG_X=value", that a configuration does not have with that
 * value. Returns 0 where there is none; else the length of *missing, which points into list.
 */
size_t work_tree_missing_symbol(const char *list, const char *configuration, const char **missing);

#endif
