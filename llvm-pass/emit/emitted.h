/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the backend makes of a module as it stands, and what of that no verifier takes, for all who
 * look at it: made when it is first asked for and kept until the module changes, because each time
 * costs a tenth of a compilation. Relies on emission.h, violations.h; and on whoever changes the
 * module to say so, with emitted_drop().
 */
#ifndef BPFMEND_EMIT_EMITTED_H
#define BPFMEND_EMIT_EMITTED_H

#include "llvm-pass/bytecode/violations.h"
#include "llvm-pass/emit/emission.h"

struct emitted {
	LLVMModuleRef module;
	unsigned int level; /* the optimiser's */
	bool types; /* whoever will ask needs the program's types, too: dearer by a third */
	/* The rest is what was found out; all 0 at first. */
	enum { EMITTED_NOT, EMITTED_MADE, EMITTED_REFUSED } state;
	struct emission emission; /* if it is made; else only its errors */
	struct failure refusal; /* and the backend's words, of the first */
	bool searched;
	struct violations violations;
};

/*
 * Finds the code of the module as it is. *emission is NULL if the backend reports an error: clang
 * will report it, too. It stays the emitted's, and is valid until emitted_drop(). Returns 0 or
 * -ENOMEM.
 */
int emitted_now(struct emitted *emitted, const struct emission **emission);

/* The same with what no verifier takes of it: emitted->violations, if it is made. */
int emitted_search(struct emitted *emitted);

/* The place of a function of the module in the emission's list, or its count for none. */
size_t emitted_function(const struct emission *emission, LLVMValueRef function);

/*
 * Frees what was found out. If the module was changed before, the object, its code and its
 * violations could be read until here, but not the IR instructions that the emission names.
 */
void emitted_drop(struct emitted *emitted);

#endif
