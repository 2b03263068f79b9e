/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the backend makes of a module as it stands now, for all who look at it: made when it is
 * first asked for and kept until the module changes, because each time costs a tenth of a
 * compilation. Before the first rewrite it is the plain code. Relies on emission.h; that whoever
 * changes the module says so, with emitted_drop().
 */
#ifndef BPFMEND_EMIT_EMITTED_H
#define BPFMEND_EMIT_EMITTED_H

#include "llvm-pass/emit/emission.h"

struct emitted {
	LLVMModuleRef module;
	unsigned int level; /* the optimiser's */
	bool types; /* whoever will ask needs the program's types: a third dearer */
	/* The rest is what emitted_now() keeps; all 0 at first. */
	struct emission emission;
	enum { EMITTED_NOT, EMITTED_MADE, EMITTED_REFUSED } state;
	struct failure refusal; /* the backend's words */
};

/*
 * Finds the code of the module as it is. *emission is NULL if the backend reports an error: clang
 * will report it, too. It stays the emitted's, and is valid until emitted_drop(). Returns 0 or
 * -ENOMEM.
 */
int emitted_now(struct emitted *emitted, const struct emission **emission);

/*
 * The module is another one now: what was kept is freed. In between, its object and its code can be
 * read on, but the IR instructions may be gone that it names.
 */
void emitted_drop(struct emitted *emitted);

#endif
