/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A second tree of a kernel that was configured in place: links to its sources, without what was
 * made from them. kbuild refuses to build in another folder beside such a tree.
 */
#ifndef BPFMEND_AUDIT_TREE_LINKS_H
#define BPFMEND_AUDIT_TREE_LINKS_H

#include "lab/failure.h"

/*
 * Makes, or brings up to date, the links in output/source. Returns 0 and *source, the path of that,
 * which the caller frees; or a negative errno.
 */
int links_make(const char *directory, const char *output, char **source, struct failure *why);

#endif
