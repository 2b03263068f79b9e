/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A configured kernel tree, and the folder in which its own build makes IR of files of it. The tree
 * is only read: where it was configured in place, which kbuild allows no second folder beside, the
 * folder gets links to its sources. Relies on make and clang.
 */
#ifndef BPFMEND_AUDIT_TREE_TREE_H
#define BPFMEND_AUDIT_TREE_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/failure.h"
#include "lab/watch.h"

/* Zero-initialise before tree_open(). */
struct tree {
	char *source; /* the top of the sources, as make is given it */
	char *output; /* the folder of the IR */
	char *compiler; /* what make is given for one: compiler.h */
	char *config; /* the text of the configuration */
	unsigned int llvm; /* the clang that compiles */
	const struct watch *watch;
};

/*
 * Looks at a tree that was configured in place, or at a folder that was configured with O=. output
 * is where to work, made if there is none. Returns 0; -ENOENT if it is no kernel, or not
 * configured; or another negative errno. tree_close() in any case.
 */
int tree_open(struct tree *tree, const char *directory, const char *output, unsigned int llvm,
	      const struct watch *watch, struct failure *why);

/*
 * Brings the configuration into the folder and makes what files are compiled with. Does nothing
 * where that was done with the same configuration. Returns 0; -EIO if make fails, with its last
 * words; or another negative errno.
 */
int tree_prepare(const struct tree *tree, struct failure *why);

/*
 * Makes the IR of sources, each given from the top; made before, and what it was made from still
 * the same, it stays. first says that these are the first: then one of them has to compile. Returns
 * 0, also if some do not: tree_ir() tells; -EIO if none of the first does, with make's last words;
 * or another negative errno.
 */
int tree_compile(const struct tree *tree, char *const *sources, size_t count, bool first,
		 struct failure *why);

/* The file with the IR of a source, which the caller frees. NULL if it did not compile. */
char *tree_ir(const struct tree *tree, const char *source);

void tree_close(struct tree *tree);

#endif
