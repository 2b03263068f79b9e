/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The walks of one run: of the programs as they were before the pass rewrote anything, and as they
 * are now. Where the pass has something to say it is worth a walk of some length to keep quiet; to
 * look for what only a walk finds is done in most compilations, and is worth a small part of that;
 * a larger one where something was found. Each has one budget for the module, however often it is
 * rewritten, and a program that the rewrites left as it was is not walked again. Relies on
 * predict/module_walk.h.
 */
#ifndef BPFMEND_WALKS_H
#define BPFMEND_WALKS_H

#include <stdbool.h>

#include "llvm-pass/predict/module_walk.h"

struct run;

/* Zero-initialise; free with walks_free(). */
struct walks {
	bool begun, failed; /* the walk of the plain code */
	bool mended_begun, budgeted;
	/* What is left: to keep quiet, to look for more, and for more in what was rewritten. */
	unsigned long budget, routine, rewritten, one_of_rewritten;
	struct module_walk plain, mended;
};

/*
 * The walk of the plain code, to keep quiet. *walk is NULL of a module that cannot be emitted:
 * clang will say why. Returns 0 or -ENOMEM.
 */
int walks_of_plain(struct run *run, struct module_walk **walk);

/* The same of the code as it stands, to look for more. */
int walks_of_current(struct run *run, struct module_walk **walk);

/* Forgets what is known of the mended code; to be called before it is dropped. */
void walks_drop_mended(struct walks *walks);

void walks_free(struct walks *walks);

#endif
