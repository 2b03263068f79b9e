/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Whether the configuration of a kernel compiles a file, as far as makefiles say it plainly. */
#ifndef BPFMEND_AUDIT_TREE_MAKEFILES_H
#define BPFMEND_AUDIT_TREE_MAKEFILES_H

#include <stdbool.h>

#include "audit/ir/names.h"

/* The makefile of one directory, and whether the directory itself is compiled. */
struct makefile {
	char *text; /* with continued lines joined; NULL if there is none */
	bool compiled;
};

/*
 * Reads that of a directory, given from the top of the tree. around is of the directory above it,
 * or NULL at the top. Returns 0 or -ENOMEM; free text.
 */
int makefile_read(struct makefile *makefile, const struct makefile *around, const char *tree,
		  const char *directory, const struct names *config);

/* Whether a file of the directory, "helpers.c", is compiled. */
bool makefile_compiles(const struct makefile *makefile, const char *file,
		       const struct names *config);

/* Whether the makefile has a word for a file's object. */
bool makefile_names(const struct makefile *makefile, const char *file);

#endif
