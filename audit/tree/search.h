/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where in a kernel's source a function is defined, or constants of a struct are: by reading the
 * text of the files that the configuration compiles, not by compiling them. Relies on the kernel's
 * style, in which a definition starts at the beginning of a line, and on its makefiles naming
 * objects. It may find more files than need be; whether one really has the function, its IR tells.
 */
#ifndef BPFMEND_AUDIT_TREE_SEARCH_H
#define BPFMEND_AUDIT_TREE_SEARCH_H

#include "audit/ir/names.h"
#include "lab/failure.h"

/* Zero-initialise before sources_scan(). */
struct sources {
	char **paths; /* from the top of the tree: "kernel/bpf/helpers.c" */
	size_t count;
	struct names functions; /* a name to the files that define it */
	struct names tables; /* a struct's name to the files that have constants of it */
	struct names included; /* "kernel/sched/ext.c" to the file that has it by #include */
	struct names loose; /* paths that no makefile names */
	struct names config; /* CONFIG_…, those that are y or m */
};

/*
 * Reads the configuration (the text of a .config) and all files that it compiles. Returns 0;
 * -ENOENT if the tree has no kernel in it; or another negative errno. sources_free() in any case.
 */
int sources_scan(struct sources *sources, const char *tree, const char *config,
		 struct failure *why);

/* The file that is compiled for path to be: itself, or the one that includes it. */
const char *sources_compiled(const struct sources *sources, const char *path);

void sources_free(struct sources *sources);

#endif
